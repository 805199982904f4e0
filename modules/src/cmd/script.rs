//! `cmd.script`: a script from the file server, run from a temporary place.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError, RenderFile},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    direct,
    environment::variables,
    line::{CommandLine, split},
    login,
    request::{Ran, Request},
    run::run,
};

/// Downloads a script and runs it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    /// Where the script is: `salt://…`, a path, or http(s).
    source: Text,
    /// Arguments: one line or a list.
    #[serde(default)]
    args: Option<CommandLine>,
    /// Folder to run in; the script is put there too.
    #[serde(default)]
    cwd: Option<Text>,
    /// Text for standard input.
    #[serde(default)]
    stdin: Option<Text>,
    /// User to run as.
    #[serde(default)]
    runas: Option<Text>,
    /// Group to run as.
    #[serde(default)]
    group: Option<Text>,
    /// Path of the shell.
    #[serde(default)]
    shell: Option<Text>,
    /// Whether a shell starts the script.
    #[serde(default)]
    python_shell: Option<bool>,
    /// Variables to set: a dict or a list of dicts.
    #[serde(default)]
    env: Option<Value>,
    /// Renders the script with this engine first, such as `jinja`.
    #[serde(default)]
    template: Option<Text>,
    /// Mask for new files, in octal digits.
    #[serde(default)]
    umask: Option<Text>,
    /// Taken for Salt's sake: output is UTF-8, and other bytes are replaced.
    #[serde(default, rename = "output_encoding")]
    _output_encoding: Option<Text>,
    /// `quiet` writes nothing to the log.
    #[serde(default)]
    output_loglevel: Option<Text>,
    /// Gives back nothing of what was written.
    #[serde(default)]
    hide_output: bool,
    /// Seconds after which it is ended.
    #[serde(default)]
    timeout: Option<f64>,
    /// Environment that the script comes from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Taken for Salt's sake: there is no terminal to stream to, output is collected all the same.
    #[serde(default, rename = "use_vt")]
    _use_vt: bool,
    /// Starts it and does not wait.
    #[serde(default)]
    bg: bool,
    /// Sets the `LC_*` variables to `C`.
    #[serde(default = "yes")]
    reset_system_locale: bool,
    /// Return codes that count as 0.
    #[serde(default)]
    success_retcodes: Option<Value>,
    /// Words in the output that make the return code 0.
    #[serde(default)]
    success_stdout: Option<Value>,
    /// Words in the error output that make the return code 0.
    #[serde(default)]
    success_stderr: Option<Value>,
    /// Names for the template.
    #[serde(default)]
    context: Option<Dict>,
    /// Names for the template that `context` does not give.
    #[serde(default)]
    defaults: Option<Dict>,
    /// Taken for Salt's sake: no function of ours is called with the log's lines.
    #[serde(default, rename = "log_callback")]
    _log_callback: Option<Value>,
    /// Taken for Salt's sake: only Windows needs one to run as another user.
    #[serde(default, rename = "password")]
    _password: Option<Text>,
}

impl Function for Script {
    const NAME: &'static str = "cmd.script";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let python_shell = direct::python_shell(&act.ask(), self.python_shell);
        let ran = Job::from(self).run(act, python_shell)?;
        if let Some(ran) = &ran {
            act.minion.set_retcode(ran.retcode.unwrap_or(0));
        }
        Ok(report(ran))
    }
}

/// Downloads a script, renders it with Jinja, runs it, and gives back its return code.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptRetcode {
    /// Where the script is: `salt://…`, a path, or http(s).
    source: Text,
    /// Arguments: one line or a list.
    #[serde(default)]
    args: Option<CommandLine>,
    /// Folder to run in; the script is put there too.
    #[serde(default)]
    cwd: Option<Text>,
    /// Text for standard input.
    #[serde(default)]
    stdin: Option<Text>,
    /// User to run as.
    #[serde(default)]
    runas: Option<Text>,
    /// Group to run as.
    #[serde(default)]
    group: Option<Text>,
    /// Path of the shell.
    #[serde(default)]
    shell: Option<Text>,
    /// Whether a shell starts the script.
    #[serde(default)]
    python_shell: Option<bool>,
    /// Mask for new files, in octal digits.
    #[serde(default)]
    umask: Option<Text>,
    /// Sets the `LC_*` variables to `C`.
    #[serde(default = "yes")]
    reset_system_locale: bool,
    /// `quiet` writes nothing to the log.
    #[serde(default)]
    output_loglevel: Option<Text>,
    /// Return codes that count as 0.
    #[serde(default)]
    success_retcodes: Option<Value>,
    /// Words in the output that make the return code 0.
    #[serde(default)]
    success_stdout: Option<Value>,
    /// Words in the error output that make the return code 0.
    #[serde(default)]
    success_stderr: Option<Value>,
    /// Renders the script with this engine first.
    #[serde(default = "jinja")]
    template: Option<Text>,
    /// Variables to set: a dict or a list of dicts.
    #[serde(default)]
    env: Option<Value>,
    /// Seconds after which it is ended.
    #[serde(default)]
    timeout: Option<f64>,
    /// Environment that the script comes from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Taken for Salt's sake: output is UTF-8, and other bytes are replaced.
    #[serde(default, rename = "output_encoding")]
    _output_encoding: Option<Text>,
    /// Taken for Salt's sake: no function of ours is called with the log's lines.
    #[serde(default, rename = "log_callback")]
    _log_callback: Option<Value>,
    /// Taken for Salt's sake: there is no terminal to stream to, output is collected all the same.
    #[serde(default, rename = "use_vt")]
    _use_vt: bool,
    /// Taken for Salt's sake: only Windows needs one to run as another user.
    #[serde(default, rename = "password")]
    _password: Option<Text>,
}

fn yes() -> bool {
    true
}

fn jinja() -> Option<Text> {
    Some("jinja".into())
}

impl Function for ScriptRetcode {
    const NAME: &'static str = "cmd.script_retcode";
    type Output = i32;

    fn call(self, act: &Act<'_>) -> Result<i32, ModuleError> {
        let text = |text: Option<Text>| text.map(String::from);
        let request = Request {
            cwd: text(self.cwd),
            stdin: text(self.stdin),
            runas: text(self.runas),
            group: text(self.group),
            shell: text(self.shell),
            umask: text(self.umask),
            reset_system_locale: self.reset_system_locale,
            success_retcodes: self.success_retcodes,
            success_stdout: self.success_stdout,
            success_stderr: self.success_stderr,
            quiet: self.output_loglevel.as_deref() == Some("quiet"),
            env: variables(self.env.as_ref()),
            timeout: self.timeout,
            template: text(self.template),
            saltenv: text(self.saltenv),
            ..Request::new(CommandLine::Words(Vec::new()))
        };
        let python_shell = self.python_shell.unwrap_or(false);
        let job = Job { source: self.source.0, args: self.args, context: Dict::new(), hide: false, request };
        let code = job.run(act, python_shell)?.map_or(Some(1), |ran| ran.retcode).unwrap_or(0);
        act.minion.set_retcode(code);
        Ok(code)
    }
}

/// A script to run; the request's own command is filled in when the script is at hand.
pub(super) struct Job {
    /// Where the script is.
    pub source: String,
    /// Its arguments.
    pub args: Option<CommandLine>,
    /// Names for the template.
    pub context: Dict,
    /// Gives back nothing of what was written.
    pub hide: bool,
    /// All that surrounds the run.
    pub request: Request,
}

impl From<Script> for Job {
    fn from(script: Script) -> Job {
        let text = |text: Option<Text>| text.map(String::from);
        let mut context = script.defaults.unwrap_or_default();
        context.extend(script.context.unwrap_or_default());
        let request = Request {
            cwd: text(script.cwd),
            stdin: text(script.stdin),
            runas: text(script.runas),
            group: text(script.group),
            shell: text(script.shell),
            env: variables(script.env.as_ref()),
            umask: text(script.umask),
            timeout: script.timeout,
            bg: script.bg,
            reset_system_locale: script.reset_system_locale,
            template: text(script.template),
            saltenv: text(script.saltenv),
            success_retcodes: script.success_retcodes,
            success_stdout: script.success_stdout,
            success_stderr: script.success_stderr,
            quiet: script.output_loglevel.as_deref() == Some("quiet"),
            ..Request::new(CommandLine::Words(Vec::new()))
        };
        Job { source: script.source.0, args: script.args, context, hide: script.hide_output, request }
    }
}

impl Job {
    /// Fetches the script and runs it; `None` where there is no such script.
    pub(super) fn run(mut self, act: &Act<'_>, python_shell: bool) -> Result<Option<Ran>, ModuleError> {
        let Some(content) = self.content(act)? else { return Ok(None) };
        let name = self.source.split(['?', '|']).next().unwrap_or_default();
        let ending = Path::new(name).extension().map(|e| format!(".{}", e.to_string_lossy()));
        let folder = self.request.cwd.as_deref().filter(|cwd| !cwd.is_empty());
        let runas = self.request.runas.as_deref();
        let file = Temporary::write(act, folder, &ending.unwrap_or_default(), &content, runas)?;
        let mut words = vec![file.path().to_owned()];
        match self.args.take() {
            Some(CommandLine::Words(args)) => words.extend(args),
            Some(CommandLine::Line(line)) => {
                words.extend(split(&line).map_err(|error| ModuleError::failed(error.to_string()))?);
            }
            None => {}
        }
        let request = Request {
            python_shell: python_shell && words.len() == 1,
            cmd: CommandLine::Words(words),
            template: None,
            ..self.request
        };
        let ran = run(&act.ask(), &|command| act.host.run(command), request)?;
        Ok(Some(ran.hidden(self.hide)))
    }

    fn content(&mut self, act: &Act<'_>) -> Result<Option<Vec<u8>>, ModuleError> {
        let saltenv = self.request.saltenv.clone().unwrap_or_else(|| act.minion.saltenv().to_owned());
        let Some(path) = act.minion.cache_file(&self.source, &saltenv)? else { return Ok(None) };
        let content = act.host.read(&path).map_err(ModuleError::file("read", &path))?;
        let Some(engine) = self.request.template.as_deref().filter(|engine| !engine.is_empty()) else {
            return Ok(Some(content));
        };
        let text = String::from_utf8_lossy(&content);
        let request = RenderFile {
            source: &self.source,
            text: &text,
            engine,
            saltenv: &saltenv,
            context: std::mem::take(&mut self.context),
        };
        Ok(Some(act.minion.render(&request)?.into_bytes()))
    }
}

/// What `cmd.script` gives back.
pub(super) fn report(ran: Option<Ran>) -> Dict {
    match ran {
        Some(ran) => ran.changes(),
        None => Dict::from([
            ("pid", Value::from(0)),
            ("retcode", 1.into()),
            ("stdout", "".into()),
            ("stderr", "".into()),
            ("cache_error", true.into()),
        ]),
    }
}

/// A program of ours that lies on the disk while it runs.
pub(super) struct Temporary<'a> {
    act: Act<'a>,
    path: PathBuf,
}

impl<'a> Temporary<'a> {
    /// Writes it, to be run by that user.
    pub(super) fn write(
        act: &Act<'a>,
        folder: Option<&str>,
        ending: &str,
        content: &[u8],
        runas: Option<&str>,
    ) -> Result<Temporary<'a>, ModuleError> {
        let folder = folder.map(str::to_owned).or_else(|| act.host.env("TMPDIR"));
        let folder = PathBuf::from(folder.unwrap_or_else(|| "/tmp".into()));
        let nanos = act.host.now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = folder.join(format!("__halite.tmp.{nanos:x}{ending}"));
        let uid = runas.map(|name| login::user(&act.ask(), name)).transpose()?.map(|user| user.uid);
        let options = WriteOptions { mode: Some(0o500), uid, gid: None };
        act.host.write(&path, content, &options).map_err(ModuleError::file("write", &path))?;
        Ok(Temporary { act: *act, path })
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &str {
        self.path.to_str().unwrap_or_default()
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.act.host.remove_file(&self.path) {
            tracing::error!("could not remove {}: {error}", self.path.display());
        }
    }
}
