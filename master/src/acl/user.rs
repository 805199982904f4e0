//! Who asks, as rules see it.

use halite_common::target::means;

/// A local user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// The name that rules are written for: of who asks by `sudo`, the one they had before.
    pub(crate) name: String,
    /// Whether they ask as root by `sudo`.
    pub(crate) by_sudo: bool,
    /// The groups they are in.
    pub(crate) groups: Vec<String>,
}

impl User {
    /// The name as it stands in jobs, in the blacklist and in the audit log: `sudo_joe` where joe asks by `sudo`, as in Salt.
    pub(crate) fn shown(&self) -> String {
        if self.by_sudo { format!("sudo_{}", self.name) } else { self.name.clone() }
    }

    /// Tells whether a key of `publisher_acl` means this user: a glob or a regular expression for the whole name, or a
    /// group with a `%` behind it.
    pub(super) fn is_meant(&self, key: &str) -> bool {
        match key.strip_suffix('%') {
            Some(group) => self.groups.iter().any(|own| own == group),
            None => means(key, &self.name),
        }
    }
}
