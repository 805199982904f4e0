//! One run, from request to result. Every function and state of this subject comes through here.

use std::{path::Path, time::Duration};

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Ask, ModuleError, RenderFile},
    host::{Command, CommandError, Output, Program},
};

use super::{
    environment::items,
    line::{CommandLine, split},
    locale::CATEGORIES,
    login,
    request::{Ran, Request},
};

/// Starts a command: `Probe::query` for what only asks, else `Host::run`.
pub(super) type Start<'a> = &'a dyn Fn(&Command) -> Result<Output, CommandError>;

/// Carries a request out.
pub(super) fn run(ask: &Ask<'_>, start: Start<'_>, mut request: Request) -> Result<Ran, ModuleError> {
    let success = Success::read(&request)?;
    if let Some(engine) = request.template.clone().filter(|engine| !engine.is_empty()) {
        render(ask, &engine, &mut request)?;
    }
    let command = command(ask, &request)?;
    tracing::info!("Executing command {} in directory {:?}", request.cmd.first_word(), command.cwd);
    let ran = match start(&command) {
        Ok(output) => ran(output, &request, &success),
        Err(CommandError::TimedOut { output, .. }) => timed_out(output.pid, &request),
        Err(CommandError::NotFound(program)) => return Err(not_found(&command, &program)),
        Err(other) => return Err(other.into()),
    };
    if !request.quiet {
        tell(&request, &ran);
    }
    Ok(ran)
}

fn tell(request: &Request, ran: &Ran) {
    if !request.ignore_retcode && !ran.success() {
        let code = ran.retcode.unwrap_or_default();
        tracing::error!("Command '{}' failed with return code: {code}", request.cmd.first_word());
    }
    // What a command says is its caller's: it may hold secrets.
    tracing::debug!(stdout = ran.stdout.len(), stderr = ran.stderr.len(), "bytes of output");
}

fn ran(output: Output, request: &Request, success: &Success) -> Ran {
    let text = |text: String| if request.rstrip { text.trim_end().to_owned() } else { text };
    let (stdout, stderr) = (text(output.stdout_text()), text(output.stderr_text()));
    let retcode = if success.covers(output.code, &stdout, &stderr) { 0 } else { output.code };
    Ran { pid: output.pid, retcode: (!request.bg).then_some(retcode), stdout, stderr }
}

fn timed_out(pid: u32, request: &Request) -> Ran {
    let line = shown(&request.cmd, request.python_shell);
    let stdout = format!("{line} : Timed out after {} seconds", request.timeout.unwrap_or_default());
    Ran { pid, retcode: Some(1), stdout, stderr: String::new() }
}

fn not_found(command: &Command, program: &str) -> ModuleError {
    let words: Value = match &command.program {
        Program::Argv(argv) => argv.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
        Program::Shell { line, .. } => Value::from(line.as_str()),
    };
    let cwd = command.cwd.as_deref().unwrap_or(Path::new("/")).display().to_string();
    let context = Dict::from([("cwd", Value::from(cwd)), ("shell", Value::Bool(false))]);
    ModuleError::failed(format!(
        "Unable to run command '{}' with the context '{}', reason: [Errno 2] No such file or directory: {}",
        words,
        Value::Dict(context),
        Value::from(program).repr(),
    ))
}

/// The command as Salt's messages show it: words as a Python list unless a shell gets the line.
fn shown(cmd: &CommandLine, python_shell: bool) -> String {
    match cmd {
        CommandLine::Line(line) if python_shell => line.clone(),
        CommandLine::Line(line) => split(line).unwrap_or_default().into_iter().collect::<Value>().to_string(),
        CommandLine::Words(words) => words.iter().map(String::as_str).collect::<Value>().to_string(),
    }
}

/// What counts as a success beside the return code 0.
struct Success {
    codes: Vec<i32>,
    stdout: Vec<String>,
    stderr: Vec<String>,
}

impl Success {
    fn read(request: &Request) -> Result<Success, ModuleError> {
        let codes: Result<_, _> =
            items(request.success_retcodes.as_ref()).iter().map(|code| code.parse()).collect();
        Ok(Success {
            codes: codes
                .map_err(|_| ModuleError::Usage("success_retcodes must be a list of integers".into()))?,
            stdout: items(request.success_stdout.as_ref()),
            stderr: items(request.success_stderr.as_ref()),
        })
    }

    fn covers(&self, code: i32, stdout: &str, stderr: &str) -> bool {
        self.codes.contains(&code)
            || self.stdout.iter().any(|words| stdout.contains(words))
            || self.stderr.iter().any(|words| stderr.contains(words))
    }
}

fn render(ask: &Ask<'_>, engine: &str, request: &mut Request) -> Result<(), ModuleError> {
    let saltenv = request.saltenv.clone().unwrap_or_else(|| ask.facts.saltenv().to_owned());
    let render = |text: &str| {
        let context = Dict::new();
        ask.facts.render(&RenderFile { source: "cmd", text, engine, saltenv: &saltenv, context })
    };
    if let CommandLine::Line(line) = &request.cmd {
        request.cmd = CommandLine::Line(render(line)?);
    }
    if let Some(cwd) = &request.cwd {
        request.cwd = Some(render(cwd)?);
    }
    Ok(())
}

fn command(ask: &Ask<'_>, request: &Request) -> Result<Command, ModuleError> {
    let own_shell = ask.probe.env("SHELL").unwrap_or_else(|| "/bin/sh".into());
    let shell = request.shell.clone().filter(|shell| !shell.is_empty()).unwrap_or(own_shell);
    let usable = ask.probe.stat(Path::new(&shell)).is_ok_and(|stat| stat.mode & 0o111 != 0);
    if !usable || !ask.probe.is_file(Path::new(&shell)) {
        return Err(ModuleError::failed(format!("The shell {shell} is not available")));
    }
    let mut command = Command::of(program(&request.cmd, request.python_shell, &shell)?);
    command.cwd = Some(folder(ask, request)?.into());
    command.env = environment(ask, request, &shell)?;
    command.clean_env = request.clean_env;
    command.umask = umask(request.umask.as_deref())?;
    command.timeout = request.timeout.filter(|s| *s > 0.0).and_then(|s| Duration::try_from_secs_f64(s).ok());
    command.runas = request.runas.clone();
    command.group = group(ask, request)?;
    command.merge_stderr = request.redirect_stderr;
    command.background = request.bg;
    command.stdin = request.stdin.as_ref().filter(|_| !request.bg).map(|text| {
        if request.stdin_raw_newlines { text.clone() } else { text.replace("\\n", "\n") }.into_bytes()
    });
    Ok(command)
}

fn program(cmd: &CommandLine, python_shell: bool, shell: &str) -> Result<Program, ModuleError> {
    Ok(match cmd {
        CommandLine::Line(line) if python_shell => Program::Shell { shell: shell.into(), line: line.clone() },
        CommandLine::Line(line) => {
            let words = split(line).map_err(|error| ModuleError::failed(error.to_string()))?;
            if words.is_empty() {
                return Err(ModuleError::failed("there is no command to run"));
            }
            Program::Argv(words.into_iter().map(Into::into).collect())
        }
        CommandLine::Words(words) if python_shell => {
            let start = [shell, "-c"].into_iter().map(Into::into);
            Program::Argv(start.chain(words.iter().map(Into::into)).collect())
        }
        CommandLine::Words(words) => Program::Argv(words.iter().map(Into::into).collect()),
    })
}

fn folder(ask: &Ask<'_>, request: &Request) -> Result<String, ModuleError> {
    if let Some(cwd) = request.cwd.clone().filter(|cwd| !cwd.is_empty()) {
        let path = Path::new(&cwd);
        if !path.is_absolute() || !ask.probe.is_dir(path) {
            return Err(ModuleError::failed(format!(
                "Specified cwd '{cwd}' either not absolute or does not exist"
            )));
        }
        return Ok(cwd);
    }
    let home = match &request.runas {
        Some(name) => Some(login::user(ask, name)?.home.to_string_lossy().into_owned()),
        None => ask.probe.env("HOME"),
    };
    let home = home.filter(|home| home.starts_with('/') && ask.probe.is_dir(Path::new(home)));
    Ok(home.unwrap_or_else(|| "/".into()))
}

fn group(ask: &Ask<'_>, request: &Request) -> Result<Option<String>, ModuleError> {
    let Some(name) = &request.group else { return Ok(None) };
    let found = ask.probe.group(name).map_err(ModuleError::file("read", "the group database"))?;
    match found {
        Some(group) => Ok(Some(group.name)),
        None => Err(ModuleError::failed(format!("Group '{name}' is not available"))),
    }
}

fn environment(
    ask: &Ask<'_>,
    request: &Request,
    shell: &str,
) -> Result<Vec<(String, Option<String>)>, ModuleError> {
    let mut env: Vec<(String, String)> = match &request.runas {
        Some(name) => login::environment(ask, &login::user(ask, name)?, shell),
        None => Vec::new(),
    };
    env.retain(|(name, _)| request.env.iter().all(|(given, _)| given != name));
    env.extend(request.env.iter().cloned());
    let has = |env: &[(String, String)], name: &str| env.iter().any(|(n, _)| n == name);
    if request.reset_system_locale {
        for name in CATEGORIES {
            if !has(&env, name) {
                env.push((name.into(), "C".into()));
            }
        }
    }
    if let Some(prefix) = &request.prepend_path {
        let set = env.iter().position(|(name, _)| name == "PATH").map(|at| env.remove(at).1);
        let path = set.or_else(|| ask.probe.env("PATH").filter(|_| !request.clean_env));
        let path = path.map_or_else(|| prefix.clone(), |path| format!("{prefix}:{path}"));
        env.push(("PATH".into(), path));
    }
    let keeps_socket = has(&env, "NOTIFY_SOCKET");
    let mut env: Vec<_> = env.into_iter().map(|(name, value)| (name, Some(value))).collect();
    if !keeps_socket {
        env.push(("NOTIFY_SOCKET".into(), None));
    }
    Ok(env)
}

fn umask(umask: Option<&str>) -> Result<Option<u32>, ModuleError> {
    let Some(text) = umask else { return Ok(None) };
    let digits = text.trim_start_matches('0');
    if digits.is_empty() {
        return Err(ModuleError::failed("Zero umask is not allowed."));
    }
    let mask = u32::from_str_radix(digits, 8);
    mask.map(Some).map_err(|_| ModuleError::failed(format!("Invalid umask: '{text}'")))
}
