//! Lookup and listing on real folders.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use super::FileRoots;
use crate::value::{Dict, Value};

struct House(tempfile::TempDir);

impl House {
    fn new(files: &[&str]) -> House {
        let house = House(tempfile::tempdir().unwrap());
        for file in files {
            let path = house.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, file).unwrap();
        }
        house
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    fn roots(&self, folders: &[(&str, &[&str])], more: &[(&str, Value)]) -> FileRoots {
        let environments: Dict = folders
            .iter()
            .map(|(environment, folders)| {
                let folders: Vec<String> =
                    folders.iter().map(|f| self.path(f).to_string_lossy().into_owned()).collect();
                (*environment, Value::from(folders))
            })
            .collect();
        let mut options = Dict::from([("file_roots", environments)]);
        options.extend(more.iter().map(|(name, value)| (*name, value.clone())));
        FileRoots::from_options(&options, "file_roots")
    }
}

fn names<'a>(items: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    items.into_iter().map(String::as_str).collect()
}

#[test]
fn the_first_root_wins_and_all_are_listed() {
    let house = House::new(&["a/x.sls", "b/x.sls", "b/y.sls", "b/d/z.sls"]);
    let roots = house.roots(&[("base", &["a", "b", "missing"])], &[]);
    assert_eq!(roots.find("base", "x.sls"), Some(house.path("a/x.sls")));
    assert_eq!(roots.find("base", "./d/../d/z.sls"), Some(house.path("b/d/z.sls")));
    assert_eq!(roots.find("base", "d"), None);
    assert_eq!(roots.find("dev", "x.sls"), None);
    let listing = roots.list("base");
    assert_eq!(names(listing.files.keys()), ["d/z.sls", "x.sls", "y.sls"]);
    assert_eq!(names(&listing.dirs), ["d"]);
    assert_eq!(roots.read("base", "x.sls", 100).unwrap().unwrap(), b"a/x.sls");
    assert!(roots.read("base", "x.sls", 3).is_err());
}

#[test]
fn nothing_outside_a_root_is_served() {
    let house = House::new(&["root/in.txt", "secret.txt", "other/o.txt", "outside/deep/s.txt"]);
    symlink(house.path("secret.txt"), house.path("root/out.txt")).unwrap();
    symlink("../secret.txt", house.path("root/up.txt")).unwrap();
    symlink(house.path("outside"), house.path("root/outside")).unwrap();
    symlink("in.txt", house.path("root/link.txt")).unwrap();
    symlink(house.path("other"), house.path("root/other")).unwrap();
    symlink("..", house.path("root/loop")).unwrap();
    symlink(".", house.path("root/self")).unwrap();
    symlink("nowhere", house.path("root/broken")).unwrap();
    let roots = house.roots(&[("base", &["root", "other"])], &[]);
    let secret = house.path("secret.txt");
    for path in [
        "../secret.txt",
        "a/../../secret.txt",
        "out.txt",
        "up.txt",
        "outside/deep/s.txt",
        "in.txt\0",
        "broken",
    ]
    .into_iter()
    .chain([secret.to_str().unwrap()])
    {
        assert_eq!(roots.find("base", path), None, "{path}");
    }
    assert_eq!(roots.find("base", "link.txt"), Some(house.path("root/in.txt")));
    assert_eq!(roots.find("base", "other/o.txt"), Some(house.path("other/o.txt")));
    let listing = roots.list("base");
    assert_eq!(names(listing.files.keys()), ["in.txt", "link.txt", "o.txt", "other/o.txt"]);
    assert_eq!(names(listing.links.keys()), ["broken", "link.txt", "other", "self"]);
}

#[test]
fn env_roots_take_the_name_of_any_environment_but_no_path() {
    let house = House::new(&["env/dev/x", "env/qa/x", "secret", "base/x"]);
    let roots = house.roots(&[("base", &["base"]), ("__env__", &["env/__env__"])], &[]);
    assert_eq!(roots.find("dev", "x"), Some(house.path("env/dev/x")));
    assert_eq!(roots.find("base", "x"), Some(house.path("base/x")));
    assert_eq!(roots.find("..", "secret"), None);
    assert_eq!(roots.find("../..", "secret"), None);
    assert!(!roots.serves("a/b") && roots.serves("dev"));
    assert_eq!(roots.environments(), ["__env__", "base"]);
}

#[test]
fn globs_name_roots_and_patterns_hide_files() {
    let house =
        House::new(&["sites/a/salt/x", "sites/b/salt/y.pyc", "sites/.c/salt/z", "sites/b/salt/.git/k"]);
    let more = [
        ("file_ignore_regex", Value::from(vec!["/\\.git($|/)"])),
        ("file_ignore_glob", Value::from("*.pyc")),
    ];
    let roots = house.roots(&[("base", &["sites/*/salt"])], &more);
    assert_eq!(roots.folders("base"), [house.path("sites/a/salt"), house.path("sites/b/salt")]);
    assert_eq!(names(roots.list("base").files.keys()), ["x"]);
    assert_eq!(roots.find("base", "y.pyc"), None);
    assert_eq!(roots.find("base", ".git/k"), None);
}

#[test]
fn a_snapshot_follows_changes() {
    let house = House::new(&["r/a", "r/d/b"]);
    fs::create_dir(house.path("r/empty")).unwrap();
    let roots = FileRoots::of("base", vec![house.path("r")]);
    let (before, stamp) = (roots.snapshot("base"), roots.stamp("base"));
    let files: Vec<_> = before.manifest.files.iter().map(|f| (f.path.as_str(), f.size)).collect();
    assert_eq!(files, [("a", 3), ("d/b", 5)]);
    assert_eq!(before.manifest.dirs, ["d", "empty"]);
    assert_eq!(roots.list("base").empty_dirs.len(), 1);
    assert_eq!((roots.snapshot("base").manifest, roots.stamp("base")), (before.manifest.clone(), stamp));
    write_changed(&house.path("r/a"));
    let after = roots.snapshot("base").manifest;
    assert_ne!(after.files[0].sha256, before.manifest.files[0].sha256);
    assert_eq!(after.files[1], before.manifest.files[1]);
    assert_ne!(roots.stamp("base"), stamp);
}

/// Replaces a file, so that its inode differs even where the clock is coarse.
fn write_changed(path: &Path) {
    let other = path.with_extension("new");
    fs::write(&other, "xyz").unwrap();
    fs::rename(other, path).unwrap();
}
