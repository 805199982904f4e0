//! Neighbours: who was seen on the networks of this machine.

use std::path::Path;

use halite_common::value::Dict;
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cmd::english;

/// Lists IPv4 neighbours: hardware address to address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpNeighs {}

impl Function for IpNeighs {
    const NAME: &'static str = "network.ip_neighs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        neighbours(act, '.')
    }
}

/// Lists IPv6 neighbours: hardware address to address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpNeighs6 {}

impl Function for IpNeighs6 {
    const NAME: &'static str = "network.ip_neighs6";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        neighbours(act, ':')
    }
}

/// The same as `network.ip_neighs`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ipneighs {}

impl Function for Ipneighs {
    const NAME: &'static str = "network.ipneighs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        neighbours(act, '.')
    }
}

/// The same as `network.ip_neighs6`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ipneighs6 {}

impl Function for Ipneighs6 {
    const NAME: &'static str = "network.ipneighs6";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        neighbours(act, ':')
    }
}

fn neighbours(act: &Act<'_>, mark: char) -> Result<Dict, ModuleError> {
    let text = act.host.query(&english(Command::new(["ip", "neigh", "show"])))?.stdout_text();
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    Ok(rows
        .filter(|row| row.len() > 4 && row[0].contains(mark))
        .map(|row| (row[4].to_owned(), row[0]))
        .collect())
}

/// Lists the table of hardware addresses: hardware address to IPv4 address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arp {}

impl Function for Arp {
    const NAME: &'static str = "network.arp";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = Path::new("/proc/net/arp");
        let table = act.host.read(path).map_err(ModuleError::file("read", path))?;
        Ok(hardware(&String::from_utf8_lossy(&table)))
    }
}

/// `192.0.2.1 0x1 0x2 02:fc:00:00:00:05 * eth0`; without flags nobody answered yet.
fn hardware(table: &str) -> Dict {
    let rows = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter_map(|row| match row[..] {
        [ip, _, "0x0", ..] => Some(("<incomplete>".to_owned(), ip.to_owned())),
        [ip, _, _, address, ..] => Some((address.to_owned(), ip.to_owned())),
        _ => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::hardware;

    #[test]
    fn hardware_addresses_are_read() {
        let table = "\
IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
192.0.2.7        0x1         0x0         00:00:00:00:00:00     *        eth0
";
        let expected = "{'02:fc:00:00:00:05': '192.0.2.1', '<incomplete>': '192.0.2.7'}";
        assert_eq!(Value::Dict(hardware(table)).to_string(), expected);
    }
}
