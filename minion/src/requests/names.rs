//! Which names of a master's manifest a minion uses: none that would lead out of its cache.

use std::path::{Component, Path};

use halite_common::wire::Manifest;

/// A manifest without the names that lead out, and without contents that no hash can name.
pub(crate) fn usable(manifest: Manifest) -> Manifest {
    let Manifest { mut files, mut dirs, mut links } = manifest;
    files.retain(|entry| stays_inside(&entry.path) && entry.sha256.len() == 32);
    dirs.retain(|dir| stays_inside(dir));
    links.retain(|(link, _)| stays_inside(link));
    Manifest { files, dirs, links }
}

/// Tells whether a path leads to a place below the folder that it is put behind.
pub(crate) fn stays_inside(path: &str) -> bool {
    let normal = |component| matches!(component, Component::Normal(_));
    !path.is_empty() && !path.contains('\0') && Path::new(path).components().all(normal)
}

#[cfg(test)]
mod tests {
    use halite_common::wire::{FileEntry, Manifest};

    use super::{stays_inside, usable};

    #[test]
    fn names_that_lead_out_are_left_out() {
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a\0b", "./a"] {
            assert!(!stays_inside(bad), "{bad:?}");
        }
        assert!(stays_inside("a/b.c"));
        let entry = |path: &str| FileEntry { path: path.into(), size: 1, mode: 0o644, sha256: vec![1; 32] };
        let short = FileEntry { sha256: vec![1; 31], ..entry("c") };
        let manifest = Manifest {
            files: vec![entry("a"), entry("../b"), short],
            dirs: vec!["d".into(), "/etc".into()],
            links: vec![("../l".into(), "a".into()), ("l".into(), "a".into())],
        };
        let expected = Manifest {
            files: vec![entry("a")],
            dirs: vec!["d".into()],
            links: vec![("l".into(), "a".into())],
        };
        assert_eq!(usable(manifest), expected);
    }
}
