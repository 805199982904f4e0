//! Tables whose keys are patterns, as `filter_by` looks things up in them.

use halite_common::value::{self, Dict, Value};
use halite_states::declare::ModuleError;

/// What stands in the table for a value; see [`value::filter_by`].
pub(crate) fn filter_by(
    table: &Dict,
    value: Option<&Value>,
    merge: Value,
    default: &str,
    base: Option<&str>,
) -> Result<Value, ModuleError> {
    value::filter_by(table, value, merge, default, base)
        .map_err(|error| ModuleError::failed(error.to_string()))
}
