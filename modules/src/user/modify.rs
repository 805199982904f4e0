//! Accounts made, changed and removed through `useradd` and kin.

use halite_common::value::Value;
use halite_states::{
    declare::{Act, ModuleError},
    host::{Command, Output},
};

use super::account::{self, Account, gecos_with};
use crate::cmd::english;

/// A program with arguments; an error if it is not there.
pub(crate) fn program(act: &Act<'_>, name: &str, words: &[&str]) -> Result<Command, ModuleError> {
    if act.host.which(name).is_none() {
        return Err(ModuleError::failed(format!("Command '{name}' cannot be found")));
    }
    Ok(english(Command::new([name].into_iter().chain(words.iter().copied()))))
}

/// Runs a command and tells whether it succeeded; what it said otherwise goes to the log.
pub(crate) fn ran(act: &Act<'_>, command: &Command) -> Result<bool, ModuleError> {
    finished(act, command).map(|output| output.success())
}

fn finished(act: &Act<'_>, command: &Command) -> Result<Output, ModuleError> {
    let output = act.host.run(command)?;
    if !output.success() {
        tracing::error!("`{}` failed: {}", command.line(), output.stderr_text().trim());
    }
    Ok(output)
}

/// A new account.
#[derive(Clone, Debug, Default)]
pub(super) struct New {
    /// Login name.
    pub name: String,
    /// Number.
    pub uid: Option<String>,
    /// Primary group, by name or number.
    pub gid: Option<String>,
    /// Further groups.
    pub groups: Option<Vec<String>>,
    /// Home folder.
    pub home: Option<String>,
    /// Login shell.
    pub shell: Option<String>,
    /// Lets the number be one that another account has.
    pub shared_uid: bool,
    /// An account for a service.
    pub system: bool,
    /// The comment field.
    pub gecos: String,
    /// Makes the home folder.
    pub createhome: bool,
    /// Keeps it out of the login logs.
    pub nologinit: bool,
    /// Makes a group of the same name, or not.
    pub usergroup: Option<bool>,
    /// Only in the machine's own files.
    pub local: bool,
}

/// Makes an account.
pub(super) fn add(act: &Act<'_>, new: &New) -> Result<bool, ModuleError> {
    let group_of_that_name = own_group(act, new)?;
    let mut words: Vec<&str> = Vec::new();
    let option = |words: &mut Vec<&'static str>, on: bool, word: &'static str| {
        if on {
            words.push(word);
        }
    };
    for (word, value) in [("-s", &new.shell), ("-u", &new.uid), ("-g", &new.gid)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            words.extend([word, value]);
        }
    }
    if let Some(gid) = &group_of_that_name {
        words.extend(["-g", gid]);
    }
    let mut flags = Vec::new();
    option(&mut flags, new.usergroup == Some(true) && new.gid.is_none() && !new.local, "-U");
    option(&mut flags, new.usergroup == Some(false), if new.local { "-n" } else { "-N" });
    option(&mut flags, new.createhome && !new.local, "-m");
    option(&mut flags, !new.createhome, "-M");
    option(&mut flags, new.nologinit, "-l");
    words.extend(flags);
    if let Some(home) = &new.home {
        words.extend(["-d", home]);
    }
    let mut flags = Vec::new();
    option(&mut flags, new.shared_uid, "-o");
    option(&mut flags, new.system, "-r");
    words.extend(flags);
    if !new.gecos.is_empty() {
        words.extend(["-c", &new.gecos]);
    }
    words.push(&new.name);
    let made = ran(act, &program(act, if new.local { "luseradd" } else { "useradd" }, &words)?)?;
    if let Some(groups) = new.groups.as_deref().filter(|groups| made && !groups.is_empty()) {
        // The account is there; groups that cannot be set are told by the next run.
        set_groups(act, &new.name, groups, false)?;
    }
    Ok(made)
}

/// The group to begin with where one of the account's own name is asked for among the others.
fn own_group(act: &Act<'_>, new: &New) -> Result<Option<String>, ModuleError> {
    let named = new.groups.as_ref().is_some_and(|groups| groups.contains(&new.name));
    if new.gid.is_some() || new.usergroup == Some(true) || !named || !user_groups_enabled(act) {
        return Ok(None);
    }
    Ok(account::group(&act.ask(), &new.name)?.map(|group| group.gid.to_string()))
}

fn user_groups_enabled(act: &Act<'_>) -> bool {
    let text = act.host.read("/etc/login.defs".as_ref()).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find(|line| line.starts_with("USERGROUPS_ENAB"));
    line.is_some_and(|line| line.contains("yes"))
}

/// Removes an account.
pub(super) fn delete(
    act: &Act<'_>,
    name: &str,
    remove: bool,
    force: bool,
    local: bool,
) -> Result<bool, ModuleError> {
    let mut words = Vec::new();
    if remove {
        words.push("-r");
    }
    if force && !local {
        words.push("-f");
    }
    words.push(name);
    let output = finished(act, &program(act, if local { "luserdel" } else { "userdel" }, &words)?)?;
    if output.code == 12 {
        // A missing mailbox ends Debian's userdel with 12, though the account is removed.
        // https://bugs.launchpad.net/ubuntu/+source/shadow/+bug/1023509
        let told = output.stderr_text();
        let grains = act.minion.grains();
        let debian = grains.get("os_family").and_then(Value::as_str) == Some("Debian");
        return Ok(debian && (told.contains("var/mail") || told.contains("var/spool/mail")));
    }
    Ok(output.success())
}

/// The account of that name, which must exist.
pub(super) fn must_exist(act: &Act<'_>, name: &str) -> Result<Account, ModuleError> {
    let found = account::find(&act.ask(), name)?;
    found.ok_or_else(|| ModuleError::failed(format!("User '{name}' does not exist")))
}

/// Runs `usermod` with an option and its value.
pub(super) fn modify(act: &Act<'_>, name: &str, words: &[&str]) -> Result<bool, ModuleError> {
    let words: Vec<&str> = words.iter().copied().chain([name]).collect();
    ran(act, &program(act, "usermod", &words)?)
}

/// Moves the home folder, with its content if `persist`.
pub(super) fn set_home(act: &Act<'_>, name: &str, home: &str, persist: bool) -> Result<bool, ModuleError> {
    if must_exist(act, name)?.home() == home {
        return Ok(true);
    }
    let words: &[&str] = if persist { &["-m", "-d", home] } else { &["-d", home] };
    modify(act, name, words)?;
    Ok(must_exist(act, name)?.home() == home)
}

/// Sets a part of the comment field.
pub(super) fn set_gecos(act: &Act<'_>, name: &str, part: &str, value: &str) -> Result<bool, ModuleError> {
    let account = must_exist(act, name)?;
    if account.gecos(part) == value {
        return Ok(true);
    }
    modify(act, name, &["-c", &gecos_with(&account.user.gecos, part, value)])?;
    Ok(must_exist(act, name)?.gecos(part) == value)
}

/// Sets the groups beside the primary one, or adds to them.
pub(super) fn set_groups(
    act: &Act<'_>,
    name: &str,
    groups: &[String],
    append: bool,
) -> Result<bool, ModuleError> {
    let list = groups.join(",");
    let words: Vec<&str> = append.then_some("-a").into_iter().chain(["-G", &list]).collect();
    modify(act, name, &words)
}
