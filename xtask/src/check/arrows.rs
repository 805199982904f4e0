//! Which crate may know which.

use std::{path::Path, process::Command};

use serde_json::Value;

/// Crate, and the crates of ours that it may name.
const ARROWS: [(&str, &[&str]); 11] = [
    ("halite-common", &[]),
    ("halite-render", &["halite-common"]),
    ("halite-states", &["halite-common", "halite-render"]),
    ("halite-pillar", &["halite-common", "halite-render"]),
    ("halite-modules", &["halite-common", "halite-render", "halite-states"]),
    ("halite-master", &["halite-common", "halite-render", "halite-states", "halite-pillar"]),
    (
        "halite-minion",
        &["halite-common", "halite-render", "halite-states", "halite-pillar", "halite-modules"],
    ),
    ("halite", &["halite-common", "halite-master", "halite-minion"]),
    ("halite-simulation", &["halite-common", "halite-master", "halite-minion"]),
    ("halite-tests", &["halite-common"]),
    ("xtask", &[]),
];

pub(crate) fn check(root: &Path) -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata has no packages")?;
    Ok(packages.iter().flat_map(findings).chain(main_alone(root)).collect())
}

fn findings(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        return vec![format!("{name}: a crate that xtask/src/check/arrows.rs does not know")];
    };
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    dependencies
        .iter()
        .filter(|d| d["kind"].is_null())
        .filter_map(|d| d["name"].as_str())
        .filter(|d| d.starts_with("halite") && !allowed.contains(d))
        .map(|d| format!("{name} must not know {d}"))
        .collect()
}

/// In `cli`, `main.rs` alone names master and minion.
fn main_alone(root: &Path) -> Vec<String> {
    let Ok(files) = super::sources::all(root) else { return Vec::new() };
    files
        .iter()
        .filter(|file| file.path.starts_with("cli/src/") && file.path != "cli/src/main.rs")
        .filter(|file| file.text.contains("halite_master") || file.text.contains("halite_minion"))
        .map(|file| format!("{}: only cli/src/main.rs names master and minion", file.path))
        .collect()
}
