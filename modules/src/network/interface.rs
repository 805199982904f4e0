//! Interfaces and their addresses, as `ip addr show` prints them.

use std::net::IpAddr;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, ModuleError},
    host::Command,
};
use ipnet::IpNet;

use crate::cmd::english;

/// One address of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The address and its network's size.
    pub net: IpNet,
    /// Added to an interface that has one in the same network.
    pub secondary: bool,
    broadcast: Option<String>,
    scope: Option<String>,
    /// What it is known under.
    pub label: String,
}

/// One interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Interface {
    /// Its name.
    pub name: String,
    up: bool,
    parent: Option<String>,
    /// Its hardware address.
    pub hwaddr: Option<String>,
    /// Its addresses.
    pub addresses: Vec<Address>,
}

/// The interfaces of this machine.
pub(super) fn all(act: &Act<'_>) -> Result<Vec<Interface>, ModuleError> {
    let output = act.host.query(&english(Command::new(["ip", "addr", "show"])))?;
    Ok(parse(&output.stdout_text()))
}

fn parse(text: &str) -> Vec<Interface> {
    let mut interfaces: Vec<Interface> = Vec::new();
    for line in text.lines() {
        if !line.starts_with(' ') {
            interfaces.extend(head(line));
            continue;
        }
        let Some(interface) = interfaces.last_mut() else { continue };
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.first() {
            Some(kind) if kind.starts_with("link") => {
                interface.hwaddr = words.get(1).map(ToString::to_string)
            }
            Some(&("inet" | "inet6")) => interface.addresses.extend(address(&words)),
            _ => {}
        }
    }
    interfaces
}

/// `2: eth0@if5: <BROADCAST,UP> mtu 1500 …`
fn head(line: &str) -> Option<Interface> {
    let (_, rest) = line.split_once(": ")?;
    let (name, rest) = rest.split_once(": ")?;
    let (name, parent) = match name.split_once('@') {
        Some((name, parent)) => (name, Some(parent.to_owned())),
        None => (name, None),
    };
    let flags = rest.strip_prefix('<')?.split('>').next()?;
    let up = flags.split(',').any(|flag| flag == "UP");
    Some(Interface { name: name.to_owned(), up, parent, ..Interface::default() })
}

fn address(words: &[&str]) -> Option<Address> {
    let value = words.get(1)?;
    let net = match value.parse::<IpNet>() {
        Ok(net) => net,
        Err(_) => IpNet::from(value.parse::<IpAddr>().ok()?),
    };
    let after = |word: &str| {
        let at = words.iter().position(|known| *known == word)?;
        words.get(at + 1).map(ToString::to_string)
    };
    Some(Address {
        net,
        secondary: words.contains(&"secondary"),
        broadcast: after("brd"),
        scope: after("scope"),
        label: words.last().map(ToString::to_string).unwrap_or_default(),
    })
}

impl Address {
    fn as_dict(&self, typed: bool) -> Dict {
        let mut dict = Dict::new();
        if typed {
            dict.insert("type", if self.net.addr().is_ipv4() { "inet" } else { "inet6" });
        }
        dict.insert("address", self.net.addr().to_string());
        if self.net.addr().is_ipv4() {
            dict.insert("netmask", self.net.netmask().to_string());
            dict.insert("broadcast", self.broadcast.clone());
            dict.insert("label", self.label.as_str());
        } else {
            dict.insert("prefixlen", self.net.prefix_len().to_string());
            dict.insert("scope", self.scope.clone());
        }
        dict
    }
}

impl Interface {
    /// As `network.interfaces` returns it.
    pub(super) fn as_dict(&self) -> Dict {
        let mut dict = Dict::from([("up", self.up)]);
        dict.extend(self.parent.as_deref().map(|parent| ("parent", parent)));
        dict.extend(self.hwaddr.as_deref().map(|hwaddr| ("hwaddr", hwaddr)));
        for address in &self.addresses {
            let list = match (address.secondary, address.net.addr()) {
                (true, _) => "secondary",
                (false, IpAddr::V4(_)) => "inet",
                (false, IpAddr::V6(_)) => "inet6",
            };
            let list = dict.entry_or_insert_with(list.into(), || Value::List(Vec::new()));
            if let Some(list) = list.as_list_mut() {
                list.push(address.as_dict(address.secondary).into());
            }
        }
        dict
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::parse;

    const TEXT: &str = "\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host noprefixroute
       valid_lft forever preferred_lft forever
2: eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default
    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 172.17.0.9/16 scope global secondary eth0:1
       valid_lft forever preferred_lft forever
3: wg0: <POINTOPOINT,NOARP> mtu 1420 qdisc noop state DOWN group default qlen 1000
    link/none
";

    #[test]
    fn interfaces_are_read() {
        let dict: Dict = parse(TEXT).iter().map(|i| (i.name.clone(), i.as_dict())).collect();
        let show = |name: &str| dict.get(name).map(Value::to_string).unwrap_or_default();
        assert_eq!(
            show("lo"),
            "{'up': True, 'hwaddr': '00:00:00:00:00:00', 'inet': [{'address': '127.0.0.1', 'netmask': '255.0.0.0', \
             'broadcast': None, 'label': 'lo'}], 'inet6': [{'address': '::1', 'prefixlen': '128', 'scope': 'host'}]}"
        );
        assert_eq!(
            show("eth0"),
            "{'up': True, 'parent': 'if9', 'hwaddr': '02:42:ac:11:00:02', 'inet': [{'address': '172.17.0.2', \
             'netmask': '255.255.0.0', 'broadcast': '172.17.255.255', 'label': 'eth0'}], 'secondary': [{'type': \
             'inet', 'address': '172.17.0.9', 'netmask': '255.255.0.0', 'broadcast': None, 'label': 'eth0:1'}]}"
        );
        assert_eq!(show("wg0"), "{'up': False}");
    }
}
