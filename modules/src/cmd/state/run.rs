//! `cmd.run`, and `cmd.wait`, which is the same but runs only when a watched state changed.

use std::{marker::PhantomData, path::Path};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::{
        environment::variables,
        line::CommandLine,
        request::{Ran, Request},
        run::{Start, run},
    },
    stateful::{Stateful, reinterpret},
};

/// Runs a command.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(in crate::cmd) struct Command<W> {
    /// The command; a shell reads it.
    name: CommandLine,
    /// Folder to run in; the home of the user who runs it if left out.
    #[serde(default)]
    cwd: Option<Text>,
    /// Not supported: a folder to make the root.
    #[serde(default)]
    root: Option<Text>,
    /// User to run as, with that user's login environment.
    #[serde(default)]
    runas: Option<Text>,
    /// Taken for Salt's sake: only Windows needs a password to run as another user.
    #[serde(default, rename = "password")]
    _password: Option<Text>,
    /// Path of the shell.
    #[serde(default)]
    shell: Option<Text>,
    /// Variables to set: a dict or a list of dicts.
    #[serde(default)]
    env: Option<Value>,
    /// Goes before the search path.
    #[serde(default)]
    prepend_path: Option<Text>,
    /// The command's last line says whether it changed something; a list may name `test_name`, to be run in test mode.
    #[serde(default)]
    stateful: Option<Value>,
    /// `quiet` writes nothing to the log.
    #[serde(default)]
    output_loglevel: Option<Text>,
    /// Gives back nothing of what was written.
    #[serde(default)]
    hide_output: bool,
    /// Seconds after which it is ended.
    #[serde(default)]
    timeout: Option<f64>,
    /// Counts running out of time as a success.
    #[serde(default)]
    ignore_timeout: bool,
    /// Taken for Salt's sake: there is no terminal to stream to, output is collected all the same.
    #[serde(default, rename = "use_vt")]
    _use_vt: bool,
    /// Return codes that count as 0.
    #[serde(default)]
    success_retcodes: Option<Value>,
    /// Words in the output that make it a success.
    #[serde(default)]
    success_stdout: Option<Value>,
    /// Words in the error output that make it a success.
    #[serde(default)]
    success_stderr: Option<Value>,
    /// Group to run as.
    #[serde(default)]
    group: Option<Text>,
    /// Text for standard input; `\n` stands for a line's end.
    #[serde(default)]
    stdin: Option<Text>,
    /// Keeps `\n` in `stdin` as two characters.
    #[serde(default)]
    stdin_raw_newlines: bool,
    /// Mask for new files, in octal digits.
    #[serde(default)]
    umask: Option<Text>,
    /// Starts from an empty environment.
    #[serde(default)]
    clean_env: bool,
    /// Renders the command and the folder with this engine first.
    #[serde(default)]
    template: Option<Text>,
    /// Drops white space at the end of what was written.
    #[serde(default = "yes")]
    rstrip: bool,
    /// Sends standard error into standard output.
    #[serde(default)]
    redirect_stderr: bool,
    /// Sets the `LC_*` variables to `C`.
    #[serde(default = "yes")]
    reset_system_locale: bool,
    /// Writes no error to the log where the return code is not 0.
    #[serde(default)]
    ignore_retcode: bool,
    /// Starts it and does not wait.
    #[serde(default)]
    bg: bool,
    #[serde(skip)]
    when: PhantomData<W>,
}

fn yes() -> bool {
    true
}

/// When the command runs.
pub(in crate::cmd) trait When: 'static {
    /// The name that users write.
    const NAME: &'static str;
    /// Whether it runs without being watched.
    const AT_ONCE: bool;
}

/// At once.
pub(in crate::cmd) struct AtOnce;
/// When a watched state changed.
pub(in crate::cmd) struct Waiting;
/// When a watched state changed, by another name.
pub(in crate::cmd) struct Watching;

impl When for AtOnce {
    const NAME: &'static str = "cmd.run";
    const AT_ONCE: bool = true;
}

impl When for Waiting {
    const NAME: &'static str = "cmd.wait";
    const AT_ONCE: bool = false;
}

impl When for Watching {
    const NAME: &'static str = "cmd.watch";
    const AT_ONCE: bool = false;
}

/// `cmd.run`.
pub(in crate::cmd) type Run = Command<AtOnce>;
/// `cmd.wait`.
pub(in crate::cmd) type Wait = Command<Waiting>;
/// `cmd.watch`, a common way of writing `cmd.wait`.
pub(in crate::cmd) type Watch = Command<Watching>;

impl<W: When> State for Command<W> {
    const NAME: &'static str = W::NAME;
    const WATCHES: bool = true;
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if !W::AT_ONCE {
            return Ok(Verdict::in_place(""));
        }
        if let Some(refusal) = self.refusal() {
            return Ok(Verdict::failed(refusal));
        }
        match self.stateful().test_name {
            Some(test_name) if ask.facts.test() => {
                let start: Start<'_> = &|command| ask.probe.query(command);
                let outcome = self.finish(ask, start, CommandLine::Line(test_name))?;
                let would = outcome.result == Some(true) && !outcome.changes.is_empty();
                Ok(Verdict::InPlace(if would { Outcome { result: None, ..outcome } } else { outcome }))
            }
            _ => Ok(Verdict::Change(())),
        }
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let line = self.name.joined();
        let changes = Dict::from([("cmd", Value::from(&*line))]);
        let outcome = Outcome::changed(changes, format!("Command \"{line}\" would have been executed"));
        if self.stateful().on { reinterpret(outcome) } else { outcome }
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        self.finish(&act.ask(), &|command| act.host.run(command), self.name.clone())
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        match self.refusal() {
            Some(refusal) => Ok(Outcome::failed(refusal)),
            None => self.apply(act, ()),
        }
    }

    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        self.describe(ask, &())
    }
}

impl<W: When> Command<W> {
    fn stateful(&self) -> Stateful {
        Stateful::read(self.stateful.as_ref())
    }

    fn refusal(&self) -> Option<&'static str> {
        match (&self.env, &self.root) {
            (Some(Value::List(_) | Value::Dict(_) | Value::Null) | None, None) => None,
            (Some(Value::List(_) | Value::Dict(_) | Value::Null) | None, Some(_)) => {
                Some("`root` is not supported")
            }
            _ => Some("Invalidly-formatted 'env' parameter. See documentation."),
        }
    }

    /// Runs it and reads the result; what cannot be run is a failed state, not an error.
    fn finish(&self, ask: &Ask<'_>, start: Start<'_>, cmd: CommandLine) -> Result<Outcome, ModuleError> {
        if let Some(cwd) =
            self.cwd.as_deref().filter(|cwd| !cwd.is_empty() && !ask.probe.is_dir(Path::new(cwd)))
        {
            let comment = format!("Desired working directory \"{cwd}\" is not available");
            return Ok(Outcome::failed(comment));
        }
        let comment = format!("Command \"{}\" run", cmd.joined());
        let ran = match run(ask, start, self.request(ask, cmd)) {
            Ok(ran) => self.forgive(ran),
            Err(error) => return Ok(Outcome::failed(error.into_failure().message)),
        };
        let result = Some(ran.success() || (self.bg && ran.retcode.is_none()));
        let changes = ran.hidden(self.hide_output).changes();
        let outcome = Outcome { result, ..Outcome::changed(changes, comment) };
        Ok(if self.stateful().on { reinterpret(outcome) } else { outcome })
    }

    fn forgive(&self, ran: Ran) -> Ran {
        let late = ran.retcode == Some(1) && ran.stdout.contains("Timed out after");
        if self.ignore_timeout && late { Ran { retcode: Some(0), ..ran } } else { ran }
    }

    fn request(&self, ask: &Ask<'_>, cmd: CommandLine) -> Request {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
        Request {
            cwd: text(&self.cwd),
            stdin: text(&self.stdin),
            stdin_raw_newlines: self.stdin_raw_newlines,
            runas: text(&self.runas),
            group: text(&self.group),
            shell: text(&self.shell),
            python_shell: true,
            env: variables(self.env.as_ref()),
            clean_env: self.clean_env,
            prepend_path: text(&self.prepend_path),
            rstrip: self.rstrip,
            umask: text(&self.umask),
            timeout: self.timeout,
            redirect_stderr: self.redirect_stderr,
            reset_system_locale: self.reset_system_locale,
            ignore_retcode: self.ignore_retcode,
            bg: self.bg,
            template: text(&self.template),
            saltenv: Some(ask.facts.saltenv().to_owned()),
            success_retcodes: self.success_retcodes.clone(),
            success_stdout: self.success_stdout.clone(),
            success_stderr: self.success_stderr.clone(),
            quiet: self.output_loglevel.as_deref() == Some("quiet"),
            ..Request::new(cmd)
        }
    }
}
