//! Interfaces and their addresses.

use std::net::IpAddr;

use halite_common::value::{Dict, Value};
use halite_modules::host::links::{Address, Interface};

/// `ip_interfaces`, `ip4_interfaces`, `ip6_interfaces`, `hwaddr_interfaces`, `ipv4` and `ipv6`.
pub(super) fn grains(interfaces: &[Interface]) -> Dict {
    let by_interface = |wanted: fn(&Address) -> bool| -> Dict {
        let of = |interface: &Interface| -> Value {
            in_order(&interface.addresses).filter(|a| wanted(a)).map(|a| a.ip.to_string()).collect()
        };
        interfaces.iter().map(|interface| (interface.name.clone(), of(interface))).collect()
    };
    let hardware: Dict = interfaces
        .iter()
        .filter_map(|interface| Some((interface.name.clone(), interface.hwaddr.clone()?)))
        .collect();
    Dict::from([
        ("ip_interfaces", Value::Dict(by_interface(|_| true))),
        ("ip4_interfaces", by_interface(|address| address.ip.is_ipv4()).into()),
        ("ip6_interfaces", by_interface(|address| address.ip.is_ipv6()).into()),
        ("hwaddr_interfaces", hardware.into()),
        ("ipv4", sorted(interfaces, IpAddr::is_ipv4)),
        ("ipv6", sorted(interfaces, IpAddr::is_ipv6)),
    ])
}

/// IPv4, then IPv6, then those of a network that has one already.
fn in_order(addresses: &[Address]) -> impl Iterator<Item = &Address> {
    let first = addresses.iter().filter(|a| !a.secondary && a.ip.is_ipv4());
    let sixth = addresses.iter().filter(|a| !a.secondary && a.ip.is_ipv6());
    first.chain(sixth).chain(addresses.iter().filter(|a| a.secondary))
}

fn sorted(interfaces: &[Interface], wanted: fn(&IpAddr) -> bool) -> Value {
    let all = interfaces.iter().flat_map(|interface| &interface.addresses).map(|address| address.ip);
    let mut all: Vec<IpAddr> = all.filter(wanted).collect();
    all.sort();
    all.dedup();
    all.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;
    use halite_modules::host::links::{Address, Interface};

    fn address(ip: &str, secondary: bool) -> Address {
        let scope = "global".into();
        Address { ip: ip.parse().unwrap(), prefix: 24, broadcast: None, scope, label: None, secondary }
    }

    #[test]
    fn addresses_are_listed_per_interface_and_in_all() {
        let eth0 = Interface {
            name: "eth0".into(),
            hwaddr: Some("02:00:00:00:00:01".into()),
            addresses: vec![
                address("10.0.0.9", false),
                address("10.0.0.10", true),
                address("fe80::1", false),
            ],
            ..Interface::default()
        };
        let tun0 = Interface { name: "tun0".into(), ..Interface::default() };
        let grains = Value::Dict(super::grains(&[eth0, tun0]));
        let check = |name: &str, expected: &str| assert_eq!(grains.get(name).unwrap().repr(), expected);
        check("ip_interfaces", "{'eth0': ['10.0.0.9', 'fe80::1', '10.0.0.10'], 'tun0': []}");
        check("ip4_interfaces", "{'eth0': ['10.0.0.9', '10.0.0.10'], 'tun0': []}");
        check("hwaddr_interfaces", "{'eth0': '02:00:00:00:00:01'}");
        check("ipv4", "['10.0.0.9', '10.0.0.10']");
        check("ipv6", "['fe80::1']");
    }
}
