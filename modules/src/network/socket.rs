//! Open sockets, as `netstat -tulpnea` lists them, read from the kernel's own tables.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Probe,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::connection::end;

/// Lists open TCP and UDP sockets, and who has them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Netstat {}

impl Function for Netstat {
    const NAME: &'static str = "network.netstat";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        let probe = act.host.as_probe();
        let owners = owners(probe);
        let tables = ["tcp", "tcp6", "udp", "udp6"].map(|proto| {
            // A kernel without IPv6 has no such table.
            let table = probe.read(&Path::new("/proc/net").join(proto)).unwrap_or_default();
            parse(proto, &String::from_utf8_lossy(&table), &owners)
        });
        Ok(tables.into_iter().flatten().collect())
    }
}

/// `pid/program` by the number of the socket.
fn owners(probe: &dyn Probe) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    let pids = probe.list(Path::new("/proc")).unwrap_or_default();
    for pid in pids.iter().filter_map(|name| name.to_str()?.parse::<u32>().ok()) {
        let folder = PathBuf::from(format!("/proc/{pid}"));
        let files = folder.join("fd");
        // Processes end while we look.
        for name in probe.list(&files).unwrap_or_default() {
            let Ok(target) = probe.read_link(&files.join(name)) else { continue };
            let target = target.to_string_lossy();
            let Some(inode) = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')) else {
                continue;
            };
            owners.entry(inode.to_owned()).or_insert_with(|| format!("{pid}/{}", program(probe, &folder)));
        }
    }
    owners
}

fn program(probe: &dyn Probe, folder: &Path) -> String {
    let line = probe.read(&folder.join("cmdline")).unwrap_or_default();
    let first = line.split(|byte| *byte == 0 || *byte == b' ').next().unwrap_or_default();
    let first = String::from_utf8_lossy(first);
    first.rsplit('/').next().unwrap_or_default().to_owned()
}

fn parse(proto: &str, table: &str, owners: &BTreeMap<String, String>) -> Vec<Dict> {
    let rows = table.lines().skip(1).filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [_, local, remote, state, queues, _, _, user, _, inode, ..] = columns[..] else { return None };
        let (send, receive) = queues.split_once(':')?;
        let count = |hex: &str| u64::from_str_radix(hex, 16).map(|count| count.to_string()).ok();
        let mut row = Dict::from([
            ("proto", Value::from(proto)),
            ("recv-q", count(receive)?.into()),
            ("send-q", count(send)?.into()),
            ("local-address", shown(end(local)?).into()),
            ("remote-address", shown(end(remote)?).into()),
        ]);
        if proto.starts_with("tcp") {
            row.insert("state", name(state));
        }
        row.insert("user", user);
        row.insert("inode", inode);
        row.insert("program", owners.get(inode).map_or("-", String::as_str));
        Some(row)
    });
    rows.collect()
}

fn shown(socket: SocketAddr) -> String {
    match socket.port() {
        0 => format!("{}:*", socket.ip()),
        port => format!("{}:{port}", socket.ip()),
    }
}

/// The kernel's numbers of TCP states.
fn name(state: &str) -> &'static str {
    match state {
        "01" => "ESTABLISHED",
        "02" => "SYN_SENT",
        "03" | "0C" => "SYN_RECV",
        "04" => "FIN_WAIT1",
        "05" => "FIN_WAIT2",
        "06" => "TIME_WAIT",
        "07" => "CLOSE",
        "08" => "CLOSE_WAIT",
        "09" => "LAST_ACK",
        "0A" => "LISTEN",
        "0B" => "CLOSING",
        _ => "UNKNOWN",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use halite_common::value::Value;

    use super::parse;

    #[test]
    fn sockets_are_read() {
        let owners = BTreeMap::from([("1599".to_owned(), "7/sshd".to_owned())]);
        let text = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:07E8 00000000:0000 0A 00000000:00000010 00:00000000 00000000  1000        0 1599 1 0 100 0 0 10 0
";
        let show =
            |proto| parse(proto, text, &owners).into_iter().map(Value::Dict).collect::<Value>().to_string();
        assert_eq!(
            show("tcp"),
            "[{'proto': 'tcp', 'recv-q': '16', 'send-q': '0', 'local-address': '0.0.0.0:2024', 'remote-address': \
             '0.0.0.0:*', 'state': 'LISTEN', 'user': '1000', 'inode': '1599', 'program': '7/sshd'}]"
        );
        assert!(!show("udp").contains("state"));
    }
}
