//! Functions that make, move and remove: `file.mkdir`, `file.copy`, `file.remove`, `file.touch` and kin.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    mode::Mode,
    owner::Wanted,
    place, times,
    tree::{copy_tree, make_dirs, remove},
};

/// Makes a folder, with those above it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mkdir {
    /// The path.
    dir_path: Text,
    /// Owner.
    #[serde(default)]
    user: Option<Text>,
    /// Group.
    #[serde(default)]
    group: Option<Text>,
    /// Mode.
    #[serde(default)]
    mode: Option<Mode>,
}

impl Function for Mkdir {
    const NAME: &'static str = "file.mkdir";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let probe = act.host.as_probe();
        let path = place::normal(&place::expand(probe, &self.dir_path));
        let wanted = Wanted::find(probe, self.user.as_ref(), self.group.as_ref(), self.mode)?;
        make_dirs(act, Path::new(&path), &wanted)?;
        Ok(true)
    }
}

/// Makes the folders above a path; a path that ends in a slash is a folder itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Makedirs {
    /// The path.
    path: Text,
    /// Owner.
    #[serde(default)]
    user: Option<Text>,
    /// Group.
    #[serde(default)]
    group: Option<Text>,
    /// Mode.
    #[serde(default)]
    mode: Option<Mode>,
}

impl Function for Makedirs {
    const NAME: &'static str = "file.makedirs";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        let probe = act.host.as_probe();
        let path = place::expand(probe, &self.path);
        let folder = place::normal(path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let folder = if path.starts_with('/') && folder == "." { "/".to_owned() } else { folder };
        if probe.is_dir(Path::new(&folder)) {
            return Ok(Some(format!("Directory '{folder}' already exists")));
        }
        if probe.exists(Path::new(&folder)) {
            return Ok(Some(format!("The path '{folder}' already exists and is not a directory")));
        }
        let wanted = Wanted::find(probe, self.user.as_ref(), self.group.as_ref(), self.mode)?;
        make_dirs(act, Path::new(&folder), &wanted)?;
        Ok(None)
    }
}

/// Removes a file, a link, or a folder with all in it; false where nothing lies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remove {
    /// The path.
    path: Text,
    /// Taken for Salt's sake; it means something on Windows only.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    force: bool,
}

impl Function for Remove {
    const NAME: &'static str = "file.remove";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage(format!("File path must be absolute: {path}")));
        }
        if place::normal(&path) == "/" {
            return Err(ModuleError::Usage("Refusing to remove /".into()));
        }
        remove(act, Path::new(path.trim_end_matches('/')))
    }
}

/// Removes an empty folder; tells what went wrong, or true.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rmdir {
    /// The path.
    path: Text,
}

impl Function for Rmdir {
    const NAME: &'static str = "file.rmdir";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage("File path must be absolute.".into()));
        }
        if !act.host.is_dir(Path::new(&path)) {
            return Err(ModuleError::Usage("A valid directory was not specified.".into()));
        }
        Ok(match act.host.remove_dir(Path::new(&path)) {
            Ok(()) => true.into(),
            Err(error) => error.to_string().into(),
        })
    }
}

/// Renames a file or folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rename {
    /// The path.
    src: Text,
    /// Its new path.
    dst: Text,
}

impl Function for Rename {
    const NAME: &'static str = "file.rename";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let (src, dst) = both(act, &self.src, &self.dst)?;
        let failed =
            |_| ModuleError::failed(format!("Could not rename '{}' to '{}'", src.display(), dst.display()));
        act.host.rename(&src, &dst).map_err(failed)?;
        Ok(true)
    }
}

/// Moves a file or folder, into a folder if one lies at its new path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    /// The path.
    src: Text,
    /// Its new path.
    dst: Text,
    /// Taken for Salt's sake: what cannot be renamed is not moved.
    #[serde(default, rename = "disallow_copy_and_unlink")]
    _disallow_copy_and_unlink: Option<bool>,
}

impl Function for Move {
    const NAME: &'static str = "file.move";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let (src, mut dst) = both(act, &self.src, &self.dst)?;
        let comment = format!("'{}' moved to '{}'", src.display(), dst.display());
        if act.host.is_dir(&dst) {
            dst.push(src.file_name().unwrap_or_default());
        }
        let failed = |error| {
            ModuleError::failed(format!("Unable to move '{}' to '{}': {error}", src.display(), dst.display()))
        };
        act.host.rename(&src, &dst).map_err(failed)?;
        Ok(Dict::from([("result", Value::from(true)), ("comment", comment.into())]))
    }
}

fn both(act: &Act<'_>, src: &str, dst: &str) -> Result<(PathBuf, PathBuf), ModuleError> {
    let probe = act.host.as_probe();
    let (src, dst) = (place::expand(probe, src), place::expand(probe, dst));
    if !src.starts_with('/') {
        return Err(ModuleError::Usage("File path must be absolute.".into()));
    }
    Ok((src.into(), dst.into()))
}

/// Copies a file, or with `recurse` a folder; owner and mode are kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Copy {
    /// The path.
    src: Text,
    /// The copy's path.
    dst: Text,
    /// Copies folders.
    #[serde(default)]
    recurse: bool,
    /// Removes what lies there first.
    #[serde(default)]
    remove_existing: bool,
}

impl Function for Copy {
    const NAME: &'static str = "file.copy";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let (src, dst) = both(act, &self.src, &self.dst)?;
        let stat = act.host.stat(&src);
        let stat =
            stat.map_err(|_| ModuleError::failed(format!("No such file or directory '{}'", src.display())))?;
        let folder = act.host.is_dir(&src);
        if (folder || act.host.is_dir(&dst)) && !self.recurse {
            return Err(ModuleError::Usage(
                "Cannot copy overwriting a directory without recurse flag set to true!".into(),
            ));
        }
        if !folder {
            let options = WriteOptions { mode: Some(stat.mode), uid: Some(stat.uid), gid: Some(stat.gid) };
            let failed =
                |_| ModuleError::failed(format!("Could not copy '{}' to '{}'", src.display(), dst.display()));
            act.host.copy(&src, &dst, &options).map_err(failed)?;
            return Ok(true);
        }
        if self.remove_existing {
            remove(act, &dst)?;
        }
        copy_tree(act, &src, &dst, &Wanted::default())?;
        let owned = act.host.set_owner(&dst, Some(stat.uid), Some(stat.gid), true);
        owned.map_err(ModuleError::file("set the owner of", &dst))?;
        Ok(true)
    }
}

/// Makes an empty file, or sets the times of one that is there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Touch {
    /// The path.
    name: Text,
    /// Time of the last access, in seconds since 1970; now, if left out.
    #[serde(default)]
    atime: Option<f64>,
    /// Time of the last change, in seconds since 1970; now, if left out.
    #[serde(default)]
    mtime: Option<f64>,
}

impl Function for Touch {
    const NAME: &'static str = "file.touch";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.name);
        times::touch(act.host, Path::new(&path), self.atime, self.mtime)?;
        Ok(act.host.exists(Path::new(&path)))
    }
}

/// Cuts a file to a length.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Truncate {
    /// The path.
    path: Text,
    /// Bytes to keep.
    length: usize,
}

impl Function for Truncate {
    const NAME: &'static str = "file.truncate";
    type Output = ();

    fn call(self, act: &Act<'_>) -> Result<(), ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let mut bytes = act.host.read(Path::new(&path)).map_err(ModuleError::file("read", &path))?;
        bytes.resize(self.length, 0);
        let written = act.host.write(Path::new(&path), &bytes, &WriteOptions::default());
        written.map_err(ModuleError::file("write", &path))
    }
}
