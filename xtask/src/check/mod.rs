//! What no compiler checks: the house's own rules.

mod arrows;
mod crates;
mod options;
mod rooms;
mod sources;
mod text;

use std::path::Path;

/// Runs every check and shows all findings together.
pub(crate) fn run() -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    let files = sources::all(root)?;
    let mut findings = arrows::check(root)?;
    findings.extend(crates::check(root)?);
    findings.extend(options::check(root, &files)?);
    for file in &files {
        findings.extend(text::check(file));
        findings.extend(rooms::check(file));
    }
    if findings.is_empty() {
        return Ok(format!("check: {} files, nothing to mend", files.len()));
    }
    findings.sort();
    Err(format!("{}\ncheck: {} findings", findings.join("\n"), findings.len()))
}
