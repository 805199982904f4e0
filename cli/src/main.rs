//! The one binary: reads the command line, and alone knows both master and minion.

mod args;
mod command;
mod output;

use std::{process::ExitCode, sync::Arc};

use clap::{Parser, error::ErrorKind};
use halite_common::{
    config::{Config, Role},
    exit,
    failure::{Failure, Kind},
    value::Value,
};
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

use crate::{
    args::{CallArgs, Command, CompileArgs, DaemonArgs, LintArgs, Personality},
    command::{Linted, ListedState, ListedStates, Severity, Style, exit_with, set_level, start_log},
};

/// Halite: a configuration manager that runs Salt trees.
///
/// `halite '<target>' <function> [arguments]` runs a function on the minions that the target names:
///
///   halite '*' test.ping
///   halite -G 'os:Debian' state.apply nginx test=True
#[derive(Debug, Parser)]
#[command(
    name = "halite",
    version,
    verbatim_doc_comment,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

/// Keeps secrets that are in memory out of core dumps, and from other processes of the same user. What is started from
/// here is not concerned.
fn hide_memory() {
    // Every Linux can.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

fn main() -> ExitCode {
    hide_memory();
    let mut words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    if let Personality::Implied(command) = Personality::of(&words) {
        words.insert(1.min(words.len()), command.to_owned());
    }
    let line = match Line::try_parse_from(&words) {
        Ok(line) => line,
        Err(error) => {
            // Help and version are answers, not errors; a closed pipe is no reason to panic.
            let _ = error.print();
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return ExitCode::from(if asked { exit::OK } else { exit::USAGE });
        }
    };
    match run(line.command) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => exit_with(&failure),
    }
}

fn run(command: Command) -> Result<u8, Failure> {
    match &command {
        Command::Master(args) => daemon(Role::Master, args),
        Command::Minion(args) => daemon(Role::Minion, args),
        Command::Call(args) => call(args),
        Command::Compile(args) => compile(args),
        Command::Lint(args) => lint(args),
        Command::Config(args) => command::config(args),
        Command::Key(args) => talk(&args.log_level, command::key(args)),
        Command::Run(args) => talk(args.common.level(), command::run(args)),
        Command::Salt(args) => talk(args.common.level(), command::publish(args)),
        Command::Quickstart(args) => command::quickstart(args),
    }
}

/// Runs a command that speaks with the master.
fn talk(log_level: &str, work: impl Future<Output = Result<u8, Failure>>) -> Result<u8, Failure> {
    start_log(log_level, Style::Command)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(no_runtime)?.block_on(work)
}

fn no_runtime(error: std::io::Error) -> Failure {
    Failure::new(Kind::Internal, format!("could not start the runtime: {error}"))
}

fn call(args: &CallArgs) -> Result<u8, Failure> {
    start_log(args.common.level(), Style::Command)?;
    command::call(args, |config, call, manner| {
        let recorder = manner.record.then(|| Arc::new(halite_minion::Recorder::default()));
        let local = config.text("file_client") == "local";
        let options = halite_minion::CallOptions {
            jid: manner.jid,
            local,
            report: manner.report,
            recorder: recorder.clone(),
        };
        let reply = halite_minion::call(config, &call.function, call.arguments.clone(), &options)?;
        let exit = reply.exit_code(manner.passthrough);
        let halite_minion::CallReply { value, failure, failures, retcode, out, .. } = reply;
        let answers = recorder.map(|recorder| recorder.answers());
        Ok(command::CallOutcome { value, failure, failures, retcode, exit, out, answers })
    })
}

fn compile(args: &CompileArgs) -> Result<u8, Failure> {
    start_log(&args.tree.log_level, Style::Command)?;
    command::compile(args, |config, request| {
        let command::CompileRequest { id, grains, answers, sls } = request;
        let answers = given(&answers)?;
        let description = halite_minion::Description { id, grains, answers, sls };
        let halite_minion::Compiled { pillar, top, sls, highstate } =
            halite_minion::compile(config, description);
        let sls = sls.into_iter().map(|(name, compiled)| (name, listed(compiled))).collect();
        Ok(command::CompileOutcome { pillar, top, sls, highstate: highstate.map(listed) })
    })
}

fn lint(args: &LintArgs) -> Result<u8, Failure> {
    start_log(&args.tree.log_level, Style::Command)?;
    command::lint(args, |config, request| {
        let command::LintRequest { hosts, answers, sls } = request;
        let named = |(name, grains)| halite_minion::LintHost { name, grains };
        let hosts = match hosts.is_empty() {
            true => halite_minion::described_hosts(),
            false => hosts.into_iter().map(named).collect(),
        };
        let request = halite_minion::LintRequest { hosts, answers: given(&answers)?, sls };
        let halite_minion::LintReport { findings, sls, hosts } = halite_minion::lint(&config, &request)?;
        Ok(command::LintOutcome { findings: findings.into_iter().map(linted).collect(), sls, hosts })
    })
}

fn linted(finding: halite_minion::LintFinding) -> Linted {
    let halite_minion::LintFinding { severity, rule, failure, path, hosts } = finding;
    let severity = match severity {
        halite_minion::Severity::Error => Severity::Error,
        halite_minion::Severity::Warning => Severity::Warning,
        halite_minion::Severity::Note => Severity::Note,
    };
    Linted { severity, rule, failure, path, hosts }
}

fn given(answers: &Value) -> Result<halite_minion::GivenAnswers, Failure> {
    match answers.is_null() {
        true => Ok(halite_minion::GivenAnswers::default()),
        false => halite_minion::GivenAnswers::read(answers),
    }
}

fn listed(states: halite_minion::States) -> ListedStates {
    let listed = |state| {
        let halite_minion::CompiledState { chunk, place, warning } = state;
        ListedState { chunk, place, warning }
    };
    Ok(states?.into_iter().map(listed).collect())
}

/// Runs a daemon until it is told to stop.
fn daemon(role: Role, args: &DaemonArgs) -> Result<u8, Failure> {
    let config = load(role, args)?;
    start_log(&config.text("log_level"), Style::Daemon)?;
    tell_idle(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(no_runtime)?;
    runtime.block_on(async {
        let stop = stop_signal()?;
        let reloads = reloads(role, args.clone())?;
        match role {
            Role::Master => halite_master::run(config, stop, reloads).await,
            Role::Minion => halite_minion::run(config, stop, reloads).await,
        }
    })?;
    Ok(exit::OK)
}

/// Reads a daemon's configuration.
fn load(role: Role, args: &DaemonArgs) -> Result<Config, Failure> {
    let level = args.common.log_level.as_ref();
    let level = level.map(|level| ("log_level".to_owned(), level.as_str().into(), "--log-level".to_owned()));
    Config::load(role, &args.common.config_dir, level.into_iter().collect())
}

/// Warns about options that somebody has set in vain.
fn tell_idle(config: &Config) {
    let idle = config.without_effect();
    if !idle.is_empty() {
        tracing::warn!("these options are Salt's and have no effect here: {}", idle.join(", "));
    }
}

/// Reads the configuration anew with each SIGHUP. One that is wrong changes nothing.
fn reloads(role: Role, args: DaemonArgs) -> Result<mpsc::Receiver<Config>, Failure> {
    let mut hangup = signal(SignalKind::hangup()).map_err(no_signals)?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let read = load(role, &args).and_then(|config| {
                set_level(&config.text("log_level"))?;
                Ok(config)
            });
            match read {
                Ok(config) => {
                    tell_idle(&config);
                    if sender.send(config).await.is_err() {
                        return;
                    }
                }
                Err(failure) => {
                    tracing::error!(
                        "the new configuration is wrong, so the old one stays in force: {failure}"
                    );
                }
            }
        }
    });
    Ok(receiver)
}

fn no_signals(error: std::io::Error) -> Failure {
    Failure::new(Kind::Internal, format!("could not listen to signals: {error}"))
}

/// Resolves when SIGTERM or SIGINT comes.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(no_signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signals)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Command, Line};

    #[test]
    fn flags_may_stand_after_arguments() {
        let words =
            ["halite", "salt", "*", "state.apply", "nginx", "test=True", "-5", "--out=json", "-t", "9"];
        let Command::Salt(args) = Line::try_parse_from(words).unwrap().command else {
            panic!("another command")
        };
        assert_eq!(args.arguments, ["nginx", "test=True", "-5"]);
        assert_eq!((args.output.out.as_deref(), args.timeout), (Some("json"), Some(9)));
    }

    #[test]
    fn the_command_line_is_consistent() {
        Line::command().debug_assert();
    }
}
