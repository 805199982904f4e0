//! `halite call`.

use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use halite_common::{
    config::{Config, Role},
    declare::Arguments,
    failure::{Failure, Kind},
    id::Jid,
    job::Call,
    value::{Dict, Value},
};

use super::{load::load, printer::printer};
use crate::{
    args::CallArgs,
    output::{say, strip_escapes},
};

/// What a call gave.
#[derive(Debug)]
pub(crate) struct CallOutcome {
    /// The value.
    pub(crate) value: Value,
    /// What went wrong instead.
    pub(crate) failure: Option<Failure>,
    /// What else went wrong, with places and hints.
    pub(crate) failures: Vec<Failure>,
    /// The function's return code.
    pub(crate) retcode: i32,
    /// What the program is to end with.
    pub(crate) exit: u8,
    /// The outputter that suits the value.
    pub(crate) out: Option<String>,
    /// What was recorded of functions' answers, if that was asked for.
    pub(crate) answers: Option<Dict>,
}

/// How a call is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallManner {
    /// The id of the call.
    pub(crate) jid: Jid,
    /// Ends with the function's return code.
    pub(crate) passthrough: bool,
    /// Has the master store the result.
    pub(crate) report: bool,
    /// Records what functions answer to templates.
    pub(crate) record: bool,
}

/// Runs a call; `main` hands it in, because only it knows the minion.
pub(crate) type Caller = fn(Config, &Call, CallManner) -> Result<CallOutcome, Failure>;

/// Runs a function on this host and prints what it gives.
pub(crate) fn call(args: &CallArgs, caller: Caller) -> Result<u8, Failure> {
    let config = load(Role::Minion, &args.common.config_dir, flags(args))?;
    let printer = printer(&args.output, &config)?;
    let id = config.minion_id()?;
    let wanted = wanted(args)?;
    let jid = jid()?;
    let manner = CallManner {
        jid,
        passthrough: args.retcode_passthrough,
        report: !args.no_return_event,
        record: args.record_answers.is_some(),
    };
    let outcome = caller(config, &wanted, manner)?;
    if let (Some(file), Some(answers)) = (&args.record_answers, &outcome.answers) {
        keep(file, answers)?;
    }
    if let Some(failure) = &outcome.failure {
        say(&strip_escapes(&failure.to_string()));
        return Ok(outcome.exit);
    }
    let shown = match args.metadata {
        true => whole(&wanted, id.as_str(), jid, &outcome),
        false => printer.shown("local", &outcome.value, &outcome.failures),
    };
    printer.print(&Value::Dict(Dict::from([("local", shown)])), outcome.out.as_deref())?;
    Ok(outcome.exit)
}

/// Answers may hold what only this host is to know.
fn keep(file: &Path, answers: &Dict) -> Result<(), Failure> {
    let text = format!("{:#}\n", Value::Dict(answers.clone()).to_json());
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::new(Kind::Io, format!("could not write {}: {error}", file.display())))
}

fn jid() -> Result<Jid, Failure> {
    let micros = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    let jid = i64::try_from(micros).ok().and_then(Jid::at_micros);
    jid.ok_or_else(|| Failure::new(Kind::Internal, "the clock shows no year of four digits"))
}

fn wanted(args: &CallArgs) -> Result<Call, Failure> {
    let call = |function: &str, words: &[String]| Call {
        function: function.to_owned(),
        arguments: Arguments::typed(words, &args.no_parse),
    };
    let words: Vec<String> = args.function.iter().chain(&args.arguments).cloned().collect();
    match &args.function {
        _ if args.doc => Ok(call("sys.doc", &words)),
        _ if args.grains => Ok(call("grains.items", &[])),
        Some(function) => Ok(call(function, &args.arguments)),
        None => Err(Failure::new(Kind::Usage, "which function is to run?")
            .hint("as in `halite call --local test.ping`")),
    }
}

fn whole(call: &Call, id: &str, jid: Jid, outcome: &CallOutcome) -> Value {
    Value::Dict(Dict::from([
        ("jid", Value::from(jid.as_str())),
        ("id", id.into()),
        ("fun", call.function.as_str().into()),
        ("fun_args", call.arguments.positional.clone().into()),
        ("retcode", outcome.retcode.into()),
        ("success", (outcome.retcode == 0).into()),
        ("return", outcome.value.clone()),
    ]))
}

/// The options that flags set.
fn flags(args: &CallArgs) -> Vec<(String, Value, String)> {
    let root = |dir: &std::path::PathBuf| {
        Value::Dict(Dict::from([("base", Value::from(vec![dir.display().to_string()]))]))
    };
    let mut flags = Vec::new();
    let mut set = |option: &str, value: Option<Value>, flag: &str| {
        if let Some(value) = value {
            flags.push((option.to_owned(), value, flag.to_owned()));
        }
    };
    set("file_client", args.local.then(|| "local".into()), "--local");
    set("file_roots", args.file_root.as_ref().map(root), "--file-root");
    set("pillar_roots", args.pillar_root.as_ref().map(root), "--pillar-root");
    set("master", args.master.as_deref().map(Value::from), "--master");
    set("id", args.id.as_deref().map(Value::from), "--id");
    set("cachedir", args.cachedir.as_ref().map(|dir| dir.display().to_string().into()), "--cachedir");
    set("auth_timeout", args.auth_timeout.map(Value::from), "--auth-timeout");
    flags
}
