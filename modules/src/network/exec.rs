//! Execution functions about interfaces and their addresses.

use std::{collections::BTreeSet, net::IpAddr};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    address::{is_private, network},
    interface::{self, Interface as Found},
};

/// Lists the IPv4 addresses of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpAddrs {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also those of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Only those in this network.
    #[serde(default)]
    cidr: Option<Text>,
    /// Only `public` or `private` ones.
    #[serde(default, rename = "type")]
    kind: Option<Text>,
}

impl Function for IpAddrs {
    const NAME: &'static str = "network.ip_addrs";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let addresses = addresses(act, true, self.interface.as_deref(), self.include_loopback)?;
        let cidr = self.cidr.as_deref().filter(|cidr| !cidr.is_empty());
        let keep = |address: &IpAddr| match (cidr, self.kind.as_deref()) {
            (Some(cidr), _) => network(cidr).is_some_and(|net| net.contains(address)),
            (None, Some("public")) => !is_private(*address),
            (None, Some("private")) => is_private(*address),
            (None, _) => true,
        };
        Ok(addresses.iter().filter(|address| keep(address)).map(IpAddr::to_string).collect())
    }
}

/// The same as `network.ip_addrs`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ipaddrs {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also those of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Only those in this network.
    #[serde(default)]
    cidr: Option<Text>,
    /// Only `public` or `private` ones.
    #[serde(default, rename = "type")]
    kind: Option<Text>,
}

impl Function for Ipaddrs {
    const NAME: &'static str = "network.ipaddrs";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let Ipaddrs { interface, include_loopback, cidr, kind } = self;
        IpAddrs { interface, include_loopback, cidr, kind }.call(act)
    }
}

/// Lists the IPv6 addresses of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpAddrs6 {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also those of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Only those in this network.
    #[serde(default)]
    cidr: Option<Text>,
}

impl Function for IpAddrs6 {
    const NAME: &'static str = "network.ip_addrs6";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let addresses = addresses(act, false, self.interface.as_deref(), self.include_loopback)?;
        let cidr = self.cidr.as_deref().filter(|cidr| !cidr.is_empty());
        let keep =
            |address: &IpAddr| cidr.is_none_or(|cidr| network(cidr).is_some_and(|net| net.contains(address)));
        Ok(addresses.iter().filter(|address| keep(address)).map(IpAddr::to_string).collect())
    }
}

/// The same as `network.ip_addrs6`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ipaddrs6 {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also those of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Only those in this network.
    #[serde(default)]
    cidr: Option<Text>,
}

impl Function for Ipaddrs6 {
    const NAME: &'static str = "network.ipaddrs6";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let Ipaddrs6 { interface, include_loopback, cidr } = self;
        IpAddrs6 { interface, include_loopback, cidr }.call(act)
    }
}

pub(super) fn addresses(
    act: &Act<'_>,
    v4: bool,
    only: Option<&str>,
    loopback: bool,
) -> Result<BTreeSet<IpAddr>, ModuleError> {
    let interfaces = interface::all(act)?;
    let fitting = interfaces.iter().filter(|found| only.is_none_or(|only| only == found.name));
    let nets = fitting.flat_map(|found| &found.addresses).map(|address| address.net.addr());
    Ok(nets.filter(|address| address.is_ipv4() == v4 && (loopback || !address.is_loopback())).collect())
}

/// Tells about every interface.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Interfaces {}

impl Function for Interfaces {
    const NAME: &'static str = "network.interfaces";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(interface::all(act)?.iter().map(|found| (found.name.clone(), found.as_dict())).collect())
    }
}

/// Lists the IPv4 addresses of an interface.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Interface {
    /// The interface.
    iface: Text,
}

impl Function for Interface {
    const NAME: &'static str = "network.interface";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(match one(act, &self.iface)? {
            Some(found) => found.as_dict().remove("inet").unwrap_or_default(),
            None => unknown(act, &self.iface)?.into(),
        })
    }
}

/// Tells the first IPv4 address of an interface.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterfaceIp {
    /// The interface.
    iface: Text,
}

impl Function for InterfaceIp {
    const NAME: &'static str = "network.interface_ip";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let Some(found) = one(act, &self.iface)? else { return unknown(act, &self.iface) };
        let first = found.addresses.iter().map(|address| address.net.addr()).find(IpAddr::is_ipv4);
        Ok(first.map(|address| address.to_string()).unwrap_or_default())
    }
}

/// Tells the hardware address of an interface.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HwAddr {
    /// The interface.
    iface: Text,
}

impl Function for HwAddr {
    const NAME: &'static str = "network.hw_addr";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        match one(act, &self.iface)? {
            Some(found) => Ok(found.hwaddr.unwrap_or_default()),
            None => unknown(act, &self.iface),
        }
    }
}

/// The same as `network.hw_addr`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hwaddr {
    /// The interface.
    iface: Text,
}

impl Function for Hwaddr {
    const NAME: &'static str = "network.hwaddr";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        HwAddr { iface: self.iface }.call(act)
    }
}

fn one(act: &Act<'_>, name: &str) -> Result<Option<Found>, ModuleError> {
    Ok(interface::all(act)?.into_iter().find(|found| found.name == name))
}

/// Salt's answer, which is no error.
fn unknown(act: &Act<'_>, name: &str) -> Result<String, ModuleError> {
    let names: Vec<String> = interface::all(act)?.into_iter().map(|found| found.name).collect();
    Ok(format!("Interface \"{name}\" not in available interfaces: \"{}\"", names.join("\", \"")))
}

/// Lists the IPv4 networks of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Subnets {
    /// Only of these interfaces.
    #[serde(default)]
    interfaces: Option<OneOrMany<Text>>,
}

impl Function for Subnets {
    const NAME: &'static str = "network.subnets";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let only = self.interfaces.map(|names| names.0).filter(|names| !names.is_empty());
        subnets(act, true, only.as_deref())
    }
}

/// Lists the IPv6 networks of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Subnets6 {}

impl Function for Subnets6 {
    const NAME: &'static str = "network.subnets6";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        subnets(act, false, None)
    }
}

fn subnets(act: &Act<'_>, v4: bool, only: Option<&[Text]>) -> Result<Vec<String>, ModuleError> {
    let interfaces = interface::all(act)?;
    let fitting = interfaces
        .iter()
        .filter(|found| only.is_none_or(|only| only.iter().any(|name| **name == *found.name)));
    let nets = fitting.flat_map(|found| &found.addresses).map(|address| address.net);
    let nets: BTreeSet<IpNet> = nets
        .filter(|net| net.addr().is_ipv4() == v4 && !net.addr().is_loopback())
        .map(|net| net.trunc())
        .collect();
    Ok(nets.iter().map(IpNet::to_string).collect())
}

/// Tells whether this machine has an address in a network.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InSubnet {
    /// The network.
    cidr: Text,
}

impl Function for InSubnet {
    const NAME: &'static str = "network.in_subnet";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let Some(net) = network(&self.cidr) else {
            tracing::error!("Invalid CIDR '{}'", self.cidr);
            return Ok(false);
        };
        let mut all = addresses(act, true, None, false)?;
        all.extend(addresses(act, false, None, false)?);
        Ok(all.iter().any(|address| net.contains(address)))
    }
}
