//! A text file that is edited: read as a whole, written at once.

use std::path::{Path, PathBuf};

use halite_common::value::Value;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Probe, WriteOptions},
};

use super::{charset::Charset, diff, place, text};

/// A text file and what it holds.
#[derive(Debug)]
pub(super) struct Document {
    /// The file at the end of links.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
    /// Whether its bytes are text at all.
    pub(super) is_text: bool,
    // What is no UTF-8 goes back as it came.
    charset: Charset,
}

impl Document {
    /// Reads a file.
    pub(super) fn read(probe: &dyn Probe, path: &Path) -> Result<Document, ModuleError> {
        let path = place::real(probe, path);
        let bytes = probe.read(&path).map_err(ModuleError::file("read", &path))?;
        let charset = if std::str::from_utf8(&bytes).is_ok() { Charset::Utf8 } else { Charset::Latin };
        Ok(Document { is_text: text::is_text(&bytes), text: text::decode(&bytes), path, charset })
    }

    /// Reads a file in the encoding of that name; without one, as [`Document::read_text`] does.
    pub(super) fn read_in(
        probe: &dyn Probe,
        path: &Path,
        encoding: Option<&str>,
    ) -> Result<Document, ModuleError> {
        let Some(name) = encoding else { return Document::read_text(probe, path) };
        let charset = Charset::named(name);
        let charset = charset.ok_or_else(|| ModuleError::Usage(format!("unknown encoding: {name}")))?;
        let path = place::real(probe, path);
        let bytes = probe.read(&path).map_err(ModuleError::file("read", &path))?;
        let wrong = || ModuleError::Usage(format!("'{name}' codec can't decode {}", path.display()));
        let text = charset.decode(&bytes).ok_or_else(wrong)?;
        Ok(Document { is_text: true, text, path, charset })
    }

    /// Reads a file that may only be edited if it is text.
    pub(super) fn read_text(probe: &dyn Probe, path: &Path) -> Result<Document, ModuleError> {
        let document = Document::read(probe, path)?;
        match document.is_text {
            true => Ok(document),
            false => Err(ModuleError::Usage(format!(
                "Cannot perform string replacements on a binary file: {}",
                document.path.display()
            ))),
        }
    }

    /// Replaces its text.
    pub(super) fn write(&self, act: &Act<'_>, new: &str) -> Result<(), ModuleError> {
        let bytes = self.charset.encode(new);
        let written = act.host.write(&self.path, &bytes, &WriteOptions::default());
        written.map_err(ModuleError::file("write", &self.path))
    }

    /// Keeps the old text in a file beside it, whose name ends in `ending`. Where a link was named, a link keeps its name too.
    pub(super) fn back_up(&self, act: &Act<'_>, named: &Path, ending: &str) -> Result<(), ModuleError> {
        if ending.is_empty() {
            return Ok(());
        }
        let beside = |path: &Path| PathBuf::from(format!("{}{ending}", path.display()));
        let (copy, link) = (beside(&self.path), beside(named));
        let old = act.host.stat(&self.path).map_err(ModuleError::file("read", &self.path))?;
        let options = WriteOptions { mode: Some(old.mode), uid: Some(old.uid), gid: Some(old.gid) };
        act.host.copy(&self.path, &copy, &options).map_err(ModuleError::file("write", &copy))?;
        if place::is_link(act.host.as_probe(), named) {
            let target = act.host.read_link(named).map_err(ModuleError::file("read", named))?;
            super::tree::remove(act, &link)?;
            act.host.symlink(&beside(&target), &link).map_err(ModuleError::file("make", &link))?;
        }
        Ok(())
    }

    /// How a new text differs, for a state's changes.
    pub(super) fn difference(&self, new: &str, show: bool) -> Value {
        if show { diff::of_text(&self.text, new).into() } else { true.into() }
    }
}

/// What the argument `backup` says: the ending of the copy's name, or nothing.
pub(super) fn backup_ending(value: &Value) -> String {
    match value {
        Value::Str(ending) => ending.clone(),
        _ => String::new(),
    }
}

/// Why a file cannot be edited: its path is not absolute, or nothing lies there.
pub(super) fn complaint(ask: &Ask<'_>, name: &str, state: &str) -> Option<String> {
    match () {
        () if name.is_empty() => Some(format!("Must provide name to {state}")),
        () if !name.starts_with('/') => Some(format!("Specified file {name} is not an absolute path")),
        () if !ask.probe.exists(Path::new(name)) => Some(format!("{name}: file not found")),
        () => None,
    }
}
