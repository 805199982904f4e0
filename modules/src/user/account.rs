//! What the user database says of an account.

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Ask, ModuleError},
    host::{Group, User},
};

/// The five parts of the comment field.
pub(super) const GECOS: [&str; 5] = ["fullname", "roomnumber", "workphone", "homephone", "other"];

/// An account with its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// The line of the database.
    pub user: User,
    /// Names of all groups, the primary one included, sorted.
    pub groups: Vec<String>,
}

impl Account {
    /// The home folder as text.
    pub(super) fn home(&self) -> String {
        self.user.home.to_string_lossy().into_owned()
    }

    /// The login shell as text.
    pub(super) fn shell(&self) -> String {
        self.user.shell.to_string_lossy().into_owned()
    }

    /// One of the parts of the comment field.
    pub(super) fn gecos(&self, part: &str) -> String {
        let position = GECOS.iter().position(|known| *known == part).unwrap_or_default();
        gecos_parts(&self.user.gecos)[position].to_owned()
    }

    /// As `user.info` returns it.
    pub(super) fn as_dict(&self) -> Dict {
        let mut dict = Dict::from([
            ("gid", Value::from(self.user.gid)),
            ("groups", self.groups.clone().into()),
            ("home", self.home().into()),
            ("name", self.user.name.as_str().into()),
            ("passwd", "x".into()),
            ("shell", self.shell().into()),
            ("uid", self.user.uid.into()),
        ]);
        dict.extend(GECOS.into_iter().zip(gecos_parts(&self.user.gecos)));
        dict
    }
}

/// The account of that name.
pub(super) fn find(ask: &Ask<'_>, name: &str) -> Result<Option<Account>, ModuleError> {
    let users = ask.probe.users().map_err(ModuleError::file("read", "the user database"))?;
    let known = users.into_iter().find(|user| user.name == name);
    // Accounts of a directory service may not be listed, but can be asked for.
    let found = match known {
        Some(user) => Some(user),
        None => by_name(ask, name)?,
    };
    found.map(|user| Ok(Account { groups: groups(ask, &user)?, user })).transpose()
}

fn by_name(ask: &Ask<'_>, name: &str) -> Result<Option<User>, ModuleError> {
    let found = ask.probe.user(name).map_err(ModuleError::file("read", "the user database"))?;
    Ok(found.filter(|user| user.name == name))
}

/// Every account.
pub(super) fn all(ask: &Ask<'_>) -> Result<Vec<Account>, ModuleError> {
    let users = ask.probe.users().map_err(ModuleError::file("read", "the user database"))?;
    users.into_iter().map(|user| Ok(Account { groups: groups(ask, &user)?, user })).collect()
}

/// The groups of an account, sorted by name.
pub(super) fn groups(ask: &Ask<'_>, user: &User) -> Result<Vec<String>, ModuleError> {
    let groups = ask.probe.groups().map_err(ModuleError::file("read", "the group database"))?;
    let member = |group: &Group| group.gid == user.gid || group.members.contains(&user.name);
    let mut names: Vec<String> = groups.into_iter().filter(member).map(|group| group.name).collect();
    names.sort();
    Ok(names)
}

/// The group of that name or number.
pub(super) fn group(ask: &Ask<'_>, name: &str) -> Result<Option<Group>, ModuleError> {
    ask.probe.group(name).map_err(ModuleError::file("read", "the group database"))
}

/// The parts of a comment field; those that are not there are empty.
pub(super) fn gecos_parts(field: &str) -> [&str; 5] {
    let mut parts = [""; 5];
    for (part, text) in parts.iter_mut().zip(field.splitn(5, ',')) {
        *part = text;
    }
    parts
}

/// A comment field with one part replaced.
pub(super) fn gecos_with(field: &str, part: &str, value: &str) -> String {
    let mut parts = gecos_parts(field);
    if let Some(position) = GECOS.iter().position(|known| *known == part) {
        parts[position] = value;
    }
    parts.join(",").trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{gecos_parts, gecos_with};

    #[test]
    fn comment_fields_have_five_parts() {
        assert_eq!(gecos_parts("Ann Lee,12"), ["Ann Lee", "12", "", "", ""]);
        assert_eq!(gecos_parts("a,b,c,d,e,f"), ["a", "b", "c", "d", "e,f"]);
        assert_eq!(gecos_with("Ann,12", "fullname", "Ann Lee"), "Ann Lee,12");
        assert_eq!(gecos_with("Ann", "other", "x"), "Ann,,,,x");
        assert_eq!(gecos_with("Ann,12", "roomnumber", ""), "Ann");
    }
}
