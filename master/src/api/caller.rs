//! The local user behind a process, by what the kernel and the tables of accounts tell.

use std::fs;

use crate::acl::User;

/// The user of a process. For root, `sudo` is asked who that was before.
pub(super) fn user(uid: u32, gid: u32, pid: Option<u32>) -> User {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    // Nobody but root can make a process of root's say so.
    let before = pid.filter(|_| uid == 0).and_then(sudo_user);
    let by_sudo = before.is_some();
    // Root's group is not that of who was before.
    let gid = (!by_sudo).then_some(gid);
    let name = before.or_else(|| name_in(&accounts, uid)).unwrap_or_else(|| uid.to_string());
    let gid = group_of(&accounts, &name).or(gid);
    let groups = groups_in(&fs::read_to_string("/etc/group").unwrap_or_default(), &name, gid);
    User { name, by_sudo, groups }
}

/// Who began the `sudo` that a process of root's runs under.
fn sudo_user(pid: u32) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let mut variables = environment.split(|byte| *byte == 0);
    let value = variables.find_map(|variable| variable.strip_prefix(b"SUDO_USER="))?;
    let is_name = |name: &String| !name.is_empty() && name != "root" && !name.contains(char::is_control);
    String::from_utf8(value.to_vec()).ok().filter(is_name)
}

/// The name of a user.
fn name_in(accounts: &str, uid: u32) -> Option<String> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

/// The number of a user's own group.
fn group_of(accounts: &str, user: &str) -> Option<u32> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(user))?;
    line.split(':').nth(3)?.parse().ok()
}

/// The groups of a user: their own, and those that list them.
fn groups_in(groups: &str, user: &str, gid: Option<u32>) -> Vec<String> {
    let is_in = |line: &&str| {
        let mut fields = line.split(':').skip(2);
        let number = fields.next().and_then(|number| number.parse().ok());
        let own = gid.is_some() && number == gid;
        own || fields.next().is_some_and(|members| members.split(',').any(|member| member.trim() == user))
    };
    let names = groups.lines().filter(is_in).filter_map(|line| line.split(':').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{group_of, groups_in, name_in, user};

    const ACCOUNTS: &str = "root:x:0:0:root:/root:/bin/bash\n\n# odd\nweb:x:33:33::/:/bin/false\n";

    #[test]
    fn users_are_found_by_number_and_their_group_by_name() {
        assert_eq!(name_in(ACCOUNTS, 33).as_deref(), Some("web"));
        assert_eq!(name_in(ACCOUNTS, 7), None);
        assert_eq!((group_of(ACCOUNTS, "web"), group_of(ACCOUNTS, "joe")), (Some(33), None));
    }

    #[test]
    fn groups_are_those_that_list_a_user_and_the_users_own() {
        let groups = "root:x:0:\nops:x:50:joe,web\nweb:x:33:\nwebmasters:x:51:webber\n:x:33:\nodd\n";
        assert_eq!(groups_in(groups, "web", Some(33)), ["ops", "web"]);
        assert_eq!(groups_in(groups, "joe", Some(1000)), ["ops"]);
        assert_eq!(groups_in(groups, "ann", None), [""; 0]);
    }

    #[test]
    fn a_number_without_an_account_is_a_name() {
        let nobody = user(4_000_000_000, 4_000_000_000, None);
        assert_eq!((nobody.name.as_str(), nobody.by_sudo, nobody.groups.len()), ("4000000000", false, 0));
    }
}
