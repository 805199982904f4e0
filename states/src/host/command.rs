//! A command to run, and what came of it.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use thiserror::Error;

/// What is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// A program and its arguments, no shell between.
    Argv(Vec<OsString>),
    /// A line for a shell.
    Shell {
        /// Path of the shell, such as `/bin/sh`.
        shell: PathBuf,
        /// The line.
        line: String,
    },
}

/// A command with its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What is started.
    pub program: Program,
    /// Folder to run in; `None` keeps ours.
    pub cwd: Option<PathBuf>,
    /// Variables to set (`Some`) or remove (`None`).
    pub env: Vec<(String, Option<String>)>,
    /// Starts from an empty environment.
    pub clean_env: bool,
    /// Text for standard input.
    pub stdin: Option<Vec<u8>>,
    /// Ends the command and all it started after this time.
    pub timeout: Option<Duration>,
    /// User to run as, with that user's groups.
    pub runas: Option<String>,
    /// Group to run as.
    pub group: Option<String>,
    /// Mask for new files.
    pub umask: Option<u32>,
    /// Sends standard error into standard output, in the order written.
    pub merge_stderr: bool,
    /// Starts it and does not wait.
    pub background: bool,
}

impl Command {
    /// A program and its arguments.
    pub fn new<S: Into<OsString>>(argv: impl IntoIterator<Item = S>) -> Command {
        Command::of(Program::Argv(argv.into_iter().map(Into::into).collect()))
    }

    /// A line for `/bin/sh`.
    pub fn shell(line: impl Into<String>) -> Command {
        Command::of(Program::Shell { shell: "/bin/sh".into(), line: line.into() })
    }

    /// A bare command of that program.
    pub fn of(program: Program) -> Command {
        Command {
            program,
            cwd: None,
            env: Vec::new(),
            clean_env: false,
            stdin: None,
            timeout: None,
            runas: None,
            group: None,
            umask: None,
            merge_stderr: false,
            background: false,
        }
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Command {
        self.env.push((name.into(), Some(value.into())));
        self
    }

    /// The command as one line, for messages.
    pub fn line(&self) -> String {
        match &self.program {
            Program::Shell { line, .. } => line.clone(),
            Program::Argv(argv) => {
                argv.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// What a finished command left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Exit code; the negative signal number if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// Process id.
    pub pid: u32,
}

impl Output {
    /// Tells whether the exit code is 0.
    pub fn success(&self) -> bool {
        self.code == 0
    }

    /// Standard output as text; bytes that are none become U+FFFD.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error as text; bytes that are none become U+FFFD.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

/// A command that could not be run to its end.
#[derive(Debug, Error)]
pub enum CommandError {
    /// There is no such program.
    #[error("there is no program `{0}`")]
    NotFound(String),
    /// It ran longer than it may; it and all it started were ended.
    #[error("`{line}` did not end within {seconds} s")]
    TimedOut {
        /// The command.
        line: String,
        /// Its limit.
        seconds: u64,
        /// What it had written so far.
        output: Box<Output>,
    },
    /// The user to run as does not exist.
    #[error("there is no user `{0}` to run as")]
    NoUser(String),
    /// The folder to run in does not exist.
    #[error("there is no folder `{0}` to run in")]
    NoCwd(PathBuf),
    /// It could not be started or waited for.
    #[error("could not run `{line}`")]
    Io {
        /// The command.
        line: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
