//! What the editing functions share: the path they are given, and how they end.

use std::path::{Path, PathBuf};

use halite_common::value::Value;
use halite_states::declare::{Act, ModuleError};

use crate::file::{document::Document, place};

/// The path with its home folder.
pub(super) fn path_of(act: &Act<'_>, path: &str) -> PathBuf {
    place::expand(act.host.as_probe(), path).into()
}

/// Nothing lies there.
pub(super) fn missing(path: &Path) -> ModuleError {
    ModuleError::Usage(format!("File not found: {}", path.display()))
}

/// Writes the new text unless nothing is to be written, and gives the difference.
pub(super) fn finish(
    act: &Act<'_>,
    document: &Document,
    named: &Path,
    new: &str,
    backup: &str,
    dry: bool,
    show: bool,
) -> Result<Value, ModuleError> {
    if document.text == new {
        return Ok(if show { "".into() } else { false.into() });
    }
    if !dry {
        document.back_up(act, named, backup)?;
        document.write(act, new)?;
    }
    Ok(document.difference(new, show))
}

/// The default of arguments that are true.
pub(super) fn yes() -> bool {
    true
}

/// The default of `backup`.
pub(super) fn bak() -> Value {
    ".bak".into()
}
