//! `cmd.run` and its kin: one set of arguments, and several things to give back.

use std::marker::PhantomData;

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, FunctionEntry, ModuleError, function};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    direct,
    environment::variables,
    line::CommandLine,
    request::{Ran, Request},
    run::run,
};

/// A command to run.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(super) struct Call<F> {
    /// The command: a line, or a list of a program and its arguments.
    cmd: CommandLine,
    /// Folder to run in; the home of the user who runs it if left out.
    #[serde(default)]
    cwd: Option<Text>,
    /// Text for standard input; `\n` stands for a line's end.
    #[serde(default)]
    stdin: Option<Text>,
    /// User to run as, with that user's login environment.
    #[serde(default)]
    runas: Option<Text>,
    /// Group to run as.
    #[serde(default)]
    group: Option<Text>,
    /// Path of the shell.
    #[serde(default)]
    shell: Option<Text>,
    /// Whether a shell reads the line. True when called directly, false from a template or another module.
    #[serde(default)]
    python_shell: Option<bool>,
    /// Variables to set: a dict or a list of dicts.
    #[serde(default)]
    env: Option<Value>,
    /// Starts from an empty environment.
    #[serde(default)]
    clean_env: bool,
    /// Renders the command and the folder with this engine first, such as `jinja`.
    #[serde(default)]
    template: Option<Text>,
    /// Drops white space at the end of what was written.
    #[serde(default = "yes")]
    rstrip: bool,
    /// Mask for new files, in octal digits.
    #[serde(default)]
    umask: Option<Text>,
    /// Taken for Salt's sake: output is UTF-8, and other bytes are replaced.
    #[serde(default, rename = "output_encoding")]
    _output_encoding: Option<Text>,
    /// `quiet` writes nothing to the log.
    #[serde(default)]
    output_loglevel: Option<Text>,
    /// Taken for Salt's sake: no function of ours is called with the log's lines.
    #[serde(default, rename = "log_callback")]
    _log_callback: Option<Value>,
    /// Gives back nothing of what was written.
    #[serde(default)]
    hide_output: bool,
    /// Seconds after which it is ended.
    #[serde(default)]
    timeout: Option<f64>,
    /// Sets the `LC_*` variables to `C`.
    #[serde(default = "yes")]
    reset_system_locale: bool,
    /// Leaves the job's return code at 0.
    #[serde(default)]
    ignore_retcode: bool,
    /// Environment that a template's imports come from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Taken for Salt's sake: there is no terminal to stream to, output is collected all the same.
    #[serde(default, rename = "use_vt")]
    _use_vt: bool,
    /// Sends standard error into standard output.
    #[serde(default)]
    redirect_stderr: Option<bool>,
    /// Starts it and does not wait.
    #[serde(default)]
    bg: bool,
    /// Taken for Salt's sake: only Windows needs a password to run as another user.
    #[serde(default, rename = "password")]
    _password: Option<Text>,
    /// Taken for Salt's sake: concerns PowerShell.
    #[serde(default, rename = "encoded_cmd")]
    _encoded_cmd: bool,
    /// Fails with the output where the return code is not 0.
    #[serde(default)]
    raise_err: bool,
    /// Goes before the search path.
    #[serde(default)]
    prepend_path: Option<Text>,
    /// Return codes that count as 0.
    #[serde(default)]
    success_retcodes: Option<Value>,
    /// Words in the output that make the return code 0.
    #[serde(default)]
    success_stdout: Option<Value>,
    /// Words in the error output that make the return code 0.
    #[serde(default)]
    success_stderr: Option<Value>,
    /// Keeps `\n` in `stdin` as two characters.
    #[serde(default)]
    stdin_raw_newlines: bool,
    #[serde(skip)]
    flavour: PhantomData<F>,
}

fn yes() -> bool {
    true
}

/// What sets one function of this family apart from the others.
pub(super) trait Flavour: 'static {
    /// The name that users write.
    const NAME: &'static str;
    /// What it does.
    const DOC: &'static str;
    /// Whether a shell reads the line where nothing is said; `None` is the usual rule.
    const SHELL: Option<bool> = None;
    /// Whether standard error goes into standard output where nothing is said.
    const MERGES: bool = false;
    /// Whether it never waits.
    const BACKGROUND: bool = false;
    /// What is given back.
    type Output: Serialize;
    /// Picks what is given back.
    fn pick(ran: Ran) -> Self::Output;
}

/// The entry of one function of this family.
pub(super) const fn entry<F: Flavour>() -> FunctionEntry {
    FunctionEntry { documentation: documentation::<F>, ..function::<Call<F>>() }
}

fn documentation<F: Flavour>() -> halite_common::declare::Documentation {
    halite_common::declare::Documentation {
        text: F::DOC.to_owned(),
        ..halite_common::declare::documentation::<Call<F>>()
    }
}

impl<F: Flavour> Function for Call<F> {
    const NAME: &'static str = F::NAME;
    type Output = F::Output;

    fn call(self, act: &Act<'_>) -> Result<F::Output, ModuleError> {
        let (hide, raise) = (self.hide_output, self.raise_err);
        let request = self.into_request(act);
        let (quiet, ignore) = (request.quiet, request.ignore_retcode || request.bg);
        direct::permit(&act.ask(), &request.cmd)?;
        let ran = run(&act.ask(), &|command| act.host.run(command), request)?;
        act.minion.set_retcode(if ignore { 0 } else { ran.retcode.unwrap_or(0) });
        let failed = raise && !quiet && !ignore && !ran.success();
        let ran = ran.hidden(hide);
        if failed { Err(ModuleError::Failed(ran.stdout)) } else { Ok(F::pick(ran)) }
    }
}

impl<F: Flavour> Call<F> {
    fn into_request(self, act: &Act<'_>) -> Request {
        let text = |text: Option<Text>| text.map(String::from);
        Request {
            cwd: text(self.cwd),
            stdin: text(self.stdin),
            stdin_raw_newlines: self.stdin_raw_newlines,
            runas: text(self.runas),
            group: text(self.group),
            shell: text(self.shell),
            python_shell: direct::python_shell(&act.ask(), self.python_shell.or(F::SHELL)),
            env: variables(self.env.as_ref()),
            clean_env: self.clean_env,
            prepend_path: text(self.prepend_path),
            rstrip: self.rstrip,
            umask: text(self.umask),
            timeout: self.timeout,
            redirect_stderr: self.redirect_stderr.unwrap_or(F::MERGES),
            reset_system_locale: self.reset_system_locale,
            ignore_retcode: self.ignore_retcode,
            bg: self.bg || F::BACKGROUND,
            template: text(self.template),
            saltenv: text(self.saltenv),
            success_retcodes: self.success_retcodes,
            success_stdout: self.success_stdout,
            success_stderr: self.success_stderr,
            quiet: self.output_loglevel.as_deref() == Some("quiet"),
            ..Request::new(self.cmd)
        }
    }
}

/// `cmd.run`.
pub(super) struct Run;
/// `cmd.shell`.
pub(super) struct Shell;
/// `cmd.run_all`.
pub(super) struct RunAll;
/// `cmd.run_stdout`.
pub(super) struct RunStdout;
/// `cmd.run_stderr`.
pub(super) struct RunStderr;
/// `cmd.retcode`.
pub(super) struct Retcode;
/// `cmd.run_bg`.
pub(super) struct RunBg;

impl Flavour for Run {
    const NAME: &'static str = "cmd.run";
    const DOC: &'static str = "Runs a command and gives back what it wrote, errors included.";
    const MERGES: bool = true;
    type Output = String;
    fn pick(ran: Ran) -> String {
        ran.stdout
    }
}

impl Flavour for Shell {
    const NAME: &'static str = "cmd.shell";
    const DOC: &'static str = "Runs a line in a shell and gives back what it wrote, errors included.";
    const SHELL: Option<bool> = Some(true);
    const MERGES: bool = true;
    type Output = String;
    fn pick(ran: Ran) -> String {
        ran.stdout
    }
}

impl Flavour for RunAll {
    const NAME: &'static str = "cmd.run_all";
    const DOC: &'static str = "Runs a command and gives back its process id, return code and both outputs.";
    type Output = Ran;
    fn pick(ran: Ran) -> Ran {
        ran
    }
}

impl Flavour for RunStdout {
    const NAME: &'static str = "cmd.run_stdout";
    const DOC: &'static str = "Runs a command and gives back its standard output.";
    type Output = String;
    fn pick(ran: Ran) -> String {
        ran.stdout
    }
}

impl Flavour for RunStderr {
    const NAME: &'static str = "cmd.run_stderr";
    const DOC: &'static str = "Runs a command and gives back its standard error.";
    type Output = String;
    fn pick(ran: Ran) -> String {
        ran.stderr
    }
}

impl Flavour for Retcode {
    const NAME: &'static str = "cmd.retcode";
    const DOC: &'static str = "Runs a command and gives back its return code.";
    const MERGES: bool = true;
    type Output = Option<i32>;
    fn pick(ran: Ran) -> Option<i32> {
        ran.retcode
    }
}

impl Flavour for RunBg {
    const NAME: &'static str = "cmd.run_bg";
    const DOC: &'static str = "Starts a command, does not wait for it, and gives back its process id.";
    const BACKGROUND: bool = true;
    type Output = Value;
    fn pick(ran: Ran) -> Value {
        Value::Dict(halite_common::value::Dict::from([("pid", ran.pid)]))
    }
}
