//! Functions that look for text: `file.contains`, `file.search`, `file.grep`.

use std::path::Path;

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::find::expand_glob;
use crate::file::{
    document::Document,
    place,
    regex::{Expression, Flags},
    text,
};

fn text_of(act: &Act<'_>, path: &str) -> Option<String> {
    let path = place::expand(act.host.as_probe(), path);
    act.host.read(Path::new(&path)).ok().map(|bytes| text::decode(&bytes))
}

/// Tells whether a file has this text, white space around it aside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contains {
    /// The path.
    path: Text,
    /// The text.
    text: Text,
}

impl Function for Contains {
    const NAME: &'static str = "file.contains";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(text_of(act, &self.path).is_some_and(|text| text.contains(self.text.trim())))
    }
}

/// Tells whether a regular expression matches in a line of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContainsRegex {
    /// The path.
    path: Text,
    /// The regular expression.
    regex: Text,
    /// Characters to take off the beginning of lines first.
    #[serde(default)]
    lchar: Text,
}

impl Function for ContainsRegex {
    const NAME: &'static str = "file.contains_regex";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let expression = Expression::new(&self.regex, Flags::NONE)?;
        for line in text_of(act, &self.path).unwrap_or_default().split_inclusive('\n') {
            if expression.is_in(line.trim_start_matches(|c| self.lchar.contains(c)))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Tells whether the text of a file fits a glob.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContainsGlob {
    /// The path.
    path: Text,
    /// The glob.
    glob_expr: Text,
}

impl Function for ContainsGlob {
    const NAME: &'static str = "file.contains_glob";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(text_of(act, &self.path).is_some_and(|text| glob::matches(&self.glob_expr, &text)))
    }
}

/// Tells whether a regular expression matches in a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    /// The path.
    path: Text,
    /// The regular expression.
    pattern: Text,
    /// Flags of the expression: a number, a name, or a list of names; without it, `MULTILINE`.
    #[serde(default)]
    flags: Value,
    /// Taken for Salt's sake; a file is always read as a whole.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    bufsize: Value,
    /// Is content where the file is missing.
    #[serde(default)]
    ignore_if_missing: bool,
    /// Lets `^` and `$` match at every line.
    #[serde(default)]
    multiline: bool,
}

impl Function for Search {
    const NAME: &'static str = "file.search";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !act.host.exists(Path::new(&path)) {
            return match self.ignore_if_missing {
                true => Ok(false),
                false => Err(ModuleError::Usage(format!("File not found: {path}"))),
            };
        }
        let mut flags = Flags::read(&self.flags)?;
        if self.multiline {
            flags = flags.and(Flags::MULTILINE);
        }
        let document = Document::read_text(act.host.as_probe(), Path::new(&path))?;
        Expression::new(&self.pattern, flags)?.is_in(&document.text)
    }
}

/// Runs `grep` on files, and gives what it gave.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grep {
    /// The path, which may have wildcards.
    path: Text,
    /// The regular expression.
    pattern: Text,
    /// Options of `grep`, one each.
    #[serde(default, rename = "*args")]
    options: Vec<Value>,
}

impl Function for Grep {
    const NAME: &'static str = "file.grep";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let mut paths = expand_glob(act.host.as_probe(), &path);
        if paths.is_empty() {
            paths.push(path);
        }
        let options: Vec<String> = self.options.iter().map(Value::to_string).collect();
        if let Some(several) = options.iter().find(|option| option.split_whitespace().count() > 1) {
            return Err(ModuleError::Usage(format!(
                "Passing multiple command line arguments in a single string is not supported, please pass the \
                 following arguments separately: {several}"
            )));
        }
        let words = ["grep".to_owned()].into_iter().chain(options).chain([self.pattern.0]).chain(paths);
        let output = act.host.query(&Command::new(words))?;
        let text = |text: String| Value::from(text.trim_end_matches('\n'));
        Ok(Dict::from([
            ("pid", Value::from(output.pid)),
            ("retcode", output.code.into()),
            ("stdout", text(output.stdout_text())),
            ("stderr", text(output.stderr_text())),
        ]))
    }
}
