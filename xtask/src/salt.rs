//! The real Salt, beside which Halite is measured.

use std::path::{Path, PathBuf};

use crate::shell;

/// The folder of the real Salt's programs: named, or installed into `target`.
pub(crate) fn programs(root: &Path, words: &[&str]) -> Result<PathBuf, String> {
    if let Some(at) = words.iter().position(|word| *word == "--salt") {
        return words
            .get(at + 1)
            .map(PathBuf::from)
            .ok_or_else(|| "--salt wants a folder of programs".into());
    }
    let venv = root.join("target/salt");
    let bin = venv.join("bin");
    if !bin.join("salt-call").exists() {
        shell::run("python3", &["-m", "venv", &venv.display().to_string()])?;
        shell::run(&bin.join("pip").display().to_string(), &["install", "-q", "salt"])?;
    }
    Ok(bin)
}
