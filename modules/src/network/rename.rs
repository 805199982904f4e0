//! `network.mod_hostname`: another name for the machine.

use std::path::Path;

use halite_common::declare::Text;
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{Command, WriteOptions},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::name::GetHostname;
use crate::cmd::english;

/// Gives the machine another name, in `/etc/hosts` too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ModHostname {
    /// The new name.
    hostname: Text,
}

impl Function for ModHostname {
    const NAME: &'static str = "network.mod_hostname";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let new = self.hostname.as_ref();
        if !is_name(new) {
            return Err(ModuleError::Usage(format!(
                "`{new}` is no host name: letters, digits, dots and hyphens are what it may have"
            )));
        }
        let old = GetHostname {}.call(act)?;
        let words = match act.host.which("hostnamectl") {
            Some(_) => vec!["hostnamectl", "set-hostname", new],
            None => vec!["hostname", new],
        };
        let output = act.host.run(&english(Command::new(words)))?;
        if !output.success() {
            tracing::error!("could not set the host name: {}", output.stderr_text().trim_end());
            return Ok(false);
        }
        rewrite(act, Path::new("/etc/hosts"), |text| in_hosts(text, &old, new))?;
        match act.minion.grains().get("os_family").map(ToString::to_string).as_deref() {
            Some("Debian") => rewrite(act, Path::new("/etc/hostname"), |_| format!("{new}\n"))?,
            Some("RedHat") => {
                rewrite(act, Path::new("/etc/sysconfig/network"), |text| in_sysconfig(text, new))?;
            }
            _ => {}
        }
        Ok(true)
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.len() <= 253
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
}

/// Writes a file's new text, if there is such a file and its text is another.
fn rewrite(act: &Act<'_>, path: &Path, change: impl Fn(&str) -> String) -> Result<(), ModuleError> {
    if !act.host.is_file(path) {
        return Ok(());
    }
    let bytes = act.host.read(path).map_err(ModuleError::file("read", path))?;
    let text = change(&String::from_utf8_lossy(&bytes));
    if text.as_bytes() == bytes {
        return Ok(());
    }
    act.host.write(path, text.as_bytes(), &WriteOptions::default()).map_err(ModuleError::file("write", path))
}

/// The lines with the old name get the new one, words parted by tabs; all others stay.
fn in_hosts(text: &str, old: &str, new: &str) -> String {
    let line = |line: &str| {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        match words.iter().position(|word| *word == old) {
            Some(at) => {
                words[at] = new;
                words.join("\t") + "\n"
            }
            None => line.to_owned(),
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

fn in_sysconfig(text: &str, new: &str) -> String {
    let line = |line: &str| match line.strip_prefix("HOSTNAME=") {
        Some(value) => match value.trim_end().chars().next().filter(|c| "'\"".contains(*c)) {
            Some(quote) => format!("HOSTNAME={quote}{new}{quote}\n"),
            None => format!("HOSTNAME={new}\n"),
        },
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{in_hosts, in_sysconfig, is_name};

    #[test]
    fn names_are_checked() {
        assert!(is_name("web-1.example.org") && is_name("7"));
        for bad in ["", "-x", "a b", "a;b", ".a", "é"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn only_the_name_changes() {
        assert_eq!(
            in_hosts("# the  name\n127.0.1.1  old old.example\n::1 older\n", "old", "new"),
            "# the  name\n127.0.1.1\tnew\told.example\n::1 older\n"
        );
        assert_eq!(in_sysconfig("A=1\nHOSTNAME=\"old\"\nB=2\n", "new"), "A=1\nHOSTNAME=\"new\"\nB=2\n");
    }
}
