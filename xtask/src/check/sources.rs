//! The Rust files of the project.

use std::{fs, path::Path, process::Command};

/// A source file: its path from the root, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every `.rs` file that git knows or would add.
pub(crate) fn all(root: &Path) -> Result<Vec<Source>, String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("could not run git: {error}"))?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let paths = listed.lines().filter(|path| root.join(path).is_file());
    paths
        .map(|path| {
            let text =
                fs::read_to_string(root.join(path)).map_err(|e| format!("could not read {path}: {e}"))?;
            Ok(Source { path: path.to_owned(), text })
        })
        .collect()
}
