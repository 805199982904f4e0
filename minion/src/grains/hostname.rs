//! The machine's names, and the addresses behind them.

use std::{
    net::{IpAddr, ToSocketAddrs},
    sync::mpsc,
    thread,
    time::Duration,
};

use halite_common::value::{Dict, Value};
use rustix::system::uname;

use super::{network, source::Source};

/// A name server that is away must not hold up everything for long.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let node = uname().nodename().to_string_lossy().into_owned();
    let fqdn = full_name(source, &node);
    let (host, domain) = fqdn.split_once('.').unwrap_or((&fqdn, ""));
    let mut grains = Dict::from([
        ("localhost", Value::from(node.as_str())),
        ("fqdn", fqdn.as_str().into()),
        ("host", host.into()),
        ("domain", domain.into()),
    ]);
    let addresses = addresses_of(&fqdn);
    let of_family = |v4: bool| -> Value {
        let found = addresses.iter().filter(|address| address.is_ipv4() == v4);
        found.map(ToString::to_string).collect()
    };
    grains.insert("fqdn_ip4", of_family(true));
    grains.insert("fqdn_ip6", of_family(false));
    if source.flag("enable_fqdns_grains", false) {
        grains.insert("fqdns", names_of_addresses(source));
    }
    grains
}

/// The canonical name: the hosts file answers first, as it does for everybody else, then the name service.
fn full_name(source: &Source<'_>, node: &str) -> String {
    let hosts = source.text("/etc/hosts").unwrap_or_default();
    canonical(&hosts, node)
        .or_else(|| source.output(&["getent", "ahosts", node]).and_then(|told| third_column(&told)))
        .unwrap_or_else(|| node.to_owned())
}

/// The first name on the first line of a hosts file that has the name.
fn canonical(hosts: &str, name: &str) -> Option<String> {
    hosts.lines().find_map(|line| {
        let mut words = line.split('#').next()?.split_whitespace();
        words.next()?.parse::<IpAddr>().ok()?;
        let names: Vec<&str> = words.collect();
        let has = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        has.then(|| names.first().map(|first| (*first).to_owned()))?
    })
}

/// `192.0.2.1  STREAM web1.example.com`.
fn third_column(told: &str) -> Option<String> {
    told.lines().find_map(|line| line.split_whitespace().nth(2)).map(str::to_owned)
}

fn addresses_of(name: &str) -> Vec<IpAddr> {
    let (send, receive) = mpsc::channel();
    let name = name.to_owned();
    thread::spawn(move || {
        let found = (name.as_str(), 0).to_socket_addrs().map(|all| all.map(|one| one.ip()).collect());
        // Nobody listens any more if it took too long.
        let _ = send.send(found.unwrap_or_default());
    });
    let mut found: Vec<IpAddr> = receive.recv_timeout(PATIENCE).unwrap_or_default();
    found.sort();
    found.dedup();
    found
}

/// The names that the name service has for our addresses.
fn names_of_addresses(source: &Source<'_>) -> Vec<String> {
    let ask = |address: IpAddr| source.output(&["getent", "hosts", &address.to_string()]);
    let told: Vec<String> = network::own_addresses().into_iter().filter_map(ask).collect();
    let names = |told: &String| told.split_whitespace().nth(1).map(str::to_owned);
    let mut names: Vec<String> = told.iter().filter_map(names).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::{canonical, third_column};

    #[test]
    fn the_first_name_of_a_line_is_the_full_one() {
        let hosts = "127.0.0.1 localhost\n# 10.0.0.9 no.example.com web1\n127.0.1.1 web1.example.com Web1 # x\n::1 web1\n";
        assert_eq!(canonical(hosts, "web1").as_deref(), Some("web1.example.com"));
        assert_eq!(canonical(hosts, "localhost").as_deref(), Some("localhost"));
        assert_eq!(canonical(hosts, "web2"), None);
        assert_eq!(canonical("not-an-address web1\n", "web1"), None);
    }

    #[test]
    fn the_name_service_tells_it_in_the_third_column() {
        let told = "192.0.2.1       STREAM web1.example.com\n192.0.2.1       DGRAM  \n";
        assert_eq!(third_column(told).as_deref(), Some("web1.example.com"));
        assert_eq!(third_column(""), None);
    }
}
