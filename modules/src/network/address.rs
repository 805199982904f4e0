//! Arithmetic on addresses. Asks nothing of the machine.

use std::net::{IpAddr, Ipv6Addr};

use halite_common::{
    declare::{OneOrMany, Text},
    value::Dict,
};
use halite_states::declare::{Act, Function, ModuleError};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

/// A network, without host bits; an address alone is one of its own.
pub(super) fn network(cidr: &str) -> Option<IpNet> {
    loose(cidr).filter(|net| net.addr() == net.network())
}

/// A network that may be written by any address in it.
fn loose(cidr: &str) -> Option<IpNet> {
    let (address, size) = match cidr.split_once('/') {
        Some((address, size)) => (address.parse::<IpAddr>().ok()?, Some(size)),
        None => (cidr.parse::<IpAddr>().ok()?, None),
    };
    let Some(size) = size else { return Some(IpNet::from(address)) };
    match size.parse::<u8>() {
        Ok(prefix) => IpNet::new(address, prefix).ok(),
        Err(_) => IpNet::with_netmask(address, size.parse().ok()?).ok(),
    }
}

fn invalid(cidr: &str) -> ModuleError {
    ModuleError::Failed(format!("'{cidr}' does not appear to be an IPv4 or IPv6 network"))
}

fn parse(address: &str) -> Result<IpAddr, ModuleError> {
    let bad = || ModuleError::Failed(format!("'{address}' does not appear to be an IPv4 or IPv6 address"));
    address.parse().map_err(|_| bad())
}

/// Tells whether an address is for use inside a network only, as Python's `is_private` has it.
pub(super) fn is_private(address: IpAddr) -> bool {
    const V4: [&str; 14] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/29",
        "192.0.0.170/31",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
        "255.255.255.255/32",
    ];
    const V6: [&str; 10] = [
        "::1/128",
        "::/128",
        "::ffff:0:0/96",
        "100::/64",
        "2001::/23",
        "2001:2::/48",
        "2001:db8::/32",
        "2001:10::/28",
        "fc00::/7",
        "fe80::/10",
    ];
    let nets = V4.iter().chain(&V6).filter_map(|net| net.parse::<IpNet>().ok());
    nets.into_iter().any(|net| net.contains(&address))
}

/// Tells whether an address, or one of several, is in a network.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpInSubnet {
    /// The address, or a list of them.
    ip_addr: OneOrMany<Text>,
    /// The network.
    cidr: Text,
}

impl Function for IpInSubnet {
    const NAME: &'static str = "network.ip_in_subnet";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        let Some(net) = network(&self.cidr) else {
            tracing::error!("Invalid CIDR '{}'", self.cidr);
            return Ok(false);
        };
        let addresses: Result<Vec<IpAddr>, _> = self.ip_addr.0.iter().map(|address| parse(address)).collect();
        Ok(addresses?.iter().any(|address| net.contains(address)))
    }
}

/// Tells the network of an address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalcNet {
    /// The address, with or without its network's size.
    ip_addr: Text,
    /// The mask of the network.
    #[serde(default)]
    netmask: Option<Text>,
}

impl Function for CalcNet {
    const NAME: &'static str = "network.calc_net";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        let cidr = match self.netmask {
            Some(mask) => format!("{}/{mask}", self.ip_addr),
            None => self.ip_addr.0,
        };
        loose(&cidr).map(|net| net.trunc().to_string()).ok_or_else(|| invalid(&cidr))
    }
}

/// Tells address, mask and broadcast address of a network.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConvertCidr {
    /// The network.
    cidr: Text,
}

impl Function for ConvertCidr {
    const NAME: &'static str = "network.convert_cidr";
    type Output = Dict;

    fn call(self, _: &Act<'_>) -> Result<Dict, ModuleError> {
        let net = loose(&self.cidr).ok_or_else(|| invalid(&self.cidr))?;
        Ok(Dict::from([
            ("network", net.network().to_string()),
            ("netmask", net.netmask().to_string()),
            ("broadcast", net.broadcast().to_string()),
        ]))
    }
}

/// Tells whether an address is for use inside a network only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IsPrivate {
    /// The address.
    ip_addr: Text,
}

impl Function for IsPrivate {
    const NAME: &'static str = "network.is_private";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        parse(&self.ip_addr).map(is_private)
    }
}

/// Tells whether an address is the machine's own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IsLoopback {
    /// The address.
    ip_addr: Text,
}

impl Function for IsLoopback {
    const NAME: &'static str = "network.is_loopback";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        parse(&self.ip_addr).map(|address| address.is_loopback())
    }
}

/// Tells the name by which an address is looked up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReverseIp {
    /// The address.
    ip_addr: Text,
}

impl Function for ReverseIp {
    const NAME: &'static str = "network.reverse_ip";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(match parse(&self.ip_addr)? {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                format!("{d}.{c}.{b}.{a}.in-addr.arpa")
            }
            IpAddr::V6(address) => format!("{}.ip6.arpa", nibbles(address)),
        })
    }
}

/// Tells an IPv4 address in hexadecimal digits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpHexVal {
    /// The address.
    ip: Text,
}

impl Function for IpHexVal {
    const NAME: &'static str = "network.iphexval";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        match parse(&self.ip)? {
            IpAddr::V4(address) => Ok(address.octets().iter().map(|octet| format!("{octet:02X}")).collect()),
            IpAddr::V6(_) => Err(ModuleError::Usage(format!("{} is no IPv4 address", self.ip))),
        }
    }
}

fn nibbles(address: Ipv6Addr) -> String {
    let digits = address.octets().iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    digits.chars().rev().map(String::from).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::{is_private, loose, network, nibbles};

    #[test]
    fn networks_are_read_as_python_reads_them() {
        assert!(network("10.0.0.0/8").is_some() && network("10.0.0.1").is_some());
        assert!(network("10.0.0.1/8").is_none() && network("x").is_none());
        let shown = |cidr: &str| loose(cidr).map(|net| net.trunc().to_string());
        assert_eq!(shown("172.17.0.5/255.255.255.240").as_deref(), Some("172.17.0.0/28"));
        assert_eq!(shown("2a03::1/64").as_deref(), Some("2a03::/64"));
    }

    #[test]
    fn addresses_are_private_as_in_python() {
        for (address, expected) in [
            ("10.1.2.3", true),
            ("172.32.0.1", false),
            ("8.8.8.8", false),
            ("fd00::2", true),
            ("2a00::1", false),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn addresses_are_turned_round() {
        assert!(nibbles("2001:db8::1".parse().unwrap()).starts_with("1.0.0.0."));
    }
}
