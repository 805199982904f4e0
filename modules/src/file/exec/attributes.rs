//! `file.lsattr`, `file.chattr`, `file.get_selinux_context`.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{attributes::letters, context};

/// Gives the letters that `chattr` has set on a file; nothing where `lsattr` is missing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lsattr {
    /// The path.
    path: Text,
}

impl Function for Lsattr {
    const NAME: &'static str = "file.lsattr";
    type Output = Option<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Option<Dict>, ModuleError> {
        if act.host.which("lsattr").is_none() {
            return Ok(None);
        }
        let path = Path::new(&self.path.0);
        if !act.host.exists(path) {
            return Err(ModuleError::Usage(format!("File or directory does not exist: {}", self.path)));
        }
        if act.host.is_dir(path) {
            return Ok(Some(Dict::new()));
        }
        let letters = letters(act.host.as_probe(), path)?;
        let list = |letters: String| {
            letters.chars().map(|letter| Value::from(letter.to_string())).collect::<Vec<_>>()
        };
        Ok(Some(
            letters.into_iter().map(|letters| (self.path.0.as_str(), Value::from(list(letters)))).collect(),
        ))
    }
}

/// Sets or takes off the letters of `chattr`, such as `i`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chattr {
    /// The paths.
    #[serde(default, rename = "*args")]
    files: Vec<Text>,
    /// `add` or `remove`.
    #[serde(default)]
    operator: Option<Text>,
    /// The letters.
    #[serde(default)]
    attributes: Option<Text>,
    /// Flags of `chattr`: of `R`, `V` and `f`.
    #[serde(default)]
    flags: Option<Text>,
    /// A version number to set on the files.
    #[serde(default)]
    version: Option<Text>,
}

impl Function for Chattr {
    const NAME: &'static str = "file.chattr";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let sign = match self.operator.as_deref() {
            Some("add") => '+',
            Some("remove") => '-',
            _ => {
                let text = "Need an operator: 'add' or 'remove' to modify attributes.";
                return Err(ModuleError::Usage(text.into()));
            }
        };
        let Some(letters) = self.attributes else {
            return Err(ModuleError::Usage("Need attributes: [aAcCdDeijPsStTu]".into()));
        };
        let mut words = vec!["chattr".to_owned(), format!("{sign}{letters}")];
        words.extend(self.flags.map(|flags| format!("-{flags}")));
        words.extend(self.version.into_iter().flat_map(|version| ["-v".to_owned(), version.0]));
        words.extend(self.files.into_iter().map(|file| file.0));
        let output = act.host.run(&Command::new(words))?;
        // Whatever it says, it says of something that went wrong.
        Ok(output.stdout.is_empty() && output.stderr.is_empty())
    }
}

/// Gives the SELinux context of a file, or says that there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetSelinuxContext {
    /// The path.
    path: Text,
}

impl Function for GetSelinuxContext {
    const NAME: &'static str = "file.get_selinux_context";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        context::context(act.host.as_probe(), Path::new(&self.path.0))
    }
}
