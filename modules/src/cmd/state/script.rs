//! `cmd.script`, and `cmd.wait_script`, which runs only when a watched state changed.

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
        request::Request,
        script::{Job, report},
    },
    run::{AtOnce, Waiting, When},
    stateful::{Stateful, reinterpret},
};

/// Downloads a script and runs it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(in crate::cmd) struct ScriptState<W> {
    /// The script with its arguments, or where the script is.
    name: Text,
    /// Where the script is: `salt://…`, a path, or http(s).
    #[serde(default)]
    source: Option<Text>,
    /// Renders the script with this engine first, such as `jinja`.
    #[serde(default)]
    template: Option<Text>,
    /// Folder to run in; the script is put there too.
    #[serde(default)]
    cwd: Option<Text>,
    /// User to run as.
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
    /// The script's last line says whether it changed something.
    #[serde(default)]
    stateful: Option<Value>,
    /// Seconds after which it is ended.
    #[serde(default)]
    timeout: Option<f64>,
    /// Taken for Salt's sake: there is no terminal to stream to, output is collected all the same.
    #[serde(default, rename = "use_vt")]
    _use_vt: bool,
    /// `quiet` writes nothing to the log.
    #[serde(default)]
    output_loglevel: Option<Text>,
    /// Gives back nothing of what was written.
    #[serde(default)]
    hide_output: bool,
    /// Names for the template that `context` does not give.
    #[serde(default)]
    defaults: Option<Value>,
    /// Names for the template.
    #[serde(default)]
    context: Option<Value>,
    /// Return codes that count as 0.
    #[serde(default)]
    success_retcodes: Option<Value>,
    /// Words in the output that make it a success.
    #[serde(default)]
    success_stdout: Option<Value>,
    /// Words in the error output that make it a success.
    #[serde(default)]
    success_stderr: Option<Value>,
    /// Arguments for the script: one line or a list.
    #[serde(default)]
    args: Option<CommandLine>,
    /// Text for standard input; `\n` stands for a line's end.
    #[serde(default)]
    stdin: Option<Text>,
    /// Group to run as.
    #[serde(default)]
    group: Option<Text>,
    /// Mask for new files, in octal digits.
    #[serde(default)]
    umask: Option<Text>,
    /// Starts it and does not wait.
    #[serde(default)]
    bg: bool,
    #[serde(skip)]
    when: PhantomData<W>,
}

/// What names a script state.
pub(in crate::cmd) trait ScriptName: When {
    /// The name that users write.
    const SCRIPT: &'static str;
}

impl ScriptName for AtOnce {
    const SCRIPT: &'static str = "cmd.script";
}

impl ScriptName for Waiting {
    const SCRIPT: &'static str = "cmd.wait_script";
}

/// `cmd.script`.
pub(in crate::cmd) type Script = ScriptState<AtOnce>;
/// `cmd.wait_script`.
pub(in crate::cmd) type WaitScript = ScriptState<Waiting>;

impl<W: ScriptName> State for ScriptState<W> {
    const NAME: &'static str = W::SCRIPT;
    const WATCHES: bool = true;
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if !W::AT_ONCE {
            return Ok(Verdict::in_place(""));
        }
        Ok(self.refusal().map_or(Verdict::Change(()), Verdict::failed))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let outcome = Outcome::in_place(format!("Command '{}' would have been executed", self.name));
        if self.stateful().on { reinterpret(outcome) } else { outcome }
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        if let Some(cwd) =
            self.cwd.as_deref().filter(|cwd| !cwd.is_empty() && !act.host.is_dir(Path::new(cwd)))
        {
            let comment = format!("Desired working directory \"{cwd}\" is not available");
            return Ok(Outcome::failed(comment));
        }
        let ran = match self.job(act).run(act, true) {
            Ok(ran) => ran,
            Err(error) => return Ok(Outcome::failed(error.into_failure().message)),
        };
        let (result, comment) = match &ran {
            Some(ran) => (ran.success(), format!("Command '{}' run", self.name)),
            None => {
                let source = self.source.as_ref().unwrap_or(&self.name);
                let saltenv = act.minion.saltenv();
                (false, format!("Unable to cache script {source} from saltenv '{saltenv}'"))
            }
        };
        let outcome = Outcome { result: Some(result), ..Outcome::changed(report(ran), comment) };
        Ok(if self.stateful().on { reinterpret(outcome) } else { outcome })
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

impl<W: ScriptName> ScriptState<W> {
    fn stateful(&self) -> Stateful {
        Stateful::read(self.stateful.as_ref())
    }

    fn refusal(&self) -> Option<&'static str> {
        if !matches!(self.env, Some(Value::List(_) | Value::Dict(_) | Value::Null) | None) {
            return Some("Invalidly-formatted 'env' parameter. See documentation.");
        }
        let bad = |argument: &Option<Value>| {
            argument.as_ref().is_some_and(|value| value.is_truthy() && value.as_dict().is_none())
        };
        if bad(&self.context) {
            return Some("Invalidly-formatted 'context' parameter. Must be formed as a dict.");
        }
        bad(&self.defaults).then_some("Invalidly-formatted 'defaults' parameter. Must be formed as a dict.")
    }

    fn job(&self, act: &Act<'_>) -> Job {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
        let names = |argument: &Option<Value>| {
            argument.as_ref().and_then(Value::as_dict).cloned().unwrap_or_else(Dict::new)
        };
        let mut context = names(&self.defaults);
        context.extend(names(&self.context));
        let from_name = self.name.split_once(' ').map(|(_, args)| CommandLine::Line(args.to_owned()));
        let request = Request {
            cwd: text(&self.cwd),
            stdin: text(&self.stdin),
            runas: text(&self.runas),
            group: text(&self.group),
            shell: text(&self.shell),
            env: variables(self.env.as_ref()),
            umask: text(&self.umask),
            timeout: self.timeout,
            bg: self.bg,
            template: text(&self.template),
            saltenv: Some(act.minion.saltenv().to_owned()),
            success_retcodes: self.success_retcodes.clone(),
            success_stdout: self.success_stdout.clone(),
            success_stderr: self.success_stderr.clone(),
            quiet: self.output_loglevel.as_deref() == Some("quiet"),
            ..Request::new(CommandLine::Words(Vec::new()))
        };
        let source = self.source.as_ref().unwrap_or(&self.name).0.clone();
        Job { source, args: self.args.clone().or(from_name), context, hide: self.hide_output, request }
    }
}
