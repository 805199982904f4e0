//! SELinux contexts: looked at, never set.

use std::path::Path;

use halite_common::value::Value;
use halite_states::{
    declare::ModuleError,
    host::{Command, Probe},
};

/// The context of a file; Salt's sentence where there is none.
pub(crate) fn context(probe: &dyn Probe, path: &Path) -> Result<String, ModuleError> {
    let words = ["stat".as_ref(), "-c".as_ref(), "%C".as_ref(), path.as_os_str()];
    let output = probe.query(&Command::new(words))?;
    Ok(match output.success() {
        true => output.stdout_text().trim_end().to_owned(),
        false => format!("No selinux context information is available for {}", path.display()),
    })
}

/// Why a file cannot have the context that `selinux` asks for; `None` if it has it.
pub(crate) fn complaint(
    probe: &dyn Probe,
    path: &Path,
    wanted: &Value,
) -> Result<Option<String>, ModuleError> {
    let Some(wanted) = wanted.as_dict() else { return Ok(None) };
    // A file that is to be made gets the context of its folder.
    let path = path.ancestors().find(|path| probe.exists(path)).unwrap_or(Path::new("/"));
    let found = context(probe, path)?;
    // The range may hold colons itself.
    let parts: Vec<&str> = found.splitn(4, ':').collect();
    if parts.len() != 4 {
        return Ok(Some("Failed to get selinux attributes".into()));
    }
    let differs = ["seuser", "serole", "setype", "serange"].into_iter().zip(parts).find_map(|(key, have)| {
        let want = wanted.get(key).filter(|value| value.is_truthy())?.to_string();
        (want != have).then(|| format!("{key} is {have}, not {want}"))
    });
    Ok(differs.map(|differs| {
        format!("Failed to set selinux attributes: {differs}, and contexts are not set here; use semanage and restorecon")
    }))
}
