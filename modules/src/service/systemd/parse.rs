//! What `systemctl` prints, read. Pure.

use halite_common::value::{Dict, Value};

use super::{super::provider::Listed, unit::short};

/// The value of one property in `systemctl show`.
pub(super) fn property<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

/// All of `systemctl show`: blocks in braces become dictionaries, the lists of other units become lists.
pub(super) fn show(text: &str) -> Dict {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines.map(|(name, value)| (name.to_owned(), shown(name, value))).collect()
}

fn shown(name: &str, value: &str) -> Value {
    if value.starts_with('{') {
        let inside = value.replace(['{', '}'], "");
        let pairs = inside.split(" ; ").filter_map(|item| item.split_once('='));
        return Value::Dict(pairs.map(|(k, v)| (k.trim(), split_value(v).trim())).collect());
    }
    if matches!(name, "Before" | "After" | "Wants") {
        return value.split_whitespace().collect();
    }
    value.into()
}

/// Salt keeps what stands before a second `=`.
fn split_value(value: &str) -> &str {
    value.split('=').next().unwrap_or_default()
}

/// The units of `systemctl list-units` that run.
pub(super) fn running(text: &str) -> Vec<String> {
    sorted(text.lines().filter_map(|line| {
        let mut columns = line.split_whitespace().filter(|word| *word != "●" && *word != "*");
        let unit = columns.next()?;
        (columns.nth(2)? == "running").then(|| short(unit)).flatten()
    }))
}

/// The units of `systemctl list-unit-files` of one sort.
pub(super) fn listed(text: &str, which: Listed) -> Vec<String> {
    let wanted = match which {
        Listed::Enabled => "enabled",
        Listed::Disabled => "disabled",
        Listed::Static => "static",
    };
    sorted(text.lines().filter_map(|line| {
        let mut columns = line.split_whitespace();
        let unit = columns.next()?;
        (columns.next()? == wanted).then(|| short(unit)).flatten()
    }))
}

/// Names in order, each once.
pub(super) fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(str::to_owned).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// An error without the lines in which `systemd-run` names its scope.
pub(super) fn without_scope(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.ends_with(".scope")).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{listed, property, running, show, without_scope};
    use crate::service::provider::Listed;

    const UNITS: &str = "\
proc-sys-fs-binfmt_misc.automount          loaded active running Arbitrary Executable File Formats File System Automount Point
sys-module-fuse.device                     loaded active plugged /sys/module/fuse
-.mount                                    loaded active mounted Root Mount
● nginx.service                            loaded failed failed  A high performance web server
cron.service                               loaded active running Regular background program processing daemon
systemd-journald.socket                    loaded active running Journal Socket
user.slice                                 loaded active active  User and Session Slice
";

    const FILES: &str = "\
proc-sys-fs-binfmt_misc.automount      static   -
apt-daily.service                      static   -
console-getty.service                  disabled disabled
cryptdisks.service                     masked   enabled
cron.service                           enabled  enabled
getty@.service                         enabled  enabled
fstrim.timer                           enabled  enabled
";

    #[test]
    fn lists_of_units_are_read() {
        assert_eq!(running(UNITS), ["cron", "proc-sys-fs-binfmt_misc.automount", "systemd-journald.socket"]);
        assert_eq!(listed(FILES, Listed::Enabled), ["cron", "fstrim.timer", "getty@"]);
        assert_eq!(listed(FILES, Listed::Disabled), ["console-getty"]);
        assert_eq!(listed(FILES, Listed::Static), ["apt-daily", "proc-sys-fs-binfmt_misc.automount"]);
    }

    #[test]
    fn properties_are_read() {
        let text = "LoadState=loaded\nActiveState=active\nAfter=basic.target network.target\nExecStart={ path=/usr/sbin/cron ; argv[]=/usr/sbin/cron -f ; ignore_errors=no }\nEnvironment=A=1\n";
        assert_eq!(property(text, "ActiveState"), Some("active"));
        assert_eq!(property(text, "Active"), None);
        let dict = show(text);
        assert_eq!(dict.get("Environment"), Some(&Value::from("A=1")));
        assert_eq!(dict.get("After"), Some(&["basic.target", "network.target"].into_iter().collect()));
        assert_eq!(dict.get("ExecStart").and_then(|v| v.get("path")), Some(&Value::from("/usr/sbin/cron")));
    }

    #[test]
    fn the_scope_is_no_part_of_an_error() {
        assert_eq!(
            without_scope("Running scope as unit: run-r1.scope\nUnit x is masked.\n"),
            "Unit x is masked."
        );
    }
}
