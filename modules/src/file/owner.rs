//! Owner, group and mode: what is wanted, what is there, and the difference.

use std::{io, path::Path};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Ask, ModuleError},
    host::{FileKind, Host, Probe, Stat, WriteOptions},
};

use super::mode::Mode;

/// A user or a group as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    name: Text,
    // Nothing where there is no such account yet: a state before this one may make it.
    id: Option<u32>,
}

impl Account {
    fn value(&self) -> Value {
        self.name.parse::<u32>().map_or_else(|_| self.name.0.as_str().into(), Value::from)
    }
}

/// What is wanted of a file's inode; `None` leaves alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Owner.
    pub(crate) user: Option<Account>,
    /// Group.
    pub(crate) group: Option<Account>,
    /// Mode.
    pub(crate) mode: Option<Mode>,
}

impl Wanted {
    /// Looks the names up.
    pub(crate) fn find(
        probe: &dyn Probe,
        user: Option<&Text>,
        group: Option<&Text>,
        mode: Option<Mode>,
    ) -> Result<Wanted, ModuleError> {
        let user = named(user).map(|name| {
            let id = probe.user(&name).map_err(ModuleError::file("read", "the users"))?.map(|user| user.uid);
            Ok::<_, ModuleError>(Account { id: id.or_else(|| name.parse().ok()), name })
        });
        let group = named(group).map(|name| {
            let id =
                probe.group(&name).map_err(ModuleError::file("read", "the groups"))?.map(|group| group.gid);
            Ok::<_, ModuleError>(Account { id: id.or_else(|| name.parse().ok()), name })
        });
        Ok(Wanted { user: user.transpose()?, group: group.transpose()?, mode })
    }

    /// What Salt says of names that are not there; empty if all are.
    pub(crate) fn missing(&self) -> String {
        let user = self.user.as_ref().filter(|user| user.id.is_none());
        let group = self.group.as_ref().filter(|group| group.id.is_none());
        let user = user.map(|user| format!("User {} is not available ", user.name)).unwrap_or_default();
        let group = group.map(|group| format!("Group {} is not available", group.name)).unwrap_or_default();
        user + &group
    }

    /// The same, a sentence each.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let lost = |what: &str, account: &Option<Account>| {
            let account = account.as_ref().filter(|account| account.id.is_none());
            account.map(|account| format!("{what} {} does not exist", account.name))
        };
        [lost("User", &self.user), lost("Group", &self.group)].into_iter().flatten().collect()
    }

    /// The same with another mode.
    pub(crate) fn with_mode(&self, mode: Option<Mode>) -> Wanted {
        Wanted { mode, ..self.clone() }
    }

    /// What a new file is written with.
    pub(crate) fn write_options(&self) -> WriteOptions {
        WriteOptions {
            mode: self.mode.map(|mode| mode.0),
            uid: self.user.as_ref().and_then(|user| user.id),
            gid: self.group.as_ref().and_then(|group| group.id),
        }
    }

    /// What of this is not so. A link's own mode is nothing that can be set.
    pub(crate) fn against(&self, stat: &Stat) -> Difference {
        let differs = |account: &&Account, id: u32| account.id != Some(id);
        let mode = self.mode.filter(|mode| mode.0 != stat.mode && stat.kind != FileKind::Symlink);
        Difference {
            user: self.user.as_ref().filter(|user| differs(user, stat.uid)).cloned(),
            group: self.group.as_ref().filter(|group| differs(group, stat.gid)).cloned(),
            mode,
            kept: Some(stat.mode).filter(|_| stat.kind != FileKind::Symlink),
        }
    }

    /// What of this is not so at a path.
    pub(crate) fn at(&self, probe: &dyn Probe, path: &Path, follow: bool) -> io::Result<Difference> {
        let stat = if follow { probe.stat(path) } else { probe.lstat(path) }?;
        Ok(self.against(&stat))
    }

    /// Sets what is not so, and tells it as changes.
    pub(crate) fn set(&self, host: &dyn Host, path: &Path, follow: bool) -> io::Result<Dict> {
        let difference = self.at(host.as_probe(), path, follow)?;
        difference.set(host, path, follow)?;
        Ok(difference.changes())
    }
}

/// The name of a user, or the number where there is none.
pub(crate) fn user_name(probe: &dyn Probe, uid: u32) -> String {
    probe.user(&uid.to_string()).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

/// The name of a group, or the number where there is none.
pub(crate) fn group_name(probe: &dyn Probe, gid: u32) -> String {
    probe.group(&gid.to_string()).ok().flatten().map_or_else(|| gid.to_string(), |group| group.name)
}

/// The user that the minion runs as.
pub(crate) fn minion_user(ask: &Ask<'_>) -> Text {
    let options = ask.facts.options();
    if let Some(user) = options.get("user").and_then(|user| user.as_str()).filter(|user| !user.is_empty()) {
        return user.into();
    }
    let uid = ask.probe.stat(Path::new("/proc/self")).map_or(0, |stat| stat.uid);
    Text(user_name(ask.probe, uid))
}

/// `None` and the empty name leave alone.
fn named(name: Option<&Text>) -> Option<Text> {
    name.filter(|name| !name.is_empty()).cloned()
}

/// What of a [`Wanted`] is not so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    user: Option<Account>,
    group: Option<Account>,
    mode: Option<Mode>,
    kept: Option<u32>,
}

impl Difference {
    /// Whether all is as wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.user.is_none() && self.group.is_none() && self.mode.is_none()
    }

    /// As a state's changes: the new values.
    pub(crate) fn changes(&self) -> Dict {
        let user = self.user.as_ref().map(|user| ("user", user.value()));
        let group = self.group.as_ref().map(|group| ("group", group.value()));
        let mode = self.mode.map(|mode| ("mode", mode.into()));
        [user, group, mode].into_iter().flatten().collect()
    }

    /// Sets it. Owner first: changing it takes set-id bits off.
    pub(crate) fn set(&self, host: &dyn Host, path: &Path, follow: bool) -> io::Result<()> {
        let owner = self.user.as_ref().and_then(|user| user.id);
        let group = self.group.as_ref().and_then(|group| group.id);
        let changed = owner.is_some() || group.is_some();
        if changed {
            host.set_owner(path, owner, group, follow)?;
        }
        match self.mode.map(|mode| mode.0).or(self.kept.filter(|mode| changed && mode & 0o7000 != 0)) {
            Some(mode) => host.set_mode(path, mode),
            None => Ok(()),
        }
    }
}
