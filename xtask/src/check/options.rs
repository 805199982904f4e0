//! Options: what is marked as used is looked at by some part of the program.

use std::path::Path;

use super::sources::Source;

const TABLE: &str = "common/src/config/options.json";

pub(crate) fn check(root: &Path, files: &[Source]) -> Result<Vec<String>, String> {
    let table = std::fs::read_to_string(root.join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    let used = table.lines().filter(|line| line.contains("\"used\": true"));
    let names = used.filter_map(|line| line.trim_start().strip_prefix('"')?.split('"').next());
    let is_read = |name: &str| {
        let quoted = format!("\"{name}\"");
        files.iter().any(|file| {
            let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
            file.path.contains("/src/") && !file.path.starts_with("xtask/") && code.contains(&quoted)
        })
    };
    let idle = names.filter(|name| !is_read(name));
    Ok(idle.map(|name| format!("{TABLE}: `{name}` is marked as used, but nothing looks at it")).collect())
}
