//! Folders: made with those above them, and walked.

use std::{
    io,
    path::{Path, PathBuf},
};

use halite_common::value::Value;
use halite_states::{
    declare::{Act, ModuleError},
    host::{FileKind, Probe, WriteOptions},
};

use super::owner::Wanted;

/// Makes a folder and all that are missing above it.
pub(crate) fn make_folders(act: &Act<'_>, path: &Path) -> Result<(), ModuleError> {
    make_dirs(act, path, &Wanted::default())
}

/// Makes a folder and all that are missing above it; each gets what is wanted.
pub(super) fn make_dirs(act: &Act<'_>, path: &Path, wanted: &Wanted) -> Result<(), ModuleError> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !act.host.is_dir(folder))
        .collect();
    for folder in missing.into_iter().rev() {
        let mode = wanted.mode.map(|mode| mode.0);
        act.host.create_dir(folder, mode).map_err(ModuleError::file("make the folder", folder))?;
        wanted.set(act.host, folder, true).map_err(ModuleError::file("set the owner of", folder))?;
    }
    Ok(())
}

/// One folder of a walk: its path, and the names of the folders and of the other things in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) path: PathBuf,
    pub(super) dirs: Vec<String>,
    pub(super) files: Vec<String>,
}

/// All folders below a path and itself, outermost first; links to folders are told as folders, but not entered.
pub(super) fn walk(probe: &dyn Probe, top: &Path, max_depth: Option<usize>) -> io::Result<Vec<Level>> {
    let mut levels = Vec::new();
    let mut todo = vec![(top.to_path_buf(), 0)];
    while let Some((path, depth)) = todo.pop() {
        if max_depth.is_some_and(|max| depth >= max) {
            continue;
        }
        let mut level = Level { path, dirs: Vec::new(), files: Vec::new() };
        let mut enter = Vec::new();
        for name in probe.list(&level.path)? {
            let full = level.path.join(&name);
            let name = name.to_string_lossy().into_owned();
            let own = probe.lstat(&full).map(|stat| stat.kind);
            match own {
                Ok(FileKind::Directory) => {
                    level.dirs.push(name);
                    enter.push((full, depth + 1));
                }
                Ok(FileKind::Symlink) if probe.is_dir(&full) => level.dirs.push(name),
                Ok(_) => level.files.push(name),
                // It went away while we walked.
                Err(_) => {}
            }
        }
        todo.extend(enter.into_iter().rev());
        levels.push(level);
    }
    Ok(levels)
}

/// Removes what lies at a path, be it a folder with all in it; false where nothing lies.
pub(super) fn remove(act: &Act<'_>, path: &Path) -> Result<bool, ModuleError> {
    let removed = match act.host.lstat(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => Err(error),
        Ok(stat) if stat.kind == FileKind::Directory => act.host.remove_tree(path),
        Ok(_) => act.host.remove_file(path),
    };
    match removed {
        Ok(()) => Ok(true),
        Err(error) => Err(ModuleError::failed(format!("Could not remove '{}': {error}", path.display()))),
    }
}

/// Removes paths, folders before what is in them, and tells which were still there.
pub(super) fn remove_all(act: &Act<'_>, paths: &[PathBuf]) -> Result<Value, ModuleError> {
    let mut removed = Vec::new();
    for path in paths {
        if remove(act, path)? {
            removed.push(path.display().to_string());
        }
    }
    Ok(removed.into())
}

/// Copies a file or a folder with all in it; links stay links.
pub(super) fn copy_tree(act: &Act<'_>, from: &Path, to: &Path, wanted: &Wanted) -> Result<(), ModuleError> {
    let stat = act.host.lstat(from).map_err(ModuleError::file("read", from))?;
    match stat.kind {
        FileKind::Directory => {
            act.host.create_dir(to, Some(stat.mode)).map_err(ModuleError::file("make", to))?;
            for name in act.host.list(from).map_err(ModuleError::file("list", from))? {
                copy_tree(act, &from.join(&name), &to.join(&name), wanted)?;
            }
        }
        FileKind::Symlink if !act.host.is_file(from) => {
            let target = act.host.read_link(from).map_err(ModuleError::file("read", from))?;
            act.host.symlink(&target, to).map_err(ModuleError::file("make", to))?;
        }
        _ => {
            let mode = act.host.stat(from).map_err(ModuleError::file("read", from))?.mode;
            let options = WriteOptions { mode: Some(mode), ..wanted.write_options() };
            act.host.copy(from, to, &options).map_err(ModuleError::file("write", to))?;
        }
    }
    let owner = wanted.with_mode(None).set(act.host, to, false);
    owner.map(drop).map_err(ModuleError::file("set the owner of", to))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::walk;
    use crate::fake::{Content, Machine};

    #[test]
    fn a_walk_goes_outermost_first_and_follows_no_link() {
        let machine = Machine::default().file("/d/b/x", "").file("/d/a", "");
        machine.disk().place(Path::new("/d/link"), Content::Link("/etc".into()), 0o777);
        let levels = walk(&machine, Path::new("/d"), None).unwrap();
        let paths: Vec<String> = levels.iter().map(|level| level.path.display().to_string()).collect();
        assert_eq!(paths, ["/d", "/d/b"]);
        assert_eq!(levels[0].dirs, ["b", "link"]);
        assert_eq!(levels[0].files, ["a"]);
        assert_eq!(walk(&machine, Path::new("/d"), Some(1)).unwrap().len(), 1);
    }
}
