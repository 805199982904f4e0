//! Following links and `..` on a disk in memory.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use super::{Content, Disk};

const MOST_LINKS: usize = 40;

/// The path that `path` means; its last part is followed only if `follow`.
pub(super) fn resolve(disk: &Disk, path: &Path, follow: bool) -> io::Result<PathBuf> {
    let mut here = PathBuf::from("/");
    let mut todo: Vec<PathBuf> = parts(path);
    let mut links = 0;
    while let Some(part) = todo.pop() {
        match part.to_str() {
            Some("/" | ".") => continue,
            Some("..") => {
                here.pop();
                continue;
            }
            _ => here.push(part),
        }
        let Some(Content::Link(target)) = disk.get(&here).map(|node| &node.content) else { continue };
        if todo.is_empty() && !follow {
            break;
        }
        links += 1;
        if links > MOST_LINKS {
            return Err(rustix::io::Errno::LOOP.into());
        }
        here.pop();
        if target.is_absolute() {
            here = PathBuf::from("/");
        }
        todo.extend(parts(target));
    }
    Ok(here)
}

/// The parts of a path, last first.
fn parts(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|part: Component<'_>| PathBuf::from(part.as_os_str())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Content, Disk, resolve};

    #[test]
    fn links_and_dots() {
        let mut disk = Disk::default();
        disk.place(Path::new("/etc/link"), Content::Link("../tmp/x".into()), 0o777);
        disk.place(Path::new("/loop"), Content::Link("/loop".into()), 0o777);
        disk.place(Path::new("/tmp/x/f"), Content::File(Vec::new()), 0o644);
        for (path, follow, expected) in [
            ("/etc/link/f", false, Some("/tmp/x/f")),
            ("/etc/link", true, Some("/tmp/x")),
            ("/etc/link", false, Some("/etc/link")),
            ("/etc/./../tmp", true, Some("/tmp")),
            ("/loop", true, None),
        ] {
            assert_eq!(resolve(&disk, Path::new(path), follow).ok(), expected.map(PathBuf::from), "{path}");
        }
    }
}
