//! What collectors may ask.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::host::{Command, Probe};

/// The machine and the configuration, to be asked.
pub(super) struct Source<'a> {
    /// The machine.
    pub(super) probe: &'a dyn Probe,
    /// The configuration.
    pub(super) options: &'a Dict,
}

impl Source<'_> {
    /// A file's text, if it can be read.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.probe.read(Path::new(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A file's text without the blanks around it, if it can be read.
    pub(super) fn word(&self, path: &str) -> Option<String> {
        self.text(path).map(|text| text.trim().to_owned())
    }

    /// The names in a folder; none where there is no such folder.
    pub(super) fn names(&self, path: &str) -> Vec<String> {
        let names = self.probe.list(Path::new(path)).unwrap_or_default();
        names.iter().map(|name| name.to_string_lossy().into_owned()).collect()
    }

    /// Tells whether something lies at a path.
    pub(super) fn exists(&self, path: &str) -> bool {
        self.probe.exists(Path::new(path))
    }

    /// Tells whether a folder lies at a path.
    pub(super) fn is_dir(&self, path: &str) -> bool {
        self.probe.is_dir(Path::new(path))
    }

    /// Tells whether there is such a program.
    pub(super) fn has(&self, program: &str) -> bool {
        self.probe.which(program).is_some()
    }

    /// What a program prints, if it is there and succeeds.
    pub(super) fn output(&self, argv: &[&str]) -> Option<String> {
        if !self.has(argv.first()?) {
            return None;
        }
        let mut command = Command::new(argv.iter().copied()).env("LC_ALL", "C");
        command.timeout = Some(std::time::Duration::from_secs(5));
        let output = self.probe.query(&command).ok()?;
        output.success().then(|| output.stdout_text())
    }

    /// A switch of the configuration.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.options.get(name).and_then(Value::as_bool).unwrap_or(default)
    }
}
