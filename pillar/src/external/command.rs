//! `cmd_yaml` and `cmd_json`: what a command on this host prints.

use std::{path::PathBuf, time::Duration};

use halite_common::{
    chain,
    declare::Text,
    program::{Program, split_words},
    value::Value,
    yaml,
};
use serde::Deserialize;

use super::declare::{Asked, Refused, Source};

/// Stands for the minion's id in a command.
const ID: &str = "%s";
/// How long a command may take. Salt waits for ever, and with it all who ask for a pillar.
const LIMIT: Duration = Duration::from_secs(120);
/// As Salt runs commands: messages are not translated.
const ENVIRONMENT: [(&str, &str); 13] = [
    ("LC_CTYPE", "C"),
    ("LC_NUMERIC", "C"),
    ("LC_TIME", "C"),
    ("LC_COLLATE", "C"),
    ("LC_MONETARY", "C"),
    ("LC_MESSAGES", "C"),
    ("LC_PAPER", "C"),
    ("LC_NAME", "C"),
    ("LC_ADDRESS", "C"),
    ("LC_TELEPHONE", "C"),
    ("LC_MEASUREMENT", "C"),
    ("LC_IDENTIFICATION", "C"),
    ("LANGUAGE", "C"),
];

/// A line for the shell that prints YAML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CmdYaml {
    /// The line; `%s` stands for the minion's id.
    command: Text,
}

impl Source for CmdYaml {
    const NAME: &'static str = "cmd_yaml";

    fn fetch(self, asked: &Asked<'_>) -> Result<Value, Refused> {
        let id = asked.minion.id.as_str();
        if self.command.contains(ID) {
            check(id, is_plain)?;
        }
        let line = self.command.replace(ID, id);
        let output = output(asked, Self::NAME, &line, Program::shell(&line))?;
        let document = yaml::load(&output).map_err(|error| {
            let whole = format!("the output of `{}` is no YAML: {error}", self.command);
            Refused::secret("the output is no YAML. Please see master log for details.", whole)
        })?;
        Ok(document.value)
    }
}

/// A program with its arguments, without a shell, that prints JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CmdJson {
    /// The program and its arguments; `%s` stands for the minion's id.
    command: Text,
}

impl Source for CmdJson {
    const NAME: &'static str = "cmd_json";

    fn fetch(self, asked: &Asked<'_>) -> Result<Value, Refused> {
        let id = asked.minion.id.as_str();
        if self.command.contains(ID) {
            check(id, |_| true)?;
        }
        let words = split_words(&self.command).map_err(|error| Refused::open(error.to_string()))?;
        let program = Program::new(words.iter().map(|word| word.replace(ID, id)));
        let output = output(asked, Self::NAME, &self.command.replace(ID, id), program)?;
        if output.is_empty() {
            return Ok(Value::Null);
        }
        Value::from_json(&output).map_err(|error| {
            let whole = format!("the output of `{}` is no JSON: {error}", self.command);
            Refused::secret("the output is no JSON. Please see master log for details.", whole)
        })
    }
}

/// An id is chosen by the host that asks for its key to be accepted: it must be no option, and for a shell no syntax.
fn check(id: &str, is_safe: fn(char) -> bool) -> Result<(), Refused> {
    if !id.starts_with('-') && id.chars().all(is_safe) {
        return Ok(());
    }
    Err(Refused::open(format!("the id {} cannot stand in a command", Value::from(id).repr())))
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '@' | '+' | ',' | '=')
}

/// What a command prints, without the white space at its end: as it is given where the host is only described, else as it
/// is run.
fn output(asked: &Asked<'_>, name: &str, line: &str, program: Program) -> Result<String, Refused> {
    let functions = &asked.run.base.functions;
    let (name, arguments) = (format!("ext_pillar.{name}"), vec![Value::from(line)]);
    let known = functions
        .known(&name, &arguments)
        .map_err(|error| Refused { told: error.failure.message.clone(), failure: error.failure })?;
    if let Some(known) = known {
        return Ok(known.to_string());
    }
    let output = run(program)?;
    functions.looked(&name, arguments, output.as_str().into());
    Ok(output)
}

/// As in Salt, the exit code does not count.
fn run(program: Program) -> Result<String, Refused> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_dir());
    let cwd = Some(home.unwrap_or_else(|| "/".into()));
    let said = Program { env: ENVIRONMENT.to_vec(), limit: LIMIT, cwd, ..program }
        .run()
        .map_err(|error| Refused::open(chain::print(&error)))?;
    if said.code != 0 {
        let stderr = String::from_utf8_lossy(&said.stderr);
        tracing::warn!(code = said.code, stderr = stderr.trim_end(), "a command of ext_pillar failed");
    }
    let text = String::from_utf8(said.stdout).map_err(|_| Refused::open("the output is no UTF-8"))?;
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{check, is_plain};

    #[test]
    fn ids_that_mean_something_to_a_shell_are_refused() {
        for id in ["web1", "web1.example.org", "a_b-c:d@e", "z\u{fc}rich"] {
            assert!(check(id, is_plain).is_ok(), "{id}");
        }
        for id in
            ["-rf", "a;reboot", "$(reboot)", "`reboot`", "a&b", "a|b", "a'b", "a\"b", "*", "~root", "a>b"]
        {
            let told = check(id, is_plain).err().map(|refused| refused.told).unwrap_or_default();
            assert!(told.ends_with("cannot stand in a command"), "{id}: {told}");
        }
    }
}
