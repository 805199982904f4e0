//! Connections.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use halite_common::{
    declare::Text,
    value::{Dict, Key, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cmd::english;

/// Lists established TCP connections, numbered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActiveTcp {}

impl Function for ActiveTcp {
    const NAME: &'static str = "network.active_tcp";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let numbered = established(act).into_iter().enumerate().map(|(number, (local, remote))| {
            let connection = Dict::from([
                ("local_addr", Value::from(local.ip().to_string())),
                ("local_port", local.port().into()),
                ("remote_addr", remote.ip().to_string().into()),
                ("remote_port", remote.port().into()),
            ]);
            (Key::Int(number as i128), connection)
        });
        Ok(Value::Dict(numbered.collect()))
    }
}

/// The addresses at the other end of established connections to a port.
pub(crate) fn remote_addresses(act: &Act<'_>, port: u16) -> Vec<IpAddr> {
    let remotes = established(act).into_iter().map(|(_, remote)| remote);
    remotes.filter(|remote| remote.port() == port).map(|remote| remote.ip()).collect()
}

fn established(act: &Act<'_>) -> Vec<(SocketAddr, SocketAddr)> {
    let tables =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| act.host.read(Path::new(path)).unwrap_or_default());
    tables.iter().flat_map(|table| parse(&String::from_utf8_lossy(table))).collect()
}

/// The connections in state 1 (established) of `/proc/net/tcp`.
fn parse(text: &str) -> Vec<(SocketAddr, SocketAddr)> {
    let rows = text.lines().filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [_, local, remote, "01", ..] = columns[..] else { return None };
        Some((end(local)?, end(remote)?))
    });
    rows.collect()
}

/// `0100007F:1F90`: an address in words of the machine's own byte order, and a port.
pub(super) fn end(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let words: Option<Vec<u8>> = (0..address.len() / 8)
        .map(|n| u32::from_str_radix(address.get(n * 8..n * 8 + 8)?, 16).ok().map(u32::to_ne_bytes))
        .collect::<Option<Vec<_>>>()
        .map(|words| words.concat());
    let words = words?;
    let ip = match (<[u8; 4]>::try_from(words.as_slice()), <[u8; 16]>::try_from(words.as_slice())) {
        (Ok(v4), _) => IpAddr::V4(Ipv4Addr::from(v4)),
        (_, Ok(v6)) => IpAddr::V6(Ipv6Addr::from(v6)).to_canonical(),
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

/// Tells whether a port of a host answers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Connect {
    /// The host.
    #[serde(default)]
    host: Option<Text>,
    /// The port.
    #[serde(default)]
    port: Option<Value>,
    /// Only `tcp`.
    #[serde(default)]
    proto: Option<Text>,
    /// Seconds to wait.
    #[serde(default)]
    timeout: Option<f64>,
    /// Only over `ipv4` or `ipv6`.
    #[serde(default)]
    family: Option<Text>,
}

impl Function for Connect {
    const NAME: &'static str = "network.connect";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let answer = |result: bool, comment: String| {
            Ok(Dict::from([("result", Value::from(result)), ("comment", comment.into())]))
        };
        let Some(host) = self.host.filter(|host| !host.is_empty()) else {
            return answer(false, "Required argument, host, is missing.".into());
        };
        let Some(port) = self.port.filter(Value::is_truthy) else {
            return answer(false, "Required argument, port, is missing.".into());
        };
        if self.proto.as_deref().is_some_and(|proto| proto == "udp") {
            return Err(ModuleError::Usage("`proto: udp` is not supported".into()));
        }
        let number: u16 = port
            .to_string()
            .parse()
            .map_err(|_| ModuleError::Usage(format!("`port` is a number, not {}", port.repr())))?;
        let fits = |address: &IpAddr| match self.family.as_deref() {
            Some("ipv4") => address.is_ipv4(),
            Some("ipv6") => address.is_ipv6(),
            _ => true,
        };
        let Some(address) = act.host.resolve(&host).unwrap_or_default().into_iter().find(fits) else {
            return answer(false, format!("Unable to resolve host {host} on tcp port {port}"));
        };
        let timeout = self.timeout.and_then(|s| Duration::try_from_secs_f64(s).ok());
        let timeout = timeout.filter(|timeout| !timeout.is_zero()).unwrap_or(Duration::from_secs(5));
        match act.host.connect(SocketAddr::new(address, number), timeout) {
            Ok(()) => {
                answer(true, format!("Successfully connected to {host} ({address}) on tcp port {port}"))
            }
            Err(_) => answer(false, format!("Unable to connect to {host} ({address}) on tcp port {port}")),
        }
    }
}

/// Pings a host four times.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ping {
    /// The host.
    host: Text,
    /// Seconds to wait for an answer.
    #[serde(default)]
    timeout: Option<Value>,
    /// Only tells whether it answered.
    #[serde(default)]
    return_boolean: bool,
}

impl Function for Ping {
    const NAME: &'static str = "network.ping";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let timeout = self.timeout.filter(Value::is_truthy).map(|timeout| timeout.to_string());
        let mut words = vec!["ping"];
        if let Some(timeout) = &timeout {
            words.extend(["-W", timeout]);
        }
        let host: String =
            self.host.chars().filter(|c| c.is_alphanumeric() || ".:-_%".contains(*c)).collect();
        words.extend(["-c", "4", "--", &host]);
        let mut command = english(Command::new(words));
        command.merge_stderr = true;
        let output = act.host.query(&command)?;
        Ok(match self.return_boolean {
            true => output.success().into(),
            false => output.stdout_text().trim_end().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn established_connections_are_read() {
        let text = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1599 1 0 100 0 0 10 0
   1: 0100007F:119A 0202000A:1F90 01 00000000:00000000 02:000004A5 00000000     0        0 432 2 0 20 4 30 10 -1
";
        let found: Vec<String> = parse(text).iter().map(|(a, b)| format!("{a} {b}")).collect();
        assert_eq!(found, ["127.0.0.1:4506 10.0.2.2:8080"]);
        let text =
            "   0: 0000000000000000FFFF00000100007F:0016 0000000000000000FFFF00000200007F:D431 01 0 0 0\n";
        let found: Vec<String> = parse(text).iter().map(|(a, b)| format!("{a} {b}")).collect();
        assert_eq!(found, ["127.0.0.1:22 127.0.0.2:54321"]);
    }
}
