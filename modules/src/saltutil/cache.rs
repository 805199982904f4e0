//! What the minion keeps of the master's files.

use halite_common::value::Value;
use halite_states::declare::{Act, Function, ModuleError, Refresh};
use schemars::JsonSchema;
use serde::Deserialize;

/// Removes the files that were fetched from the file server; they are fetched again when they are needed.
///
/// The journal of jobs stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClearCache {
    /// Not looked at: fetched files are of use only as long as the master has them.
    #[serde(default, rename = "days")]
    _days: Value,
}

impl Function for ClearCache {
    const NAME: &'static str = "saltutil.clear_cache";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        for name in ["files", "blobs"] {
            let folder = act.minion.cache_dir().join(name);
            if act.host.is_dir(&folder) {
                act.host.remove_tree(&folder).map_err(ModuleError::file("remove", &folder))?;
            }
        }
        act.minion.refresh(Refresh::Files)?;
        Ok(true)
    }
}

/// Returns `True`: jobs are forgotten by themselves when the master has their returns.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClearJobCache {
    /// Not looked at.
    #[serde(default, rename = "hours")]
    _hours: Value,
}

impl Function for ClearJobCache {
    const NAME: &'static str = "saltutil.clear_job_cache";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}
