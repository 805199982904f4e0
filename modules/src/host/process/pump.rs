//! Moves a process's input and output until it ends, or ends it.

use std::{
    io::{self, PipeReader, Read, Write},
    os::{fd::AsFd, unix::process::ExitStatusExt},
    process::{Child, ChildStdin},
    time::{Duration, Instant},
};

use halite_states::host::{Command, CommandError, Output};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::OwnedFd,
    process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open},
};

use super::{Process, family};

/// More output than this is read and dropped, so that a chatty program cannot fill our memory.
const MOST_OUTPUT: usize = 64 << 20;
/// How long a daemon that a command left behind may keep its output open without writing.
const SILENCE: Duration = Duration::from_secs(2);
/// Between the polite signal and the other one.
const GRACE: Duration = Duration::from_secs(2);
/// How often to look where the kernel cannot wake us (before Linux 5.3).
const TICK: Duration = Duration::from_millis(20);

struct Pump<'a> {
    child: Child,
    group: Option<Pid>,
    pidfd: Option<OwnedFd>,
    input: Option<(ChildStdin, &'a [u8])>,
    pipes: Vec<(Option<PipeReader>, Vec<u8>)>,
    code: Option<i32>,
    last_sign: Instant,
    /// The variable that everything carries which it starts, where that is to be ended some time.
    mark: Option<&'a str>,
}

/// Waits for the end of a process while serving its pipes: standard output first, then, if apart, standard error.
pub(super) fn until_end(
    mut child: Child,
    pipes: Vec<PipeReader>,
    command: &Command,
    mark: Option<&str>,
) -> Result<Output, CommandError> {
    let failed = |source: io::Error| CommandError::Io { line: command.line(), source };
    let pid = Pid::from_child(&child);
    let input = child.stdin.take().zip(command.stdin.as_deref());
    if let Some((pipe, _)) = &input {
        rustix::io::ioctl_fionbio(pipe, true).map_err(|error| failed(error.into()))?;
    }
    let mut pump = Pump {
        pidfd: pidfd_open(pid, PidfdFlags::empty()).ok(),
        group: Some(pid),
        input,
        pipes: pipes.into_iter().map(|pipe| (Some(pipe), Vec::new())).collect(),
        code: None,
        last_sign: Instant::now(),
        mark,
        child,
    };
    let deadline = command.timeout.map(|timeout| Instant::now() + timeout);
    let in_time = pump.serve(deadline).map_err(failed)?;
    if !in_time {
        pump.end().map_err(failed)?;
    }
    let output = pump.output();
    match command.timeout {
        Some(timeout) if !in_time => Err(CommandError::TimedOut {
            line: command.line(),
            seconds: timeout.as_secs(),
            output: Box::new(output),
        }),
        _ => Ok(output),
    }
}

impl Pump<'_> {
    /// Serves until all is over; false if the deadline came first.
    fn serve(&mut self, deadline: Option<Instant>) -> io::Result<bool> {
        loop {
            self.look()?;
            let now = Instant::now();
            let ended = self.code.is_some();
            if ended && (self.silent() || now >= self.last_sign + SILENCE) {
                return Ok(true);
            }
            if deadline.is_some_and(|deadline| now >= deadline) {
                return Ok(ended);
            }
            let mut wake = deadline;
            if ended {
                wake = earlier(wake, self.last_sign + SILENCE);
            } else if self.pidfd.is_none() {
                wake = earlier(wake, now + TICK);
            }
            self.turn(wake.map(|wake| wake.saturating_duration_since(now)))?;
        }
    }

    fn silent(&self) -> bool {
        self.pipes.iter().all(|(pipe, _)| pipe.is_none())
    }

    fn look(&mut self) -> io::Result<()> {
        if self.code.is_none()
            && let Some(status) = self.child.try_wait()?
        {
            self.code = Some(status.code().unwrap_or_else(|| -status.signal().unwrap_or(0)));
            self.pidfd = None;
            self.input = None;
            self.last_sign = Instant::now();
        }
        Ok(())
    }

    /// Waits for one thing to happen, and serves it.
    fn turn(&mut self, wait: Option<Duration>) -> io::Result<()> {
        let (readable, writable) = {
            let mut fds: Vec<PollFd<'_>> = Vec::new();
            fds.extend(self.pidfd.as_ref().map(|fd| PollFd::new(fd, PollFlags::IN)));
            fds.extend(self.input.as_ref().map(|(pipe, _)| PollFd::new(pipe, PollFlags::OUT)));
            let before = fds.len();
            let open = self.pipes.iter().filter_map(|(pipe, _)| pipe.as_ref());
            fds.extend(open.map(|pipe| PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN)));
            let wait = wait.map(|wait| Timespec {
                tv_sec: wait.as_secs().cast_signed(),
                tv_nsec: wait.subsec_nanos().into(),
            });
            match poll(&mut fds, wait.as_ref()) {
                Err(rustix::io::Errno::INTR) => return Ok(()),
                other => other?,
            };
            let ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
            let writable = self.input.is_some() && ready[before - 1];
            (ready[before..].to_vec(), writable)
        };
        if writable {
            self.feed();
        }
        let mut readable = readable.into_iter();
        for (pipe, kept) in &mut self.pipes {
            if pipe.is_some() && readable.next().unwrap_or(false) {
                self.last_sign = Instant::now();
                drain(pipe, kept)?;
            }
        }
        Ok(())
    }

    /// A program that does not read its input to the end is no error.
    fn feed(&mut self) {
        let Some((pipe, rest)) = &mut self.input else { return };
        match pipe.write(rest) {
            Ok(written) => *rest = &rest[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
            Err(_) => *rest = &[],
        }
        if rest.is_empty() {
            self.input = None;
        }
    }

    /// Ends the process and all it started: politely, then for good.
    fn end(&mut self) -> io::Result<()> {
        // Looked for while they have their parents still.
        let strays = self.strays();
        self.signal(Signal::TERM);
        strays.iter().for_each(|process| process.signal(Signal::TERM));
        let deadline = Instant::now() + GRACE;
        self.serve(Some(deadline))?;
        while strays.iter().any(Process::is_there) && Instant::now() < deadline {
            std::thread::sleep(TICK);
        }
        self.signal(Signal::KILL);
        strays.iter().chain(&self.strays()).for_each(|process| process.signal(Signal::KILL));
        if self.code.is_none() {
            let status = self.child.wait()?;
            self.code = Some(status.code().unwrap_or_else(|| -status.signal().unwrap_or(0)));
        }
        Ok(())
    }

    /// What the process has started, other groups and sessions too.
    fn strays(&self) -> Vec<Process> {
        self.mark.map(|mark| family(mark, Some(self.child.id()))).unwrap_or_default()
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already needs no signal.
        let _ = self.group.map(|group| kill_process_group(group, signal));
    }

    fn output(self) -> Output {
        let pid = self.child.id();
        let mut texts = self.pipes.into_iter().map(|(_, kept)| kept);
        Output {
            code: self.code.unwrap_or_default(),
            stdout: texts.next().unwrap_or_default(),
            stderr: texts.next().unwrap_or_default(),
            pid,
        }
    }
}

fn drain(pipe: &mut Option<PipeReader>, kept: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = vec![0_u8; 64 << 10];
    let Some(open) = pipe else { return Ok(()) };
    match open.read(&mut chunk) {
        Ok(0) => *pipe = None,
        Ok(length) => {
            let room = MOST_OUTPUT.saturating_sub(kept.len());
            kept.extend_from_slice(&chunk[..length.min(room)]);
        }
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

fn earlier(wake: Option<Instant>, other: Instant) -> Option<Instant> {
    Some(wake.map_or(other, |wake| wake.min(other)))
}
