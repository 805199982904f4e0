//! Network interfaces, their addresses and the routes, asked of the kernel without a process between.

mod message;
mod netlink;
mod parse;

use std::{io, net::IpAddr};

/// A network interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its number.
    pub index: u32,
    /// Whether it is up.
    pub up: bool,
    /// The interface it stands on, as `ip` names it behind the `@`.
    pub parent: Option<String>,
    /// The hardware address as `ip` prints it.
    pub hwaddr: Option<String>,
    /// The largest packet.
    pub mtu: u32,
    /// Its addresses, in the kernel's order.
    pub addresses: Vec<Address>,
}

/// An address of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// How many bits the network has.
    pub prefix: u8,
    /// The broadcast address.
    pub broadcast: Option<IpAddr>,
    /// `global`, `link`, `host`, `site` …
    pub scope: String,
    /// The label, such as `eth0:1`.
    pub label: Option<String>,
    /// Whether another address of the same network came first.
    pub secondary: bool,
}

/// A route of the main table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where it leads; `None` for the default route.
    pub destination: Option<(IpAddr, u8)>,
    /// Whom it leads over.
    pub gateway: Option<IpAddr>,
    /// Number of the interface.
    pub interface: Option<u32>,
    /// The address that packets leave with.
    pub source: Option<IpAddr>,
    /// The metric.
    pub priority: Option<u32>,
}

/// Which family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

/// All interfaces with their addresses, by number.
pub fn interfaces() -> io::Result<Vec<Interface>> {
    let links = netlink::dump(message::GET_LINK, 0)?;
    let addresses = netlink::dump(message::GET_ADDRESS, 0)?;
    Ok(parse::interfaces(&links, &addresses))
}

/// The routes of the main table that carry packets, in the kernel's order.
pub fn routes(family: Family) -> io::Result<Vec<Route>> {
    let number = match family {
        Family::V4 => message::INET,
        Family::V6 => message::INET6,
    };
    Ok(parse::routes(&netlink::dump(message::GET_ROUTE, number)?))
}
