//! `pkg.owner`, `pkg.file_list`, `pkg.info_installed`, `pkg.show`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{due, provider};

fn plain(names: Vec<Text>) -> Vec<String> {
    names.into_iter().map(String::from).collect()
}

/// Tells which package a file belongs to. One file gives text, several a dictionary.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Owner {
    /// Files.
    #[serde(default, rename = "*args")]
    paths: Vec<Text>,
}

impl Function for Owner {
    const NAME: &'static str = "pkg.owner";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let provider = provider::of(&act.ask())?;
        let mut owners = Dict::new();
        for path in plain(self.paths) {
            let owner = provider.owner(&act.ask(), &path)?;
            owners.insert(path, owner);
        }
        Ok(match owners.len() {
            0 => "".into(),
            1 => owners.values().next().cloned().unwrap_or_default(),
            _ => owners.into(),
        })
    }
}

/// Lists the files of packages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct FileList {
    /// Packages; all if none is named.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
}

impl Function for FileList {
    const NAME: &'static str = "pkg.file_list";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let files = match provider::of(&act.ask())?.files(&act.ask(), &plain(self.names))? {
            Ok(files) => files,
            Err(told) => return Ok(told.into()),
        };
        let mut all: Vec<String> = files.into_values().flatten().collect();
        all.sort();
        all.dedup();
        Ok(Value::Dict(Dict::from([("errors", Value::List(Vec::new())), ("files", all.into())])))
    }
}

/// Lists the files of packages, by package.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct FileDict {
    /// Packages; all if none is named.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
}

impl Function for FileDict {
    const NAME: &'static str = "pkg.file_dict";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(match provider::of(&act.ask())?.files(&act.ask(), &plain(self.names))? {
            Ok(files) => {
                let packages: Dict = files.into_iter().collect();
                Value::Dict(Dict::from([("errors", Value::List(Vec::new())), ("packages", packages.into())]))
            }
            Err(told) => told.into(),
        })
    }
}

/// Tells all that is known of installed packages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct InfoInstalled {
    /// Packages; all if none is named.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
    /// Fails if one of them is not known.
    #[serde(default = "yes")]
    failhard: bool,
}

fn yes() -> bool {
    true
}

impl Function for InfoInstalled {
    const NAME: &'static str = "pkg.info_installed";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        provider::of(&act.ask())?.details(&act.ask(), &plain(self.names), self.failhard)
    }
}

/// Tells all that is known of packages in the repositories, by name and version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct Show {
    /// Packages.
    #[serde(default, rename = "*args")]
    names: Vec<Text>,
    /// Fetches the lists of packages first.
    #[serde(default)]
    refresh: bool,
    /// Only these fields, as a list or with commas.
    #[serde(default)]
    filter: Option<Value>,
}

impl Function for Show {
    const NAME: &'static str = "pkg.show";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        if self.refresh {
            due::refresh(act, None)?;
        }
        if self.names.is_empty() {
            return Ok(Dict::new());
        }
        let mut shown = provider::of(&act.ask())?.shown(&act.ask(), &plain(self.names))?;
        let fields: Vec<String> =
            crate::cmd::items(self.filter.as_ref()).iter().map(|field| field.to_lowercase()).collect();
        if !fields.is_empty() {
            let versions = shown.iter_mut().filter_map(|(_, versions)| versions.as_dict_mut());
            for info in versions.flat_map(|versions| versions.iter_mut()) {
                let Some(info) = info.1.as_dict_mut() else { continue };
                info.retain(|key, _| fields.contains(&key.to_string().to_lowercase()));
            }
        }
        Ok(shown)
    }
}
