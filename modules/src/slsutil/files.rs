//! Functions that look for paths of the file server: `slsutil.file_exists`, `slsutil.findup` and kin.

use halite_common::declare::{OneOrMany, Text};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

fn base() -> Text {
    "base".into()
}

fn is_file(act: &Act<'_>, path: &str, saltenv: &str) -> Result<bool, ModuleError> {
    Ok(act.minion.list_files(saltenv)?.iter().any(|known| known == path))
}

fn is_dir(act: &Act<'_>, path: &str, saltenv: &str) -> Result<bool, ModuleError> {
    Ok(act.minion.list_dirs(saltenv)?.iter().any(|known| known == path))
}

/// Tells whether the file server has a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileExists {
    /// Path without `salt://`.
    path: Text,
    /// The environment.
    #[serde(default = "base")]
    saltenv: Text,
}

impl Function for FileExists {
    const NAME: &'static str = "slsutil.file_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        is_file(act, &self.path, &self.saltenv)
    }
}

/// Tells whether the file server has a folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DirExists {
    /// Path without `salt://`.
    path: Text,
    /// The environment.
    #[serde(default = "base")]
    saltenv: Text,
}

impl Function for DirExists {
    const NAME: &'static str = "slsutil.dir_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        is_dir(act, &self.path, &self.saltenv)
    }
}

/// Tells whether the file server has a file or folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathExists {
    /// Path without `salt://`.
    path: Text,
    /// The environment.
    #[serde(default = "base")]
    saltenv: Text,
}

impl Function for PathExists {
    const NAME: &'static str = "slsutil.path_exists";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(is_file(act, &self.path, &self.saltenv)? || is_dir(act, &self.path, &self.saltenv)?)
    }
}

/// Finds the nearest path of one of these names, from a folder of the file server upwards.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindUp {
    /// Where to begin.
    startpath: Text,
    /// The name, or a list of names.
    filenames: OneOrMany<Text>,
    /// The environment.
    #[serde(default = "base")]
    saltenv: Text,
}

impl Function for FindUp {
    const NAME: &'static str = "slsutil.findup";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let exists = |path: &str| -> Result<bool, ModuleError> {
            Ok(is_file(act, path, &self.saltenv)? || is_dir(act, path, &self.saltenv)?)
        };
        let mut here = self.startpath.trim_end_matches('/').to_owned();
        if !here.is_empty() && !exists(&here)? {
            return Err(ModuleError::Usage(format!("Starting path not found in the state tree: {here}")));
        }
        loop {
            for name in &self.filenames.0 {
                let full = if here.is_empty() { name.0.clone() } else { format!("{here}/{name}") };
                if exists(&full)? {
                    return Ok(full);
                }
            }
            if here.is_empty() {
                return Err(ModuleError::failed("File pattern(s) not found in path ancestry"));
            }
            here = here.rsplit_once('/').map(|(above, _)| above.to_owned()).unwrap_or_default();
        }
    }
}
