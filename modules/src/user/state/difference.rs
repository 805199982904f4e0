//! How an account differs from what is wanted.

use std::path::Path;

use halite_common::value::Value;
use halite_states::declare::{Ask, ModuleError};
use indexmap::IndexMap;

use super::{
    super::{
        account::{self, Account, GECOS},
        shadow::{self, day_number},
    },
    present::{Groups, Present},
};

/// Attributes that differ, with what they are to be, in Salt's order.
pub(super) type Differences = IndexMap<&'static str, Value>;

/// Compares an account with what is wanted.
pub(super) fn differences(
    state: &Present,
    ask: &Ask<'_>,
    account: &Account,
    gid: Option<&str>,
    groups: &Groups,
    password: Option<&str>,
) -> Result<Differences, ModuleError> {
    let mut found = Differences::new();
    if let Some(uid) = state.uid.filter(|uid| *uid != 0 && i64::from(account.user.uid) != *uid) {
        found.insert("uid", uid.into());
    }
    let primary = match gid {
        Some(gid) => account::group(ask, gid)?.map(|group| (group.gid, group.name)),
        None => account::group(ask, &account.user.gid.to_string())?.map(|group| (group.gid, group.name)),
    };
    if let Some(gid) = gid {
        let number = primary.as_ref().map(|(number, _)| *number).or_else(|| gid.parse().ok());
        if number != Some(account.user.gid) {
            found.insert("gid", gid.parse::<i64>().map_or(Value::from(gid), Value::from));
        }
    }
    let primary = primary.map(|(_, name)| name);
    if let Some(wanted) = group_difference(state, ask, account, primary.as_deref(), groups)? {
        found.insert("groups", wanted.into());
    }
    found.extend(home(state, ask, account));
    if let Some(shell) = state.shell.as_deref().filter(|shell| !shell.is_empty() && *shell != account.shell())
    {
        found.insert("shell", shell.into());
    }
    found.extend(ageing(state, ask, password));
    let parts = [&state.fullname, &state.roomnumber, &state.workphone, &state.homephone, &state.other];
    for (part, wanted) in GECOS.into_iter().zip(parts) {
        if let Some(wanted) = wanted.as_deref().filter(|wanted| account.gecos(part) != *wanted) {
            found.insert(part, wanted.into());
        }
    }
    Ok(found)
}

/// The groups to be set, without the primary one; `None` where they are right.
fn group_difference(
    state: &Present,
    ask: &Ask<'_>,
    account: &Account,
    primary: Option<&str>,
    groups: &Groups,
) -> Result<Option<Vec<String>>, ModuleError> {
    let old_primary = account::group(ask, &account.user.gid.to_string())?.map(|group| group.name);
    let mut wanted: Vec<String> = groups.named.iter().flatten().chain(&groups.optional).cloned().collect();
    let keeps_all = groups.named.is_none() && groups.optional.is_empty();
    if !state.remove_groups || keeps_all {
        wanted.extend(account.groups.iter().cloned());
    }
    wanted.sort();
    wanted.dedup();
    wanted.retain(|group| Some(group.as_str()) != primary);
    let counts = |group: &&String| {
        let group = group.as_str();
        Some(group) != primary
            && Some(group) != old_primary.as_deref()
            // A group of the account's own name does not count unless it is asked for.
            && (group != &*state.name || wanted.iter().any(|wanted| wanted == group))
    };
    let have: Vec<&String> = account.groups.iter().filter(counts).collect();
    let lacks = wanted.iter().any(|group| !have.contains(&group));
    let too_many = state.remove_groups && have.iter().any(|group| !wanted.contains(group));
    Ok((lacks || too_many).then_some(wanted))
}

fn home(state: &Present, ask: &Ask<'_>, account: &Account) -> Vec<(&'static str, Value)> {
    let mut found = Vec::new();
    let wanted = state.home.as_deref().filter(|home| !home.is_empty());
    let current = account.home();
    if let Some(home) = wanted.filter(|home| *home != current) {
        found.push(("home", home.into()));
    }
    let home = wanted.unwrap_or(&current);
    if state.createhome && !ask.probe.is_dir(Path::new(home)) {
        found.push(("homeDoesNotExist", home.into()));
    }
    found
}

fn ageing(state: &Present, ask: &Ask<'_>, password: Option<&str>) -> Vec<(&'static str, Value)> {
    let line = shadow::of(ask, &state.name);
    let mut found = Vec::new();
    if let Some(password) = password.filter(|_| !state.empty_password) {
        let may = line.passwd == "!" || state.enforce_password;
        if may && line.passwd != password {
            found.push(("passwd", password.into()));
        }
    }
    if state.empty_password && !line.passwd.is_empty() {
        found.push(("empty_password", true.into()));
    }
    if let Some(date) = state.date.as_ref().filter(|date| line.day("lstchg") != day_number(date)) {
        found.push(("date", date.clone()));
    }
    for (key, day, wanted) in [
        ("mindays", "min", state.mindays),
        ("maxdays", "max", state.maxdays),
        ("inactdays", "inact", state.inactdays),
        ("warndays", "warn", state.warndays),
    ] {
        if let Some(wanted) = wanted.filter(|wanted| line.day(day) != Some(*wanted)) {
            found.push((key, wanted.into()));
        }
    }
    let expire = state.expire.as_ref().filter(|expire| expire.is_truthy());
    if let Some(expire) = expire.filter(|expire| line.day("expire") != day_number(expire)) {
        found.push(("expire", expire.clone()));
    }
    if let Some(lock) = state.password_lock.filter(|lock| *lock != line.passwd.starts_with('!')) {
        found.push(("password_lock", lock.into()));
    }
    found
}

/// Why an account may not be changed so, if it may not.
pub(super) fn refused(state: &Present, account: &Account, found: &Differences) -> Option<String> {
    let mut errors = Vec::new();
    for (key, current, allowed) in
        [("uid", account.user.uid, state.allow_uid_change), ("gid", account.user.gid, state.allow_gid_change)]
    {
        if let Some(wanted) = found.get(key).filter(|_| !allowed) {
            errors.push(format!(
                "    - Changing {key} ({current} -> {wanted}) not permitted, set allow_{key}_change to True to force \
                 this change. Note that this will not change file ownership."
            ));
        }
    }
    let told = "Encountered error checking for needed changes. Additional info follows:\n\n";
    (!errors.is_empty()).then(|| format!("{told}{}", errors.join("\n").replace("    - ", "- ")))
}
