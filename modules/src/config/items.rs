//! The configuration as a whole, and small questions about it.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::search::master_options;

/// Returns the minion's configuration, with defaults.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Items {}

impl Function for Items {
    const NAME: &'static str = "config.items";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(act.minion.options().as_ref().clone())
    }
}

/// Returns the options whose names begin with a word and a dot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DotVals {
    /// The word.
    value: Text,
}

impl Function for DotVals {
    const NAME: &'static str = "config.dot_vals";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let prefix = format!("{}.", self.value);
        let mut found = master_options(act.minion.as_facts());
        found.extend(act.minion.options().as_ref().clone());
        found.retain(|key, _| key.as_str().is_some_and(|key| key.starts_with(&prefix)));
        Ok(found)
    }
}

/// Returns how files are backed up before they are changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BackupMode {
    /// What the caller asked for; the configuration's `backup_mode` if left out.
    #[serde(default)]
    backup: Value,
}

impl Function for BackupMode {
    const NAME: &'static str = "config.backup_mode";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        if self.backup.is_truthy() {
            return Ok(self.backup);
        }
        Ok(act.minion.options().get("backup_mode").cloned().unwrap_or_else(|| "".into()))
    }
}

/// Returns a mode as text with at least four digits, as `file.managed` takes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ManageMode {
    /// The mode.
    mode: Value,
}

impl Function for ManageMode {
    const NAME: &'static str = "config.manage_mode";
    type Output = Option<String>;
    fn call(self, _: &Act<'_>) -> Result<Option<String>, ModuleError> {
        Ok((!self.mode.is_null()).then(|| normalize_mode(&self.mode.to_string())))
    }
}

fn normalize_mode(mode: &str) -> String {
    let text = mode.replace("0o", "0");
    let digits = text.trim_matches('"').trim_matches('\'').trim_start_matches('0');
    format!("{digits:0>4}")
}

/// Tells whether a URL has a scheme that files can be fetched by.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ValidFileproto {
    /// The URL.
    uri: Text,
}

impl Function for ValidFileproto {
    const NAME: &'static str = "config.valid_fileproto";
    type Output = bool;
    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        const SCHEMES: [&str; 7] = ["http", "https", "ftp", "salt", "s3", "swift", "file"];
        Ok(self
            .uri
            .split_once(':')
            .is_some_and(|(scheme, _)| SCHEMES.contains(&scheme.to_lowercase().as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::normalize_mode;

    #[test]
    fn modes_have_four_digits() {
        for (mode, expected) in
            [("644", "0644"), ("0644", "0644"), ("0", "0000"), ("04755", "4755"), ("0o755", "0755")]
        {
            assert_eq!(normalize_mode(mode), expected);
        }
    }
}
