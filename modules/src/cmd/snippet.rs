//! `cmd.exec_code`: code handed to an interpreter.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    line::CommandLine,
    request::{Ran, Request},
    run::run,
    script::Temporary,
};

/// Runs code through an interpreter and gives back what it wrote.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExecCode {
    /// The interpreter, such as `python3`.
    lang: Text,
    /// The code.
    code: Text,
    /// Folder to run in.
    #[serde(default)]
    cwd: Option<Text>,
    /// One argument, or a list of them.
    #[serde(default)]
    args: Option<Value>,
}

impl Function for ExecCode {
    const NAME: &'static str = "cmd.exec_code";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let ExecCode { lang, code, cwd, args } = self;
        Ok(ExecCodeAll { lang, code, cwd, args, runas: None }.call(act)?.stdout)
    }
}

/// Runs code through an interpreter and gives back its process id, return code and both outputs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExecCodeAll {
    /// The interpreter, such as `python3`.
    lang: Text,
    /// The code.
    code: Text,
    /// Folder to run in.
    #[serde(default)]
    cwd: Option<Text>,
    /// One argument, or a list of them.
    #[serde(default)]
    args: Option<Value>,
    /// User to run as.
    #[serde(default)]
    runas: Option<Text>,
}

impl Function for ExecCodeAll {
    const NAME: &'static str = "cmd.exec_code_all";
    type Output = Ran;

    fn call(self, act: &Act<'_>) -> Result<Ran, ModuleError> {
        let runas = self.runas.map(String::from);
        let file = Temporary::write(act, None, "", self.code.as_bytes(), runas.as_deref())?;
        let mut words = vec![self.lang.0, file.path().to_owned()];
        match &self.args {
            Some(Value::Str(one)) => words.push(one.clone()),
            Some(Value::List(items)) => words.extend(items.iter().map(Value::to_string)),
            _ => {}
        }
        let cwd = self.cwd.map(String::from);
        let request = Request { cwd, runas, ..Request::new(CommandLine::Words(words)) };
        let ran = run(&act.ask(), &|command| act.host.run(command), request)?;
        act.minion.set_retcode(ran.retcode.unwrap_or(0));
        Ok(ran)
    }
}
