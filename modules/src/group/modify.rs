//! Groups made, changed and removed through `groupadd` and kin.

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::Group,
};

use crate::user::{program, ran};

/// The group of that name.
pub(super) fn find(ask: &Ask<'_>, name: &str) -> Result<Option<Group>, ModuleError> {
    let groups = all(ask)?;
    if let Some(known) = groups.into_iter().find(|group| group.name == name) {
        return Ok(Some(known));
    }
    // Groups of a directory service may not be listed, but can be asked for.
    let found = ask.probe.group(name).map_err(ModuleError::file("read", "the group database"))?;
    Ok(found.filter(|group| group.name == name))
}

/// Every group.
pub(super) fn all(ask: &Ask<'_>) -> Result<Vec<Group>, ModuleError> {
    ask.probe.groups().map_err(ModuleError::file("read", "the group database"))
}

/// As `group.info` returns it.
pub(super) fn as_dict(group: &Group) -> Dict {
    Dict::from([
        ("name", Value::from(group.name.as_str())),
        ("passwd", "x".into()),
        ("gid", group.gid.into()),
        ("members", group.members.clone().into()),
    ])
}

/// Makes a group.
pub(super) fn add(
    act: &Act<'_>,
    name: &str,
    gid: Option<i64>,
    system: bool,
    non_unique: bool,
    local: bool,
) -> Result<bool, ModuleError> {
    let number = gid.filter(|gid| *gid != 0).map(|gid| gid.to_string());
    let mut words = Vec::new();
    if let Some(number) = &number {
        words.extend(["-g", number]);
        if non_unique && !local {
            words.push("-o");
        }
    }
    if system {
        words.push("-r");
    }
    words.push(name);
    ran(act, &program(act, if local { "lgroupadd" } else { "groupadd" }, &words)?)
}

/// Removes a group.
pub(super) fn delete(act: &Act<'_>, name: &str, local: bool) -> Result<bool, ModuleError> {
    ran(act, &program(act, if local { "lgroupdel" } else { "groupdel" }, &[name])?)
}

/// Sets the number of a group.
pub(super) fn set_gid(act: &Act<'_>, name: &str, gid: i64, non_unique: bool) -> Result<bool, ModuleError> {
    let number = |group: Option<Group>| group.map(|group| i64::from(group.gid));
    match number(find(&act.ask(), name)?) {
        None => return Ok(false),
        Some(current) if current == gid => return Ok(true),
        Some(_) => {}
    }
    let option = if non_unique { "-og" } else { "-g" };
    ran(act, &program(act, "groupmod", &[option, &gid.to_string(), name])?)?;
    Ok(number(find(&act.ask(), name)?) == Some(gid))
}

/// Puts a user into a group.
pub(super) fn add_user(act: &Act<'_>, name: &str, user: &str) -> Result<bool, ModuleError> {
    ran(act, &program(act, "gpasswd", &["--add", user, name])?)
}

/// Takes a user out of a group.
pub(super) fn delete_user(act: &Act<'_>, name: &str, user: &str) -> Result<bool, ModuleError> {
    let member =
        find(&act.ask(), name)?.is_some_and(|group| group.members.iter().any(|member| member == user));
    if !member {
        return Ok(true);
    }
    ran(act, &program(act, "gpasswd", &["--del", user, name])?)
}

/// Sets all members of a group.
pub(super) fn set_members(act: &Act<'_>, name: &str, members: &str) -> Result<bool, ModuleError> {
    ran(act, &program(act, "gpasswd", &["--members", members, name])?)
}
