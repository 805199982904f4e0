//! From a [`Command`] to a running process.

use std::{
    ffi::OsString,
    io::{self, PipeReader},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command as Process, Stdio},
    sync::atomic::{AtomicU64, Ordering},
};

use halite_states::host::{Command, CommandError, Output, Program};

use super::{DEFAULT_PATH, Identity, pump, which};
use crate::host::Machine;

/// Runs a command to its end (or, in the background, only starts it).
pub(in crate::host) fn execute(
    command: &Command,
    identity: Option<&Identity>,
    machine: &Machine,
) -> Result<Output, CommandError> {
    let failed = |source| CommandError::Io { line: command.line(), source };
    let (mut process, path) = prepare(command, identity, machine)?;
    let mark = command.timeout.map(|_| mark());
    process.envs(mark.iter().filter_map(|mark| mark.split_once('=')));
    if command.background {
        process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = process.spawn().map_err(|error| refused(command, &path, error))?;
        let pid = child.id();
        // Someone must take its exit code, or it stays a zombie.
        std::thread::spawn(move || child.wait());
        return Ok(Output { pid, ..Output::default() });
    }
    process.stdin(if command.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
    let pipes = connect(&mut process, command.merge_stderr).map_err(failed)?;
    let child: Child = process.spawn().map_err(|error| refused(command, &path, error))?;
    // It holds the writing ends, and a pipe ends only when all of those are closed.
    drop(process);
    pump::until_end(child, pipes, command, mark.as_deref())
}

/// The variable by which all is found that a command has started, when its time is over.
fn mark() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("HALITE_COMMAND={}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn connect(process: &mut Process, merge_stderr: bool) -> io::Result<Vec<PipeReader>> {
    let (out, out_writer) = io::pipe()?;
    if merge_stderr {
        process.stderr(out_writer.try_clone()?).stdout(out_writer);
        return Ok(vec![out]);
    }
    let (err, err_writer) = io::pipe()?;
    process.stdout(out_writer).stderr(err_writer);
    Ok(vec![out, err])
}

fn prepare(
    command: &Command,
    identity: Option<&Identity>,
    machine: &Machine,
) -> Result<(Process, String), CommandError> {
    let failed = |source| CommandError::Io { line: command.line(), source };
    if let Some(cwd) = command.cwd.as_ref().filter(|cwd| !cwd.is_dir()) {
        return Err(CommandError::NoCwd(cwd.clone()));
    }
    let variables = variables(command, identity, machine);
    let path = variables.iter().rev().find(|(name, _)| name == "PATH");
    let path = path.map_or(DEFAULT_PATH.into(), |(_, value)| value.to_string_lossy().into_owned());
    let mut argv = argv(&command.program);
    let program = argv.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let here = command.cwd.as_deref().unwrap_or(Path::new("."));
    let found = which(&program, &path)
        .or_else(|| program.contains('/').then(|| here.join(&program)).filter(|path| path.is_file()));
    if found.is_none() {
        return Err(CommandError::NotFound(program));
    }
    if let Some(umask) = command.umask {
        let line = format!("umask {umask:04o}; exec \"$@\"");
        argv = ["/bin/sh", "-c", &line, "sh"].into_iter().map(OsString::from).chain(argv).collect();
    }
    if let Some(identity) = identity {
        argv = identity.wrap(argv, machine).map_err(failed)?;
    }
    let mut process = Process::new(&argv[0]);
    process.args(&argv[1..]).env_clear().envs(variables).process_group(0);
    if let Some(cwd) = &command.cwd {
        process.current_dir(cwd);
    }
    Ok((process, program))
}

fn argv(program: &Program) -> Vec<OsString> {
    match program {
        Program::Argv(argv) => argv.clone(),
        Program::Shell { shell, line } => vec![shell.into(), "-c".into(), line.into()],
    }
}

/// Later ones win.
fn variables(command: &Command, identity: Option<&Identity>, machine: &Machine) -> Vec<(OsString, OsString)> {
    let mut variables: Vec<(OsString, OsString)> = Vec::new();
    if !command.clean_env {
        variables.extend(machine.variables());
    }
    let own = identity.map(Identity::variables).unwrap_or_default();
    variables.extend(own.into_iter().map(|(name, value)| (name.into(), value)));
    for (name, value) in &command.env {
        variables.retain(|(known, _)| known != name.as_str());
        variables.extend(value.as_ref().map(|value| (name.into(), value.into())));
    }
    variables
}

fn refused(command: &Command, program: &str, error: io::Error) -> CommandError {
    match error.kind() {
        io::ErrorKind::NotFound => CommandError::NotFound(program.to_owned()),
        _ => CommandError::Io { line: command.line(), source: error },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use halite_states::host::{Command, CommandError, Host, Output, Probe};

    use crate::host::Machine;

    fn run(command: &Command) -> Output {
        Machine::new().run(command).unwrap()
    }

    #[test]
    fn output_and_exit_code() {
        let output = run(&Command::shell("echo out; echo err >&2; exit 3"));
        assert_eq!(output.code, 3);
        assert_eq!((output.stdout_text().as_str(), output.stderr_text().as_str()), ("out\n", "err\n"));
        let merged = run(&Command { merge_stderr: true, ..Command::shell("echo a; echo b >&2; echo c") });
        assert_eq!((merged.stdout_text().as_str(), merged.stderr_text().as_str()), ("a\nb\nc\n", ""));
    }

    #[test]
    fn a_signal_is_a_negative_code() {
        assert_eq!(run(&Command::shell("kill -9 $$")).code, -9);
    }

    #[test]
    fn much_input_comes_back() {
        let text = vec![b'x'; 1 << 20];
        let output = run(&Command { stdin: Some(text.clone()), ..Command::new(["cat"]) });
        assert!(output.stdout == text);
        assert!(run(&Command { stdin: Some(text), ..Command::new(["true"]) }).success());
    }

    #[test]
    fn the_environment_is_ours_and_what_was_added() {
        let machine = Machine::new();
        machine.set_env("HALITE_ONE", Some("1"));
        let line = "echo ${HALITE_ONE-unset} ${HALITE_TWO-unset}";
        let command = Command::shell(line).env("HALITE_TWO", "2");
        assert_eq!(machine.run(&command).unwrap().stdout_text(), "1 2\n");
        let clean = Command { clean_env: true, ..command.clone() };
        assert_eq!(machine.run(&clean).unwrap().stdout_text(), "unset 2\n");
        let mut removed = command;
        removed.env.push(("HALITE_ONE".into(), None));
        assert_eq!(machine.run(&removed).unwrap().stdout_text(), "unset 2\n");
    }

    #[test]
    fn folder_and_mask() {
        let folder = tempfile::tempdir().unwrap();
        let command = Command {
            cwd: Some(folder.path().into()),
            umask: Some(0o027),
            ..Command::shell("touch made; stat -c %a made")
        };
        assert_eq!(run(&command).stdout_text(), "640\n");
        assert!(folder.path().join("made").exists());
        let lost = Command { cwd: Some("/no/such/folder".into()), ..Command::new(["true"]) };
        assert!(matches!(Machine::new().run(&lost), Err(CommandError::NoCwd(_))));
    }

    #[test]
    fn a_missing_program_is_named() {
        for program in ["no-such-program", "/no/such/program"] {
            let error = Machine::new().run(&Command::new([program])).unwrap_err();
            assert!(matches!(error, CommandError::NotFound(name) if name == program));
        }
    }

    #[test]
    fn a_timeout_ends_the_whole_group() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let line = format!("sleep 1000 & echo $! > {}; echo started; wait", pid.display());
        let command = Command { timeout: Some(Duration::from_secs(2)), ..Command::shell(line) };
        let error = Machine::new().run(&command).unwrap_err();
        let CommandError::TimedOut { output, .. } = error else { panic!("{error}") };
        assert_eq!(output.stdout_text(), "started\n");
        let child: i32 = std::fs::read_to_string(pid).unwrap().trim().parse().unwrap();
        let gone = || {
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z")
        };
        // The signal has been sent; the kernel may take a moment more to be done with the process.
        for _ in 0..1000 {
            if gone() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it still runs");
    }

    #[test]
    fn a_timeout_ends_who_left_the_group_and_who_is_deaf() {
        let folder = tempfile::tempdir().unwrap();
        let (pid, file) = (folder.path().join("pid"), folder.path().join("deaf.sh"));
        let deaf = format!("trap '' TERM\necho $$ > {}\nwhile :; do sleep 0.1; done\n", pid.display());
        std::fs::write(&file, deaf).unwrap();
        let line = format!("setsid sh {} & wait", file.display());
        let command = Command { timeout: Some(Duration::from_secs(1)), ..Command::shell(line) };
        let error = Machine::new().run(&command).unwrap_err();
        assert!(matches!(error, CommandError::TimedOut { .. }), "{error}");
        let child = std::fs::read_to_string(pid).unwrap();
        let gone = || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z")
        };
        assert!(
            (0..1000).any(|_| gone() || {
                std::thread::sleep(Duration::from_millis(10));
                false
            }),
            "it still runs"
        );
    }

    #[test]
    fn running_as_another_user_takes_its_groups() {
        if !rustix::process::geteuid().is_root() || Machine::new().user("nobody").unwrap().is_none() {
            return;
        }
        let command = Command { runas: Some("nobody".into()), ..Command::shell("id -un; id -G; echo $HOME") };
        let nobody = Machine::new().user("nobody").unwrap().unwrap();
        let expected = format!("nobody\n{}\n{}\n", nobody.gid, nobody.home.display());
        assert_eq!(run(&command).stdout_text(), expected);
    }
}
