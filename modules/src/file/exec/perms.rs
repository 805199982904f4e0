//! Owner and mode: `file.chown`, `file.chgrp`, `file.set_mode`.

use std::path::Path;

use halite_common::declare::Text;
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{mode::Mode, owner::Wanted, place};

/// Sets owner and group; what is empty is left alone. Gives what went wrong, or nothing.
fn own(
    act: &Act<'_>,
    path: &str,
    user: Option<&Text>,
    group: Option<&Text>,
    follow: bool,
) -> Result<Option<String>, ModuleError> {
    let probe = act.host.as_probe();
    let path = place::expand(probe, path);
    let path = Path::new(&path);
    let wanted = Wanted::find(probe, user, group, None)?;
    let mut wrong: String =
        wanted
            .unknown()
            .iter()
            .map(|sentence| {
                if sentence.starts_with("User") { "User does not exist\n" } else { "Group does not exist\n" }
            })
            .collect();
    if !place::lies(probe, path) {
        wrong.push_str("File not found");
    }
    if !wrong.is_empty() {
        return Ok(Some(wrong));
    }
    wanted.set(act.host, path, follow).map_err(ModuleError::file("set the owner of", path))?;
    Ok(None)
}

/// Sets owner and group of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chown {
    /// The path.
    path: Text,
    /// Owner; empty leaves it alone.
    user: Text,
    /// Group; empty leaves it alone.
    group: Text,
}

impl Function for Chown {
    const NAME: &'static str = "file.chown";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        own(act, &self.path, Some(&self.user), Some(&self.group), true)
    }
}

/// Sets owner and group of a file, of a link itself if it is one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lchown {
    /// The path.
    path: Text,
    /// Owner; empty leaves it alone.
    user: Text,
    /// Group; empty leaves it alone.
    group: Text,
}

impl Function for Lchown {
    const NAME: &'static str = "file.lchown";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        own(act, &self.path, Some(&self.user), Some(&self.group), false)
    }
}

/// Sets the group of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chgrp {
    /// The path.
    path: Text,
    /// Group.
    group: Text,
}

impl Function for Chgrp {
    const NAME: &'static str = "file.chgrp";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        own(act, &self.path, None, Some(&self.group), true)
    }
}

/// Sets the mode of a file, and tells it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetMode {
    /// The path.
    path: Text,
    /// The mode, such as `0644`.
    mode: Text,
}

impl Function for SetMode {
    const NAME: &'static str = "file.set_mode";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !act.host.exists(Path::new(&path)) {
            return Err(ModuleError::failed(format!("{path}: File not found")));
        }
        let Some(mode) = Mode::parse(&self.mode) else { return Ok(format!("Invalid Mode {}", self.mode)) };
        act.host.set_mode(Path::new(&path), mode.0).map_err(ModuleError::file("set the mode of", &path))?;
        Ok(mode.to_string())
    }
}
