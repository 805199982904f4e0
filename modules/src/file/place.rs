//! Paths as Python's `os.path` handles them.

use std::path::{Component, Path, PathBuf};

use halite_states::host::Probe;

/// Puts a home folder for a leading `~` or `~name`.
pub(crate) fn expand(probe: &dyn Probe, path: &str) -> String {
    let Some(rest) = path.strip_prefix('~') else { return path.to_owned() };
    let (name, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let home = match name {
        "" => probe.env("HOME").or_else(|| home_of(probe, "0")),
        name => home_of(probe, name),
    };
    home.map_or_else(|| path.to_owned(), |home| format!("{}{rest}", home.trim_end_matches('/')))
}

fn home_of(probe: &dyn Probe, name: &str) -> Option<String> {
    let user = probe.user(name).ok().flatten()?;
    Some(user.home.display().to_string())
}

/// Takes `.`, `..` and doubled slashes out without looking at the disk.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let absolute = path.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            other => parts.push(other),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

/// The path that `path` means, all links followed as far as things are there.
pub(crate) fn real(probe: &dyn Probe, path: &Path) -> PathBuf {
    const MOST_LINKS: usize = 40;
    let mut here = PathBuf::new();
    let mut todo: Vec<PathBuf> = parts(path);
    let mut links = 0;
    while let Some(part) = todo.pop() {
        match part.to_str() {
            Some("..") => {
                here.pop();
                continue;
            }
            Some("/") => {
                here = "/".into();
                continue;
            }
            Some(".") => continue,
            _ => here.push(part),
        }
        if links < MOST_LINKS
            && let Ok(target) = probe.read_link(&here)
        {
            links += 1;
            here.pop();
            todo.extend(parts(&target));
        }
    }
    here
}

/// The parts of a path, last first.
fn parts(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|part: Component<'_>| part.as_os_str().into()).collect()
}

/// Whether a thing lies there, be it a link that leads nowhere.
pub(crate) fn lies(probe: &dyn Probe, path: &Path) -> bool {
    probe.lstat(path).is_ok()
}

/// Whether a symbolic link lies there.
pub(crate) fn is_link(probe: &dyn Probe, path: &Path) -> bool {
    probe.lstat(path).is_ok_and(|stat| stat.kind == halite_states::host::FileKind::Symlink)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{expand, normal, real};
    use crate::fake::{Content, Machine};

    #[test]
    fn paths_are_made_plain() {
        for (path, expected) in
            [("/a/./b//c/", "/a/b/c"), ("/a/../../b", "/b"), ("a/..", "."), ("../a", "../a"), ("/", "/")]
        {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn homes_are_found() {
        let machine = Machine::default();
        assert_eq!(expand(&machine, "~www-data/x"), "/var/www/x");
        assert_eq!(expand(&machine, "~"), "/root");
        assert_eq!(expand(&machine, "~no-one/x"), "~no-one/x");
    }

    #[test]
    fn links_are_followed_to_where_nothing_is() {
        let machine = Machine::default();
        machine.disk().place(Path::new("/etc/link"), Content::Link("../tmp/new".into()), 0o777);
        assert_eq!(real(&machine, Path::new("/etc/link/f")), Path::new("/tmp/new/f"));
    }
}
