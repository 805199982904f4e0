//! The configuration of a command.

use std::path::Path;

use halite_common::{
    config::{Config, Role},
    failure::Failure,
    value::Value,
};

use crate::output::say;

/// Loads a configuration. A folder that is not there is told about, as Salt does: a typing error would go unnoticed.
pub(super) fn load(role: Role, dir: &Path, flags: Vec<(String, Value, String)>) -> Result<Config, Failure> {
    if !dir.is_dir() {
        say(&format!("Warning: there is no configuration folder {}; the defaults are used", dir.display()));
    }
    Config::load(role, dir, flags)
}

/// The master's configuration, for commands that speak with it.
pub(super) fn master_config(dir: &Path) -> Result<Config, Failure> {
    load(Role::Master, dir, Vec::new())
}
