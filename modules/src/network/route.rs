//! Routes, as `ip route` prints them.

use halite_common::{declare::Text, value::Dict};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cmd::english;

/// Lists routes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Routes {
    /// Only `inet` or `inet6`.
    #[serde(default)]
    family: Option<Text>,
}

impl Function for Routes {
    const NAME: &'static str = "network.routes";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        Ok(all(act, self.family.as_deref())?.iter().map(Route::as_dict).collect())
    }
}

/// Lists the routes to everywhere.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultRoute {
    /// Only `inet` or `inet6`.
    #[serde(default)]
    family: Option<Text>,
}

impl Function for DefaultRoute {
    const NAME: &'static str = "network.default_route";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        let routes = all(act, self.family.as_deref())?;
        let default = |route: &&Route| matches!(route.destination.as_str(), "0.0.0.0" | "::/0");
        Ok(routes.iter().filter(default).map(Route::as_dict).collect())
    }
}

/// Tells by which way an address is reached.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetRoute {
    /// The address.
    ip: Text,
}

impl Function for GetRoute {
    const NAME: &'static str = "network.get_route";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let address: std::net::IpAddr = self
            .ip
            .parse()
            .map_err(|_| ModuleError::Usage(format!("`{}` is no address to look a route up for", self.ip)))?;
        let command = english(Command::new(["ip", "route", "get", &address.to_string()]));
        let output = act.host.query(&command)?;
        if !output.success() {
            return Err(ModuleError::failed(output.stderr_text().trim_end()));
        }
        Ok(way(&self.ip, &output.stdout_text()))
    }
}

/// `1.1.1.1 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0`.
fn way(ip: &str, text: &str) -> Dict {
    let words: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|known| *known == word)?;
        words.get(at + 1).map(ToString::to_string)
    };
    Dict::from([
        ("destination", Some(ip.to_owned())),
        ("gateway", after("via")),
        ("interface", after("dev")),
        ("source", after("src")),
    ])
}

struct Route {
    family: &'static str,
    destination: String,
    gateway: String,
    netmask: String,
    flags: &'static str,
    interface: String,
}

impl Route {
    fn as_dict(&self) -> Dict {
        Dict::from([
            ("addr_family", self.family),
            ("destination", self.destination.as_str()),
            ("gateway", self.gateway.as_str()),
            ("netmask", self.netmask.as_str()),
            ("flags", self.flags),
            ("interface", self.interface.as_str()),
        ])
    }
}

fn all(act: &Act<'_>, family: Option<&str>) -> Result<Vec<Route>, ModuleError> {
    if let Some(other) = family.filter(|family| !matches!(*family, "inet" | "inet6")) {
        return Err(ModuleError::failed(format!("Invalid address family {other}")));
    }
    let mut routes = Vec::new();
    for (name, words) in [
        ("inet", ["ip", "-4", "route", "show", "table", "main"]),
        ("inet6", ["ip", "-6", "route", "show", "table", "all"]),
    ] {
        if family.is_none_or(|family| family == name) {
            let text = act.host.query(&english(Command::new(words)))?.stdout_text();
            routes.extend(text.lines().filter_map(|line| parse(name, line)));
        }
    }
    Ok(routes)
}

fn parse(family: &'static str, line: &str) -> Option<Route> {
    const OTHERS: [&str; 9] = [
        "unicast",
        "broadcast",
        "throw",
        "unreachable",
        "prohibit",
        "blackhole",
        "nat",
        "anycast",
        "multicast",
    ];
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|known| *known == word)?;
        words.get(at + 1).map(ToString::to_string)
    };
    let v4 = family == "inet";
    let nowhere = if v4 { "0.0.0.0" } else { "::" };
    let (destination, netmask) = match *words.first()? {
        kind if OTHERS.contains(&kind) => return None,
        "default" => {
            (if v4 { "0.0.0.0" } else { "::/0" }.to_owned(), if v4 { "0.0.0.0" } else { "" }.to_owned())
        }
        "local" => (format!("{}/128", words.get(1)?), String::new()),
        net if v4 => {
            let alone = || net.parse::<std::net::IpAddr>().ok().map(IpNet::from);
            let net = net.parse::<IpNet>().ok().or_else(alone)?;
            (net.network().to_string(), net.netmask().to_string())
        }
        net => (net.to_owned(), String::new()),
    };
    let default = words.first() == Some(&"default");
    Some(Route {
        family,
        destination,
        gateway: after("via").filter(|_| default).unwrap_or_else(|| nowhere.to_owned()),
        netmask,
        flags: if default { "UG" } else { "U" },
        interface: after("dev").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{parse, way};

    #[test]
    fn ways_are_read() {
        let show = |text| Value::Dict(way("1.1.1.1", text)).to_string();
        assert_eq!(
            show("1.1.1.1 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0\n    cache\n"),
            "{'destination': '1.1.1.1', 'gateway': '192.0.2.1', 'interface': 'eth0', 'source': '192.0.2.2'}"
        );
        assert_eq!(
            show("local 1.1.1.1 dev lo src 1.1.1.1 uid 0"),
            "{'destination': '1.1.1.1', 'gateway': None, 'interface': 'lo', 'source': '1.1.1.1'}"
        );
    }

    #[test]
    fn routes_are_read() {
        let check = |family, line: &str, expected: &str| {
            let route = parse(family, line).map(|route| Value::Dict(route.as_dict()).to_string());
            assert_eq!(route.as_deref(), Some(expected));
        };
        check(
            "inet",
            "default via 192.0.2.1 dev eth0 proto dhcp",
            "{'addr_family': 'inet', 'destination': '0.0.0.0', 'gateway': '192.0.2.1', 'netmask': '0.0.0.0', \
             'flags': 'UG', 'interface': 'eth0'}",
        );
        check(
            "inet",
            "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown",
            "{'addr_family': 'inet', 'destination': '172.17.0.0', 'gateway': '0.0.0.0', 'netmask': '255.255.0.0', \
             'flags': 'U', 'interface': 'docker0'}",
        );
        check(
            "inet6",
            "local fe80::fc:ff:fe00:1 dev eth0 table local proto kernel metric 0 pref medium",
            "{'addr_family': 'inet6', 'destination': 'fe80::fc:ff:fe00:1/128', 'gateway': '::', 'netmask': '', \
             'flags': 'U', 'interface': 'eth0'}",
        );
        assert!(parse("inet6", "multicast ff00::/8 dev eth0 table local").is_none());
    }
}
