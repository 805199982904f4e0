//! The minion's own process: its user, folder and search path.

use halite_common::value::{Dict, Value};
use rustix::process::{getegid, geteuid, getpid};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
    let user = source.probe.user(&uid.to_string()).ok().flatten();
    let group = user.as_ref().map_or(gid, |user| user.gid);
    let group = source.probe.group(&group.to_string()).ok().flatten();
    let path = source.probe.env("PATH").unwrap_or_default().trim().to_owned();
    let cwd = std::env::current_dir().unwrap_or_default().display().to_string();
    Dict::from([
        ("cwd", Value::from(cwd)),
        ("systempath", path.split(':').collect()),
        ("path", path.into()),
        ("shell", source.probe.env("SHELL").unwrap_or_else(|| "/bin/sh".into()).into()),
        ("username", user.map(|user| user.name).unwrap_or_default().into()),
        ("groupname", group.map(|group| group.name).unwrap_or_default().into()),
        ("pid", getpid().as_raw_nonzero().get().into()),
        ("gid", gid.into()),
        ("uid", uid.into()),
    ])
}
