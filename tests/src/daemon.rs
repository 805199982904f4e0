//! A master or minion of a story.

use std::process::{Child, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};

/// A program that is ended when the story is over.
#[derive(Debug)]
pub struct Daemon(pub(crate) Child);

impl Daemon {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends a signal, such as `Signal::KILL`.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        // It may have ended by itself.
        let _ = pid.map(|pid| kill_process(pid, signal));
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.signal(Signal::KILL);
        let _ = self.0.wait();
    }

    /// Stops it as a service manager does, and gives how it ended.
    pub fn stop(mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.0.wait().expect("a child of ours can be waited for")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
