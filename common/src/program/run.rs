//! Runs a program with an input, a deadline, and a limit on what it says.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, Sender},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open},
};
use thiserror::Error;

/// How often to look where the kernel cannot wake us (before Linux 5.3).
const TICK: Duration = Duration::from_millis(20);

/// A program to run, with this process's environment and the variables given here.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program, looked up in `PATH` unless it has a slash, and its arguments.
    pub argv: Vec<OsString>,
    /// What it reads.
    pub input: Vec<u8>,
    /// Variables of its environment, over those of this process.
    pub env: Vec<(&'static str, &'static str)>,
    /// The folder that it starts in; this process's own if left out.
    pub cwd: Option<PathBuf>,
    /// How long it may take; then it and what it started are killed.
    pub limit: Duration,
    /// Bytes that each of its two outputs may have.
    pub most: u64,
}

/// What a program said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The exit code; a signal is negative.
    pub code: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// A program that could not be run to its end.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// There is no such program.
    #[error("there is no program `{0}`")]
    NotFound(String),
    /// It could not be started or read.
    #[error("could not run `{name}`")]
    Io {
        /// The program.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// It took too long and was killed.
    #[error("`{name}` took longer than {seconds} seconds")]
    TimedOut {
        /// The program.
        name: String,
        /// The limit.
        seconds: u64,
    },
    /// It said too much.
    #[error("`{name}` wrote more than {most} bytes")]
    TooMuch {
        /// The program.
        name: String,
        /// The limit.
        most: u64,
    },
}

impl Program {
    /// A program without input, which may take a minute and write 16 MiB.
    pub fn new(argv: impl IntoIterator<Item = impl Into<OsString>>) -> Program {
        Program {
            argv: argv.into_iter().map(Into::into).collect(),
            input: Vec::new(),
            env: Vec::new(),
            cwd: None,
            limit: Duration::from_secs(60),
            most: 16 << 20,
        }
    }

    /// A line for the shell.
    pub fn shell(line: &str) -> Program {
        Program::new(["/bin/sh", "-c", line])
    }

    /// Runs it to its end. Blocks.
    pub fn run(&self) -> Result<Said, ProgramError> {
        let name = self.name();
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => ProgramError::NotFound(name.clone()),
            _ => ProgramError::Io { name: name.clone(), source },
        };
        let late = || ProgramError::TimedOut { name: name.clone(), seconds: self.limit.as_secs() };
        let deadline = Instant::now() + self.limit;
        let mut child = self.command().spawn().map_err(failed)?;
        let gathered = gather(self.start(&mut child), deadline);
        let status = match &gathered {
            Some(_) => wait(&mut child, deadline).map_err(failed)?,
            None => None,
        };
        let (Some(outputs), Some(status)) = (gathered, status) else {
            end(&mut child).map_err(failed)?;
            return Err(late());
        };
        let [stdout, stderr] = outputs.map(|output| output.map_err(failed));
        let said = Said { code: code(status), stdout: stdout?, stderr: stderr? };
        if [&said.stdout, &said.stderr].iter().any(|output| output.len() as u64 > self.most) {
            return Err(ProgramError::TooMuch { name, most: self.most });
        }
        Ok(said)
    }

    /// The program's own name, which is all that errors show of it: arguments may be secret.
    fn name(&self) -> String {
        self.argv.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.argv.first().cloned().unwrap_or_default());
        command.args(self.argv.get(1..).unwrap_or_default()).envs(self.env.iter().copied());
        if let Some(cwd) = &self.cwd {
            command.current_dir(cwd);
        }
        command.stdin(if self.input.is_empty() { Stdio::null() } else { Stdio::piped() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        command
    }

    /// Serves the pipes, each on a thread of its own; both outputs come back by their number.
    fn start(&self, child: &mut Child) -> Receiver<(usize, io::Result<Vec<u8>>)> {
        if let Some(mut pipe) = child.stdin.take() {
            let input = self.input.clone();
            // A program that does not read its input to the end is no error.
            std::thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let (sender, ends) = mpsc::channel();
        if let Some(pipe) = child.stdout.take() {
            read(0, pipe, self.most, sender.clone());
        }
        if let Some(pipe) = child.stderr.take() {
            read(1, pipe, self.most, sender);
        }
        ends
    }
}

fn read(
    number: usize,
    pipe: impl Read + Send + 'static,
    most: u64,
    sender: Sender<(usize, io::Result<Vec<u8>>)>,
) {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(most.saturating_add(1)).read_to_end(&mut bytes);
        // Nobody waits for it any more once the deadline is over.
        drop(sender.send((number, read.map(|_| bytes))));
    });
}

/// Both outputs, if they end before the deadline.
fn gather(
    ends: Receiver<(usize, io::Result<Vec<u8>>)>,
    deadline: Instant,
) -> Option<[io::Result<Vec<u8>>; 2]> {
    let mut outputs = [Ok(Vec::new()), Ok(Vec::new())];
    for _ in 0..2 {
        let rest = deadline.saturating_duration_since(Instant::now());
        let (number, output) = ends.recv_timeout(rest).ok()?;
        outputs[number] = output;
    }
    Some(outputs)
}

/// How a process ended, if it does before the deadline.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    let pidfd = pidfd_open(Pid::from_child(child), PidfdFlags::empty()).ok();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Ok(None);
        }
        let Some(pidfd) = &pidfd else {
            std::thread::sleep(TICK.min(rest));
            continue;
        };
        let rest = Timespec { tv_sec: rest.as_secs().cast_signed(), tv_nsec: rest.subsec_nanos().into() };
        match poll(&mut [PollFd::new(pidfd, PollFlags::IN)], Some(&rest)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Kills a process and all that it started.
fn end(child: &mut Child) -> io::Result<()> {
    if child.try_wait()?.is_none() {
        // A group that is gone already needs no signal.
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
        child.wait()?;
    }
    Ok(())
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| -status.signal().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Program, ProgramError};

    #[test]
    fn input_goes_in_and_both_outputs_come_out() {
        let input = vec![b'x'; 1 << 20];
        let said = Program { input: input.clone(), ..Program::new(["cat"]) }.run().unwrap();
        assert_eq!((said.code, said.stdout == input, said.stderr.len()), (0, true, 0));
        let said = Program { env: vec![("WORD", "b")], ..Program::shell("echo a; echo $WORD >&2; exit 3") };
        let said = said.run().unwrap();
        assert_eq!((said.code, said.stdout, said.stderr), (3, b"a\n".to_vec(), b"b\n".to_vec()));
    }

    #[test]
    fn a_program_that_cannot_be_run_to_its_end_is_told() {
        let check = |program: Program, expected: &str| {
            assert_eq!(program.run().unwrap_err().to_string(), expected);
        };
        check(Program::new(["no-such-program"]), "there is no program `no-such-program`");
        check(Program { most: 10, ..Program::shell("yes") }, "`/bin/sh` wrote more than 10 bytes");
        let short = Duration::from_millis(50);
        check(
            Program { limit: short, ..Program::shell("sleep 1000 & sleep 1000") },
            "`/bin/sh` took longer than 0 seconds",
        );
        let silent = Program { limit: short, ..Program::shell("exec sleep 1000 >&- 2>&-") };
        assert!(matches!(silent.run(), Err(ProgramError::TimedOut { .. })));
    }
}
