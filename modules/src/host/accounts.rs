//! Users and groups: the files in `/etc`, and `getent` where the machine is told to look elsewhere too.

use std::{io, path::Path};

use halite_states::host::{Command, Group, Probe, User};

/// A user by name or number.
pub(crate) fn user(probe: &dyn Probe, wanted: &str) -> io::Result<Option<User>> {
    let fits = |user: &User| user.name == wanted || number(wanted).is_some_and(|uid| uid == user.uid);
    find(probe, "passwd", wanted, parse_user, fits)
}

/// A group by name or number.
pub(crate) fn group(probe: &dyn Probe, wanted: &str) -> io::Result<Option<Group>> {
    let fits = |group: &Group| group.name == wanted || number(wanted).is_some_and(|gid| gid == group.gid);
    find(probe, "group", wanted, parse_group, fits)
}

/// All users.
pub(crate) fn users(probe: &dyn Probe) -> io::Result<Vec<User>> {
    all(probe, "passwd", parse_user)
}

/// All groups.
pub(crate) fn groups(probe: &dyn Probe) -> io::Result<Vec<Group>> {
    all(probe, "group", parse_group)
}

/// The groups that a user is in beside the primary one, by number.
pub(crate) fn memberships(probe: &dyn Probe, user: &User) -> io::Result<Vec<u32>> {
    if beyond_files(probe, "group") || beyond_files(probe, "initgroups") {
        // Directories often refuse to list all groups, but tell those of one user.
        if let Ok(output) = probe.query(&Command::new(["id", "-G", "--", &user.name])) {
            return Ok(output.stdout_text().split_whitespace().filter_map(number).collect());
        }
    }
    let groups = groups(probe)?.into_iter().filter(|group| group.members.contains(&user.name));
    Ok(groups.map(|group| group.gid).collect())
}

fn number(wanted: &str) -> Option<u32> {
    wanted.parse().ok()
}

fn find<T>(
    probe: &dyn Probe,
    database: &str,
    wanted: &str,
    parse: fn(&str) -> Option<T>,
    fits: impl Fn(&T) -> bool,
) -> io::Result<Option<T>> {
    let local = read(probe, database)?.lines().filter_map(parse).find(&fits);
    if local.is_some() || wanted.is_empty() || wanted.contains(':') || !beyond_files(probe, database) {
        return Ok(local);
    }
    Ok(getent(probe, &[database, wanted])?.lines().find_map(parse))
}

fn all<T>(probe: &dyn Probe, database: &str, parse: fn(&str) -> Option<T>) -> io::Result<Vec<T>> {
    let text =
        if beyond_files(probe, database) { getent(probe, &[database])? } else { read(probe, database)? };
    Ok(text.lines().filter_map(parse).collect())
}

fn read(probe: &dyn Probe, database: &str) -> io::Result<String> {
    match probe.read(&Path::new("/etc").join(database)) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn getent(probe: &dyn Probe, arguments: &[&str]) -> io::Result<String> {
    let command = Command::new([&["getent", "--"], arguments].concat());
    // A machine without `getent` (musl) has no sources but the files, which were read already.
    Ok(probe.query(&command).map(|output| output.stdout_text()).unwrap_or_default())
}

fn beyond_files(probe: &dyn Probe, database: &str) -> bool {
    let text = probe.read(Path::new("/etc/nsswitch.conf")).unwrap_or_default();
    other_sources(&String::from_utf8_lossy(&text), database)
}

/// Whether `nsswitch.conf` names a source beside the files. `systemd` only adds what has no file: its transient users.
fn other_sources(text: &str, database: &str) -> bool {
    let line =
        text.lines().find_map(|line| line.trim().strip_prefix(database)?.trim_start().strip_prefix(':'));
    let words = line.unwrap_or_default().split('#').next().unwrap_or_default().split_whitespace();
    words.filter(|word| !word.starts_with('[')).any(|word| !matches!(word, "files" | "compat" | "systemd"))
}

fn parse_user(line: &str) -> Option<User> {
    let mut fields = line.split(':');
    let name = fields.next().filter(|name| !name.is_empty() && !name.starts_with(['#', '+', '-']))?;
    let _password = fields.next()?;
    Some(User {
        name: name.to_owned(),
        uid: fields.next()?.parse().ok()?,
        gid: fields.next()?.parse().ok()?,
        gecos: fields.next()?.to_owned(),
        home: fields.next()?.into(),
        shell: fields.next().unwrap_or_default().into(),
    })
}

fn parse_group(line: &str) -> Option<Group> {
    let mut fields = line.split(':');
    let name = fields.next().filter(|name| !name.is_empty() && !name.starts_with(['#', '+', '-']))?;
    let _password = fields.next()?;
    let gid = fields.next()?.parse().ok()?;
    let members = fields.next().unwrap_or_default().split(',').filter(|m| !m.is_empty());
    Some(Group { name: name.to_owned(), gid, members: members.map(str::to_owned).collect() })
}

#[cfg(test)]
mod tests {
    use super::{other_sources, parse_group, parse_user};

    #[test]
    fn lines_of_both_databases() {
        let root = parse_user("root:x:0:0:root,,,:/root:/bin/bash").unwrap();
        assert_eq!((root.uid, root.gecos.as_str()), (0, "root,,,"));
        assert_eq!(root.shell.to_str(), Some("/bin/bash"));
        assert_eq!(parse_user("+::::::"), None);
        assert_eq!(parse_user("# comment"), None);
        assert_eq!(parse_user("short:x:1"), None);
        assert_eq!(parse_group("adm:x:4:a,b").unwrap().members, ["a", "b"]);
        assert!(parse_group("empty:x:5:").unwrap().members.is_empty());
    }

    #[test]
    fn sources_beside_the_files() {
        let check = |text: &str, expected| assert_eq!(other_sources(text, "passwd"), expected, "{text}");
        check("passwd:  files systemd\ngroup: files sss", false);
        check("passwd: files [NOTFOUND=return] sss", true);
        check("passwd: compat # ldap", false);
        check("", false);
    }
}
