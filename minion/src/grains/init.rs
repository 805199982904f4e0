//! What runs as process 1.

use std::path::Path;

use halite_common::value::Dict;

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let init = if source.exists("/run/systemd/system") {
        "systemd"
    } else {
        let line = source.text("/proc/1/cmdline").unwrap_or_default();
        let words: Vec<&str> = line.split(['\0', ' ']).filter(|word| !word.is_empty()).collect();
        of_process(source, &words)
    };
    Dict::from([("init", init)])
}

fn of_process(source: &Source<'_>, words: &[&str]) -> &'static str {
    let Some(program) = words.first() else { return "unknown" };
    let path = source.probe.which(program);
    if let Some(path) =
        path.filter(|path| path.ends_with("bin/init") || path.to_string_lossy().ends_with("bin/init"))
    {
        return in_binary(source, &path);
    }
    let runs = |name: &str| {
        source.probe.which(name).is_some_and(|path| words.iter().any(|word| Path::new(word) == path))
    };
    if runs("supervisord") {
        "supervisord"
    } else if runs("dumb-init") {
        "dumb-init"
    } else if runs("tini") {
        "tini"
    } else if words == ["runit"] || words.contains(&"/sbin/my_init") {
        "runit"
    } else {
        "unknown"
    }
}

/// An `init` carries the name of what it is.
fn in_binary(source: &Source<'_>, path: &Path) -> &'static str {
    let bytes = source.probe.read(path).unwrap_or_default().to_ascii_lowercase();
    let mut found: Vec<(usize, &'static str)> = ["upstart", "sysvinit", "systemd"]
        .into_iter()
        .filter_map(|name| Some((bytes.windows(name.len()).position(|w| w == name.as_bytes())?, name)))
        .collect();
    found.sort_unstable();
    found.first().map_or("unknown", |(_, name)| name)
}
