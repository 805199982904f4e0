//! Netlink bodies to interfaces and routes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    Address, Interface, Route,
    message::{attributes, u16_at, u32_at},
};

/// Size of `struct ifinfomsg`, `struct ifaddrmsg` and `struct rtmsg`.
const LINK_FIXED: usize = 16;
const ADDRESS_FIXED: usize = 8;
const ROUTE_FIXED: usize = 12;

/// Joins links with their addresses.
pub(super) fn interfaces(links: &[Vec<u8>], addresses: &[Vec<u8>]) -> Vec<Interface> {
    let mut found: Vec<(Interface, Option<u32>)> = links.iter().filter_map(|body| link(body)).collect();
    for body in addresses {
        let Some((index, address)) = address(body) else { continue };
        if let Some((interface, _)) = found.iter_mut().find(|(interface, _)| interface.index == index) {
            interface.addresses.push(address);
        }
    }
    found.sort_by_key(|(interface, _)| interface.index);
    let names: Vec<(u32, String)> = found.iter().map(|(i, _)| (i.index, i.name.clone())).collect();
    let named = |(mut interface, parent): (Interface, Option<u32>)| {
        let name_of = |index| names.iter().find(|(known, _)| *known == index).map(|(_, name)| name.clone());
        interface.parent = parent.filter(|index| *index != 0).map(|index| {
            // One in another network namespace has no name here.
            name_of(index).unwrap_or_else(|| format!("if{index}"))
        });
        interface
    };
    found.into_iter().map(named).collect()
}

fn link(body: &[u8]) -> Option<(Interface, Option<u32>)> {
    const ADDRESS: u16 = 1;
    const IFNAME: u16 = 3;
    const MTU: u16 = 4;
    const LINK: u16 = 5;
    const UP: u32 = 1;
    let hardware = u16_at(body, 2)?;
    let mut interface =
        Interface { index: u32_at(body, 4)?, up: u32_at(body, 8)? & UP != 0, ..Interface::default() };
    let mut parent = None;
    for (kind, value) in attributes(body, LINK_FIXED) {
        match kind {
            ADDRESS if !value.is_empty() => interface.hwaddr = Some(hardware_address(hardware, value)),
            IFNAME => interface.name = text(value),
            MTU => interface.mtu = u32_at(value, 0)?,
            LINK => parent = u32_at(value, 0),
            _ => {}
        }
    }
    Some((interface, parent))
}

/// Tunnels have an IP address where others have bytes.
fn hardware_address(hardware: u16, bytes: &[u8]) -> String {
    const TUNNELS: [u16; 5] = [768, 769, 776, 778, 823];
    match ip(bytes) {
        Some(ip) if TUNNELS.contains(&hardware) => ip.to_string(),
        _ => bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
    }
}

fn address(body: &[u8]) -> Option<(u32, Address)> {
    const ADDRESS: u16 = 1;
    const LOCAL: u16 = 2;
    const LABEL: u16 = 3;
    const BROADCAST: u16 = 4;
    const SECONDARY: u8 = 1;
    let [_, prefix, flags, scope, ..] = *body else { return None };
    let (mut local, mut given, mut label, mut broadcast) = (None, None, None, None);
    for (kind, value) in attributes(body, ADDRESS_FIXED) {
        match kind {
            ADDRESS => given = ip(value),
            LOCAL => local = ip(value),
            LABEL => label = Some(text(value)),
            BROADCAST => broadcast = ip(value),
            _ => {}
        }
    }
    // On a point-to-point link `ADDRESS` is the peer's.
    let ip = local.or(given)?;
    // The same bit means "temporary" on IPv6, which `ip` does not call secondary.
    let secondary = flags & SECONDARY != 0 && ip.is_ipv4();
    Some((u32_at(body, 4)?, Address { ip, prefix, broadcast, scope: scope_name(scope), label, secondary }))
}

fn scope_name(scope: u8) -> String {
    match scope {
        0 => "global".into(),
        200 => "site".into(),
        253 => "link".into(),
        254 => "host".into(),
        255 => "nowhere".into(),
        other => other.to_string(),
    }
}

/// The routes of the main table that carry packets.
pub(super) fn routes(bodies: &[Vec<u8>]) -> Vec<Route> {
    bodies.iter().filter_map(|body| route(body)).collect()
}

fn route(body: &[u8]) -> Option<Route> {
    const DESTINATION: u16 = 1;
    const INTERFACE: u16 = 4;
    const GATEWAY: u16 = 5;
    const PRIORITY: u16 = 6;
    const SOURCE: u16 = 7;
    const TABLE: u16 = 15;
    const MAIN: u32 = 254;
    const UNICAST: u8 = 1;
    /// Entries that were learnt for one destination.
    const CLONED: u32 = 0x200;
    let [_, prefix, _, _, table, _, _, kind, ..] = *body else { return None };
    let mut table = u32::from(table);
    let mut route = Route { destination: None, gateway: None, interface: None, source: None, priority: None };
    for (kind, value) in attributes(body, ROUTE_FIXED) {
        match kind {
            DESTINATION => route.destination = ip(value).map(|ip| (ip, prefix)),
            INTERFACE => route.interface = u32_at(value, 0),
            GATEWAY => route.gateway = ip(value),
            PRIORITY => route.priority = u32_at(value, 0),
            SOURCE => route.source = ip(value),
            TABLE => table = u32_at(value, 0)?,
            _ => {}
        }
    }
    let learnt = u32_at(body, 8)? & CLONED != 0;
    (table == MAIN && kind == UNICAST && !learnt).then_some(route)
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(four).into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|sixteen| Ipv6Addr::from(sixteen).into())
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{interfaces, routes};

    fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(u16::try_from(4 + value.len()).unwrap().to_ne_bytes());
        out.extend(kind.to_ne_bytes());
        out.extend(value);
        out.resize(out.len().div_ceil(4) * 4, 0);
        out
    }

    fn link(index: u32, up: bool, attributes: &[Vec<u8>]) -> Vec<u8> {
        let mut body = vec![0, 0, 1, 0];
        body.extend(index.to_ne_bytes());
        body.extend(u32::from(up).to_ne_bytes());
        body.extend([0; 4]);
        body.extend(attributes.concat());
        body
    }

    fn address(index: u32, prefix: u8, flags: u8, attributes: &[Vec<u8>]) -> Vec<u8> {
        let mut body = vec![2, prefix, flags, 0];
        body.extend(index.to_ne_bytes());
        body.extend(attributes.concat());
        body
    }

    #[test]
    fn links_get_their_addresses() {
        let links = [
            link(7, false, &[attribute(3, b"veth1\0"), attribute(5, &9_u32.to_ne_bytes())]),
            link(2, true, &[attribute(3, b"eth0\0"), attribute(1, &[2, 252, 0, 0, 0, 1])]),
        ];
        let addresses = [
            address(2, 24, 0, &[attribute(1, &[10, 0, 0, 9]), attribute(2, &[10, 0, 0, 1])]),
            address(2, 24, 1, &[attribute(2, &[10, 0, 0, 2]), attribute(3, b"eth0:1\0")]),
            address(99, 24, 0, &[attribute(2, &[10, 0, 0, 3])]),
        ];
        let found = interfaces(&links, &addresses);
        let shown: Vec<String> = found
            .iter()
            .map(|i| format!("{} {} {:?} {:?} {}", i.name, i.up, i.parent, i.hwaddr, i.addresses.len()))
            .collect();
        assert_eq!(
            shown,
            ["eth0 true None Some(\"02:fc:00:00:00:01\") 2", "veth1 false Some(\"if9\") None 0",]
        );
        assert_eq!(found[0].addresses[0].ip, IpAddr::from([10, 0, 0, 1]));
        assert_eq!(found[0].addresses[1].label.as_deref(), Some("eth0:1"));
        assert!(found[0].addresses[1].secondary);
    }

    #[test]
    fn only_routes_of_the_main_table_count() {
        let route = |table: u8, kind: u8, attributes: &[Vec<u8>]| {
            let mut body = vec![2, 0, 0, 0, table, 0, 0, kind, 0, 0, 0, 0];
            body.extend(attributes.concat());
            body
        };
        let gateway = attribute(5, &[192, 0, 2, 1]);
        let found = routes(&[
            route(254, 1, std::slice::from_ref(&gateway)),
            route(255, 1, std::slice::from_ref(&gateway)),
            route(254, 7, &[gateway]),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].gateway, Some(IpAddr::from([192, 0, 2, 1])));
        assert_eq!(found[0].destination, None);
    }

    #[test]
    fn garbage_is_no_panic() {
        for length in 0..64_u8 {
            let bytes = vec![length; usize::from(length)];
            interfaces(std::slice::from_ref(&bytes), std::slice::from_ref(&bytes));
            routes(&[bytes]);
        }
    }
}
