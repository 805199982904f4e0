//! The program that the stories start.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The path of `halite`, built from this tree (or `HALITE_BIN`, to test another one).
pub fn halite() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| match std::env::var_os("HALITE_BIN") {
        Some(path) => path.into(),
        None => build(),
    })
}

/// Has cargo build it, as tests of this crate do not by themselves.
fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = ["build", "--quiet", "--package", "halite", "--bin", "halite", "--message-format", "json"];
    let output = Command::new(cargo).args(words).output().expect("cargo runs, as it runs these tests");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| {
            message["executable"].as_str().filter(|path| path.ends_with("/halite")).map(PathBuf::from)
        });
    found.unwrap_or_else(|| panic!("cargo built no halite: {}", String::from_utf8_lossy(&output.stderr)))
}
