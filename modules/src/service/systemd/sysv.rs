//! Services that have only a script in `/etc/init.d`.

use halite_states::{declare::Ask, host::Command};

use super::{parse::sorted, unit::below};

/// The init scripts that no unit file covers.
pub(super) fn services(ask: &Ask<'_>, units: &[String], root: Option<&str>) -> Vec<String> {
    let folder = below(root, "/etc/init.d");
    let names = ask.probe.list(&folder).unwrap_or_default();
    let names: Vec<String> = names.into_iter().filter_map(|name| name.into_string().ok()).collect();
    let runs = |name: &str| ask.probe.stat(&folder.join(name)).is_ok_and(|stat| stat.mode & 0o111 != 0);
    sorted(
        names.iter().map(String::as_str).filter(|name| runs(name) && !units.iter().any(|unit| unit == name)),
    )
}

/// Tells whether a script is started in the current runlevel.
pub(super) fn enabled(ask: &Ask<'_>, name: &str, root: Option<&str>) -> bool {
    let folder = below(root, &format!("/etc/rc{}.d", runlevel(ask)));
    let names = ask.probe.list(&folder).unwrap_or_default();
    names.iter().filter_map(|link| link.to_str()).any(|link| starts(link, name))
}

fn starts(link: &str, name: &str) -> bool {
    let Some(rest) = link.strip_prefix('S') else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count().min(2);
    &rest[digits..] == name
}

fn runlevel(ask: &Ask<'_>) -> String {
    let output = ask.probe.which("runlevel").and_then(|_| ask.probe.query(&Command::new(["runlevel"])).ok());
    let text = output.map(|output| output.stdout_text()).unwrap_or_default();
    text.split_whitespace().nth(1).unwrap_or("2").to_owned()
}

/// The command that starts a script at boot, or no longer.
pub(super) fn toggle(ask: &Ask<'_>, name: &str, on: bool) -> Option<Command> {
    if ask.probe.which("update-rc.d").is_some() {
        return Some(match on {
            true => Command::new(["update-rc.d", "-f", name, "defaults", "99"]),
            false => Command::new(["update-rc.d", "-f", name, "remove"]),
        });
    }
    ask.probe.which("chkconfig")?;
    Some(Command::new(["chkconfig", name, if on { "on" } else { "off" }]))
}

#[cfg(test)]
mod tests {
    use super::starts;

    #[test]
    fn links_start_exactly_one_script() {
        assert!(starts("S01cron", "cron") && starts("Scron", "cron"));
        assert!(!starts("S01anacron", "cron") && !starts("K01cron", "cron"));
    }
}
