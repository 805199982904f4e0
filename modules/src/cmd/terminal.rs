//! `cmd.shells` and `cmd.tty`: shells that users may have, and terminals that they sit at.

use std::path::Path;

use halite_common::{declare::Text, value::Dict};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{Command, FileKind},
};
use schemars::JsonSchema;
use serde::Deserialize;

/// Lists the shells of `/etc/shells`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Shells {}

impl Function for Shells {
    const NAME: &'static str = "cmd.shells";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        // A machine without that file has no list.
        let text = act.host.read(Path::new("/etc/shells")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(lines.map(str::to_owned).collect())
    }
}

/// Writes a text to a terminal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tty {
    /// The terminal, such as `tty1` or `pts3`.
    device: Text,
    /// The text.
    #[serde(default)]
    echo: Text,
}

impl Function for Tty {
    const NAME: &'static str = "cmd.tty";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let Some(path) = path(&self.device) else {
            return Ok(Dict::from([("Error", "The specified device is not a valid TTY")]));
        };
        let is_terminal = act.host.stat(Path::new(&path)).is_ok_and(|stat| stat.kind == FileKind::CharDevice);
        let written = is_terminal && {
            let command =
                Command { stdin: Some(self.echo.0.into_bytes()), ..Command::new(["tee", "--", &path]) };
            act.host.run(&command)?.success()
        };
        Ok(match written {
            true => Dict::from([("Success", format!("Message was successfully echoed to {path}"))]),
            false => Dict::from([("Error", format!("Echoing to {path} returned error"))]),
        })
    }
}

fn path(device: &str) -> Option<String> {
    let plain = |rest: &str| rest.chars().all(|c| c.is_ascii_alphanumeric());
    match (device.strip_prefix("tty"), device.strip_prefix("pts")) {
        (Some(rest), _) if plain(rest) => Some(format!("/dev/{device}")),
        (_, Some(rest)) if plain(rest.trim_start_matches('/')) => {
            Some(format!("/dev/pts/{}", rest.trim_start_matches('/')))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn terminals_are_named() {
        for (device, expected) in [
            ("tty1", Some("/dev/tty1")),
            ("pts3", Some("/dev/pts/3")),
            ("pts/3", Some("/dev/pts/3")),
            ("sda", None),
            ("tty/../sda", None),
        ] {
            assert_eq!(path(device).as_deref(), expected, "{device}");
        }
    }
}
