//! systemd's version and what it was built with.

use halite_common::value::{Dict, Value};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    if !source.has("systemctl") || !source.has("localectl") {
        return Dict::new();
    }
    let told = source.output(&["systemctl", "--version"]).unwrap_or_default();
    Dict::from([("systemd", Value::Dict(version(&told)))])
}

fn version(told: &str) -> Dict {
    let mut lines = told.lines();
    let version = lines.next().and_then(|line| line.strip_prefix("systemd ")?.split_whitespace().next());
    let features = version.and(lines.next());
    Dict::from([("version", version.unwrap_or("UNDEFINED")), ("features", features.unwrap_or_default())])
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn two_lines_tell_all() {
        let check = |told: &str, expected: &str| {
            assert_eq!(Value::Dict(super::version(told)).repr(), expected);
        };
        check(
            "systemd 252 (252.39-1~deb12u1)\n+PAM +AUDIT\n",
            "{'version': '252', 'features': '+PAM +AUDIT'}",
        );
        check("", "{'version': 'UNDEFINED', 'features': ''}");
    }
}
