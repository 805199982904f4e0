//! Links: `file.symlink`, `file.readlink`, `file.link`.

use std::path::Path;

use halite_common::declare::Text;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{place, tree::remove};

/// Makes a symbolic link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Symlink {
    /// What the link points to.
    src: Text,
    /// Path of the link.
    path: Text,
    /// Replaces what lies there.
    #[serde(default)]
    force: bool,
    /// Puts the link in place by a rename.
    #[serde(default)]
    atomic: bool,
    /// Taken for Salt's sake: a link that leads nowhere is seen as the link it is.
    #[serde(default, rename = "follow_symlinks")]
    _follow_symlinks: Option<bool>,
}

impl Function for Symlink {
    const NAME: &'static str = "file.symlink";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let probe = act.host.as_probe();
        let name = place::expand(probe, &self.path);
        let path = Path::new(&name);
        if !path.is_absolute() {
            return Err(ModuleError::Usage(format!("Link path must be absolute: {name}")));
        }
        if let Ok(target) = act.host.read_link(path) {
            if place::normal(&target.to_string_lossy()) == place::normal(&self.src) {
                return Ok(true);
            }
            if !self.force && !self.atomic {
                return Err(ModuleError::failed(format!("Found existing symlink: {name}")));
            }
        } else if act.host.exists(path) && !self.force && !self.atomic {
            return Err(ModuleError::failed(format!("Existing path is not a symlink: {name}")));
        }
        let failed = |_| ModuleError::failed(format!("Could not create '{name}'"));
        let target = Path::new(&self.src.0);
        if self.atomic {
            let own = path.file_name().unwrap_or_default().to_string_lossy();
            let beside = path.with_file_name(format!(".{own}.halite-link"));
            remove(act, &beside)?;
            act.host.symlink(target, &beside).map_err(failed)?;
            act.host.rename(&beside, path).map_err(failed)?;
            return Ok(true);
        }
        remove(act, path)?;
        act.host.symlink(target, path).map_err(failed)?;
        Ok(true)
    }
}

/// Tells what a symbolic link points to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Readlink {
    /// Path of the link.
    path: Text,
    /// Follows all links to the end.
    #[serde(default)]
    canonicalize: bool,
}

impl Function for Readlink {
    const NAME: &'static str = "file.readlink";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let probe = act.host.as_probe();
        let name = place::expand(probe, &self.path);
        let path = Path::new(&name);
        if !path.is_absolute() {
            return Err(ModuleError::Usage(format!("Path to link must be absolute: {name}")));
        }
        if !place::is_link(probe, path) {
            return Err(ModuleError::Usage(format!("A valid link was not specified: {name}")));
        }
        let target = match self.canonicalize {
            true => place::real(probe, path),
            false => act.host.read_link(path).map_err(ModuleError::file("read", path))?,
        };
        Ok(target.display().to_string())
    }
}

/// Gives a file another name by a hard link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// The file.
    src: Text,
    /// Its new name.
    path: Text,
}

impl Function for Link {
    const NAME: &'static str = "file.link";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let src = place::expand(act.host.as_probe(), &self.src);
        if !src.starts_with('/') {
            return Err(ModuleError::Usage("File path must be absolute.".into()));
        }
        let made = act.host.hard_link(Path::new(&src), Path::new(&self.path.0));
        made.map_err(|error| ModuleError::failed(format!("Could not create '{}': {error}", self.path)))?;
        Ok(true)
    }
}
