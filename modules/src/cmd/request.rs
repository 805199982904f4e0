//! One run with all that surrounds it, and what came of it.

use halite_common::value::{Dict, Value};
use serde::Serialize;

use super::line::CommandLine;

/// A run as a function or a state asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// What is run.
    pub cmd: CommandLine,
    /// Folder to run in; `None` is the home of who runs it.
    pub cwd: Option<String>,
    /// Text for standard input.
    pub stdin: Option<String>,
    /// Keeps `\n` in `stdin` as two characters.
    pub stdin_raw_newlines: bool,
    /// User to run as.
    pub runas: Option<String>,
    /// Group to run as.
    pub group: Option<String>,
    /// Path of the shell; `None` is the minion's own.
    pub shell: Option<String>,
    /// Whether the line goes through the shell.
    pub python_shell: bool,
    /// Variables to set.
    pub env: Vec<(String, String)>,
    /// Starts from an empty environment.
    pub clean_env: bool,
    /// Goes before the search path.
    pub prepend_path: Option<String>,
    /// Drops white space at the ends of what was written.
    pub rstrip: bool,
    /// Mask for new files, in octal digits.
    pub umask: Option<String>,
    /// Seconds that it may take.
    pub timeout: Option<f64>,
    /// Sends standard error into standard output.
    pub redirect_stderr: bool,
    /// Speaks plain English.
    pub reset_system_locale: bool,
    /// Keeps the job's return code at 0.
    pub ignore_retcode: bool,
    /// Starts it and does not wait.
    pub bg: bool,
    /// Renders the line and the folder first.
    pub template: Option<String>,
    /// Environment that template imports come from.
    pub saltenv: Option<String>,
    /// Return codes that count as 0.
    pub success_retcodes: Option<Value>,
    /// Words in the output that make it a success.
    pub success_stdout: Option<Value>,
    /// Words in the error output that make it a success.
    pub success_stderr: Option<Value>,
    /// Writes nothing to the log.
    pub quiet: bool,
}

impl Request {
    /// A plain run of a line or of words.
    pub(crate) fn new(cmd: CommandLine) -> Request {
        Request {
            cmd,
            cwd: None,
            stdin: None,
            stdin_raw_newlines: false,
            runas: None,
            group: None,
            shell: None,
            python_shell: false,
            env: Vec::new(),
            clean_env: false,
            prepend_path: None,
            rstrip: true,
            umask: None,
            timeout: None,
            redirect_stderr: false,
            reset_system_locale: true,
            ignore_retcode: false,
            bg: false,
            template: None,
            saltenv: None,
            success_retcodes: None,
            success_stdout: None,
            success_stderr: None,
            quiet: false,
        }
    }
}

/// What a run left, as `cmd.run_all` returns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Ran {
    /// Process id.
    pub pid: u32,
    /// Exit code; negative signal number; 1 after a timeout; `None` in the background.
    pub retcode: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    /// Tells whether it may count as a success; what runs in the background may.
    pub(crate) fn success(&self) -> bool {
        self.retcode.unwrap_or(0) == 0
    }

    /// As the changes of a state.
    pub(crate) fn changes(&self) -> Dict {
        Dict::from([
            ("pid", Value::from(self.pid)),
            ("retcode", self.retcode.into()),
            ("stdout", self.stdout.clone().into()),
            ("stderr", self.stderr.clone().into()),
        ])
    }

    /// Without what it wrote.
    pub(crate) fn hidden(mut self, hide: bool) -> Ran {
        if hide {
            self.stdout.clear();
            self.stderr.clear();
        }
        self
    }
}
