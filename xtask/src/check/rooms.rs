//! A vendor crate is named in one room only.

use super::sources::Source;

/// Crate, the rooms that may name it.
const ROOMS: [(&str, &[&str]); 9] = [
    ("zmq", &["common/src/transport", "common/tests/", "tests/"]),
    ("snow", &["common/src/crypto"]),
    ("libyaml_safer", &["common/src/yaml"]),
    ("minijinja", &["render/src/jinja"]),
    ("redb", &["master/src/store"]),
    ("axum", &["master/src/api"]),
    ("hyper", &["common/src/api"]),
    ("sysinfo", &["minion/src/grains"]),
    ("rmp_serde", &["common/src", "master/src/store", "minion/src/journal"]),
];

pub(crate) fn check(file: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, rooms) in ROOMS {
        if rooms.iter().any(|room| file.path.starts_with(room)) || file.path.starts_with("xtask/") {
            continue;
        }
        let names = |line: &str| {
            let code = line.split("//").next().unwrap_or_default();
            code.contains(&format!(" {name}::"))
                || code.contains(&format!("({name}::"))
                || code.contains(&format!("<{name}::"))
        };
        if let Some(n) = file.text.lines().position(names) {
            let rooms = rooms.join(", ");
            findings.push(format!("{}: line {}: `{name}` belongs in {rooms}", file.path, n + 1));
        }
    }
    let processes = ["std::process::Command", "process::Command::new"];
    let in_module = file.path.starts_with("modules/src/") && !file.path.starts_with("modules/src/host");
    if in_module && processes.iter().any(|p| file.text.contains(p)) {
        findings.push(format!("{}: starts a process; only `Host` may", file.path));
    }
    findings
}
