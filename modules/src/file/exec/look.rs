//! Functions that look at a path or into a file: `file.file_exists`, `file.read`, `file.readdir` and kin.

use std::path::Path;

use halite_common::{declare::Text, value::Value};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{FileKind, Probe},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::find::expand_glob;
use crate::file::place;

fn kind(probe: &dyn Probe, path: &str, follow: bool) -> Option<FileKind> {
    let path = place::expand(probe, path);
    let stat = if follow { probe.stat(Path::new(&path)) } else { probe.lstat(Path::new(&path)) };
    stat.ok().map(|stat| stat.kind)
}

/// Tells whether a regular file lies at a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileExists {
    /// The path.
    path: Text,
}

impl Function for FileExists {
    const NAME: &'static str = "file.file_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(kind(act.host.as_probe(), &self.path, true) == Some(FileKind::File))
    }
}

/// Tells whether a folder lies at a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DirectoryExists {
    /// The path.
    path: Text,
}

impl Function for DirectoryExists {
    const NAME: &'static str = "file.directory_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(kind(act.host.as_probe(), &self.path, true) == Some(FileKind::Directory))
    }
}

/// Tells whether anything lies at a path that may have wildcards.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathExistsGlob {
    /// The path, with `*`, `?` and `[...]`.
    path: Text,
}

impl Function for PathExistsGlob {
    const NAME: &'static str = "file.path_exists_glob";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        Ok(!expand_glob(act.host.as_probe(), &path).is_empty())
    }
}

/// Tells whether a symbolic link lies at a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsLink {
    /// The path.
    path: Text,
}

impl Function for IsLink {
    const NAME: &'static str = "file.is_link";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(kind(act.host.as_probe(), &self.path, false) == Some(FileKind::Symlink))
    }
}

/// Tells whether a file has more than one name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsHardlink {
    /// The path.
    path: Text,
}

impl Function for IsHardlink {
    const NAME: &'static str = "file.is_hardlink";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        Ok(act.host.lstat(Path::new(&path)).is_ok_and(|stat| stat.kind == FileKind::File && stat.links > 1))
    }
}

/// Gives the text of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Read {
    /// The path.
    path: Text,
    /// Gives bytes instead of text.
    #[serde(default)]
    binary: bool,
}

impl Function for Read {
    const NAME: &'static str = "file.read";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let bytes = act.host.read(Path::new(&path)).map_err(ModuleError::file("read", &path))?;
        if self.binary {
            return Ok(Value::Bytes(bytes));
        }
        let text = String::from_utf8(bytes);
        text.map(Value::from).map_err(|_| ModuleError::failed(format!("{path} is not UTF-8 text")))
    }
}

/// Lists what lies in a folder, `.` and `..` too.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Readdir {
    /// The path.
    path: Text,
}

impl Function for Readdir {
    const NAME: &'static str = "file.readdir";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage("Dir path must be absolute.".into()));
        }
        if !act.host.is_dir(Path::new(&path)) {
            return Err(ModuleError::Usage(format!("A valid directory was not specified: {path}")));
        }
        let names = act.host.list(Path::new(&path)).map_err(ModuleError::file("list", &path))?;
        let own = [".".into(), "..".into()].into_iter();
        Ok(own.chain(names.into_iter().map(|name| name.to_string_lossy().into_owned())).collect())
    }
}

/// Tells whether the minion may read, write or execute a file, or whether it is there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access {
    /// The path.
    path: Text,
    /// `f` (is it there), `r`, `w` or `x`.
    mode: Text,
}

impl Function for Access {
    const NAME: &'static str = "file.access";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage("Path to link must be absolute.".into()));
        }
        let flag = match self.mode.as_ref() {
            "f" | "0" => "-e",
            "r" | "4" => "-r",
            "w" | "2" => "-w",
            "x" | "1" => "-x",
            _ => return Err(ModuleError::Usage("Invalid mode specified.".into())),
        };
        let asked = halite_states::host::Command::new(["test", flag, &path]);
        Ok(act.host.query(&asked)?.success())
    }
}
