//! Running as another user: who that is, and the program that changes to it.
//!
//! std drops the supplementary groups when it changes the user, and what would keep them needs unsafe code. So `setpriv` of util-linux does
//! it, given the exact numbers; `su` where there is none (busybox).

use std::{ffi::OsString, io};

use halite_states::host::{Command, CommandError, Probe, User};

use crate::host::accounts;

/// Who a command runs as.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::host) struct Identity {
    user: Option<User>,
    uid: u32,
    gid: u32,
    groups: Vec<u32>,
    // `su` can only take the user's own groups.
    own_groups: bool,
}

impl Identity {
    /// Who `command` asks to run as; `None` to stay who we are.
    pub(in crate::host) fn find(
        command: &Command,
        probe: &dyn Probe,
    ) -> Result<Option<Identity>, CommandError> {
        let io_error = |source| CommandError::Io { line: command.line(), source };
        let us = rustix::process::geteuid().as_raw();
        let user = match command.runas.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => {
                Some(probe.user(name).map_err(io_error)?.ok_or_else(|| CommandError::NoUser(name.into()))?)
            }
            None => None,
        };
        let group = match command.group.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => Some(probe.group(name).map_err(io_error)?.ok_or_else(|| {
                io_error(io::Error::new(
                    io::ErrorKind::NotFound,
                    format!("there is no group `{name}` to run as"),
                ))
            })?),
            None => None,
        };
        if group.is_none() && user.as_ref().is_none_or(|user| user.uid == us && us != 0) {
            return Ok(None);
        }
        if us != 0 {
            return Err(io_error(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "only root may run as someone else",
            )));
        }
        let gid = group.as_ref().map(|group| group.gid).or(user.as_ref().map(|user| user.gid)).unwrap_or(0);
        let mut groups = match &user {
            Some(user) => accounts::memberships(probe, user).map_err(io_error)?,
            None => Vec::new(),
        };
        groups.push(gid);
        groups.sort_unstable();
        groups.dedup();
        let own_groups = group.is_none();
        let uid = user.as_ref().map_or(us, |user| user.uid);
        Ok(Some(Identity { user, uid, gid, groups, own_groups }))
    }

    /// The variables that tell a program who it runs as.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let Some(user) = &self.user else { return Vec::new() };
        vec![
            ("HOME", user.home.clone().into()),
            ("SHELL", user.shell.clone().into()),
            ("USER", user.name.clone().into()),
            ("LOGNAME", user.name.clone().into()),
        ]
    }

    /// The arguments that run `argv` as this identity.
    pub(super) fn wrap(&self, argv: Vec<OsString>, probe: &dyn Probe) -> io::Result<Vec<OsString>> {
        let mut wrapped: Vec<OsString> = if probe.which("setpriv").is_some() {
            let groups = self.groups.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            let (uid, gid) = (self.uid, self.gid);
            [
                "setpriv",
                &format!("--reuid={uid}"),
                &format!("--regid={gid}"),
                &format!("--groups={groups}"),
                "--",
            ]
            .map(Into::into)
            .into()
        } else if let Some(user) = self.user.as_ref().filter(|_| self.own_groups) {
            ["su", "-s", "/bin/sh", "-c", "exec \"$@\"", "--", &user.name, "sh"].map(Into::into).into()
        } else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "running as a group takes the program `setpriv`",
            ));
        };
        wrapped.extend(argv);
        Ok(wrapped)
    }
}

#[cfg(test)]
mod tests {
    use halite_states::host::{Command, CommandError};

    use super::Identity;
    use crate::fake::Machine;

    #[test]
    fn an_unknown_user_is_named() {
        let command = Command { runas: Some("nobody-here".into()), ..Command::new(["true"]) };
        let found = Identity::find(&command, &Machine::default());
        assert!(matches!(found, Err(CommandError::NoUser(name)) if name == "nobody-here"));
    }

    #[test]
    fn without_a_wish_we_stay_who_we_are() {
        assert_eq!(Identity::find(&Command::new(["true"]), &Machine::default()).unwrap(), None);
    }
}
