//! `cargo xtask salt-names`: the lists of Salt's functions that `halite lint` tells mistyped names by.

use std::{fs, path::Path};

use crate::{salt, shell};

/// What Salt's own Python reads its source with.
const READ: &str = include_str!("read.py");

/// Writes the lists anew.
pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    let python = salt::programs(root, words)?.join("python").display().to_string();
    let folder = shell::run(&python, &["-c", "import os, salt; print(os.path.dirname(salt.__file__))"])?;
    let mut said = Vec::new();
    for (kind, file) in [("states", "states.txt"), ("modules", "functions.txt")] {
        let source = Path::new(folder.trim()).join(kind).display().to_string();
        let listed = shell::run(&python, &["-c", READ, kind, &source])?;
        let path = root.join("states/src/lint/salt").join(file);
        fs::write(&path, &listed).map_err(|error| format!("could not write {}: {error}", path.display()))?;
        said.push(format!("{}: {} lines", path.display(), listed.lines().count()));
    }
    Ok(said.join("\n"))
}
