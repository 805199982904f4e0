//! `onlyif`, `unless` and `creates` before a state runs, `check_cmd` after it.

use std::path::Path;

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use tracing::warn;

use super::slot;
use crate::{
    declare::{Act, ModuleError},
    low::Low,
};

/// What the guards decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Decision {
    /// The state is not to run; its result is true.
    pub(super) skip: bool,
    pub(super) skip_watch: bool,
    pub(super) comment: String,
}

impl Decision {
    fn skip(comment: impl Into<String>) -> Decision {
        Decision { skip: true, skip_watch: true, comment: comment.into() }
    }

    fn run(comment: impl Into<String>) -> Decision {
        Decision { comment: comment.into(), ..Decision::default() }
    }
}

/// Arguments of the state that the commands of its guards are run with.
const COMMAND_OPTIONS: [&str; 8] =
    ["cwd", "root", "runas", "env", "prepend_path", "umask", "timeout", "success_retcodes"];

/// Asks a state's guards; `None` where it has none.
pub(super) fn decide(low: &Low, act: &Act<'_>) -> Result<Option<Decision>, ModuleError> {
    if !["onlyif", "unless", "creates"].into_iter().any(|guard| low.get(guard).is_some()) {
        return Ok(None);
    }
    let mut decisions = Vec::new();
    let options = command_options(low, act);
    if let Some(entries) = low.get("onlyif") {
        decisions.push(only_if(&listed(entries), &options, act)?);
    }
    if let Some(entries) = low.get("unless") {
        decisions.push(unless(&listed(entries), &options, act)?);
    }
    if let Some(paths) = low.get("creates") {
        decisions.push(creates(paths, act));
    }
    let comments: Vec<&str> = decisions.iter().map(|decision| decision.comment.as_str()).collect();
    Ok(Some(Decision {
        skip: decisions.iter().any(|decision| decision.skip),
        skip_watch: decisions.iter().any(|decision| decision.skip_watch),
        comment: comments.join("\n"),
    }))
}

fn listed(entries: &Value) -> Vec<Value> {
    match entries {
        Value::List(entries) => entries.clone(),
        one => vec![one.clone()],
    }
}

fn command_options(low: &Low, act: &Act<'_>) -> Dict {
    let excluded: Vec<String> = crate::options::names(low.get("cmd_opts_exclude"));
    let wanted = |name: &&str| !excluded.iter().any(|off| off == name);
    let mut options = Dict::new();
    for name in COMMAND_OPTIONS.into_iter().filter(wanted) {
        if let Some(value) = low.get(name).filter(|value| !value.is_null()) {
            options.insert(name, value.clone());
        }
    }
    match low.get("shell").filter(|_| wanted(&"shell")) {
        Some(shell) => options.insert("shell", shell.clone()),
        None => shell_grain(act).and_then(|shell| options.insert("shell", shell)),
    };
    options
}

fn shell_grain(act: &Act<'_>) -> Option<Value> {
    act.minion.grains().get("shell").filter(|shell| shell.is_truthy()).cloned()
}

/// The return code of a command; `failed` where it could not be run at all.
fn retcode(line: &str, options: &Dict, act: &Act<'_>, failed: i128) -> i128 {
    let mut named = options.clone();
    named.insert("ignore_retcode", true);
    named.insert("python_shell", true);
    let arguments = Arguments { positional: vec![line.into()], named };
    act.minion.call_own("cmd.retcode", arguments).ok().and_then(|code| code.as_int()).unwrap_or(failed)
}

/// What an entry of a guard says.
enum Answer {
    Yes,
    No,
    /// The entry makes no sense; it says so itself.
    Bad(String),
}

fn ask(entry: &Value, guard: &str, options: &Dict, act: &Act<'_>) -> Result<Option<Answer>, ModuleError> {
    match entry {
        Value::Str(line) => {
            let failed = if guard == "unless" { 0 } else { 100 };
            let yes = retcode(line, options, act, failed) == 0;
            Ok(Some(if yes { Answer::Yes } else { Answer::No }))
        }
        Value::Dict(call) => match call.get("fun") {
            Some(function) => function_says(&function.to_string(), call, act).map(Some),
            None => {
                let comment = format!("no `fun` argument in {guard}: {entry}");
                warn!("{comment}");
                Ok(Some(Answer::Bad(comment)))
            }
        },
        _ => Ok(None),
    }
}

fn function_says(function: &str, call: &Dict, act: &Act<'_>) -> Result<Answer, ModuleError> {
    let mut named = call.clone();
    named.remove("fun");
    let path = named.remove("get_return").map(|path| path.to_string());
    let positional = match named.remove("args") {
        Some(Value::List(arguments)) => arguments,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let mut filled = Dict::from([("args", Value::List(positional))]);
    slot::fill(&mut filled, act.minion)?;
    slot::fill(&mut named, act.minion)?;
    let positional = match filled.remove("args") {
        Some(Value::List(positional)) => positional,
        _ => Vec::new(),
    };
    let arguments = Arguments { positional, named };
    act.minion.take_retcode();
    let mut value = act.minion.call(function, arguments)?;
    if let Some(path) = path {
        value = value.traverse(&path, ":").cloned().unwrap_or_default();
    }
    let ended_well = act.minion.take_retcode() == 0;
    Ok(if ended_well && value.is_truthy() { Answer::Yes } else { Answer::No })
}

/// Every entry must say yes for the state to run.
fn only_if(entries: &[Value], options: &Dict, act: &Act<'_>) -> Result<Decision, ModuleError> {
    let mut decision = Decision::default();
    for entry in entries {
        match ask(entry, "onlyif", options, act)? {
            Some(Answer::Yes) => decision = Decision::run("onlyif condition is true"),
            Some(Answer::No) => return Ok(Decision::skip("onlyif condition is false")),
            Some(Answer::Bad(comment)) => return Ok(Decision::run(comment)),
            None => return Ok(Decision::run("onlyif execution failed, bad type passed")),
        }
    }
    Ok(decision)
}

/// Any entry that says no lets the state run.
fn unless(entries: &[Value], options: &Dict, act: &Act<'_>) -> Result<Decision, ModuleError> {
    let mut decision = Decision::default();
    for entry in entries {
        match ask(entry, "unless", options, act)? {
            Some(Answer::Yes) => decision = Decision::skip("unless condition is true"),
            Some(Answer::No) => return Ok(Decision::run("unless condition is false")),
            Some(Answer::Bad(comment)) => return Ok(Decision { comment, ..decision }),
            None => {
                decision.skip = false;
                decision.comment = "unless condition is false, bad type passed".into();
            }
        }
    }
    Ok(decision)
}

fn creates(paths: &Value, act: &Act<'_>) -> Decision {
    let probe = act.host.as_probe();
    match paths {
        Value::Str(path) if probe.exists(Path::new(path)) => Decision::skip(format!("{path} exists")),
        Value::List(paths) if paths.iter().all(|path| probe.exists(Path::new(&path.to_string()))) => {
            Decision::skip("All files in creates exist")
        }
        _ => Decision::run("Creates files not found"),
    }
}

/// Runs `check_cmd`: whether all commands ended with 0, and the comment.
pub(super) fn check_cmd(entries: &Value, act: &Act<'_>) -> (bool, Option<&'static str>) {
    let mut options = Dict::new();
    if let Some(shell) = shell_grain(act) {
        options.insert("shell", shell);
    }
    let mut verdict = (false, None);
    for entry in listed(entries) {
        if retcode(&entry.to_string(), &options, act, 1) != 0 {
            return (false, Some("check_cmd determined the state failed"));
        }
        verdict = (true, Some("check_cmd determined the state succeeded"));
    }
    verdict
}
