//! Interfaces, addresses, gateways and name servers.

mod gateway;
mod interfaces;
mod resolver;

use std::net::IpAddr;

use halite_common::value::Dict;
use halite_modules::host::links::{self, Family};

use super::source::Source;

/// Interfaces, addresses and gateways.
pub(super) fn collect(_: &Source<'_>) -> Dict {
    let mut grains = interfaces::grains(&links::interfaces().unwrap_or_default());
    let route = |family| links::routes(family).unwrap_or_default();
    grains.extend(gateway::grains(&route(Family::V4), &route(Family::V6)));
    grains
}

/// Name servers and search domains.
pub(super) fn dns(source: &Source<'_>) -> Dict {
    let files = ["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"];
    match files.into_iter().find_map(|path| source.text(path)) {
        Some(text) => Dict::from([("dns", resolver::parse(&text))]),
        None => Dict::new(),
    }
}

/// Addresses of this machine, loopback aside.
pub(super) fn own_addresses() -> Vec<IpAddr> {
    let all = links::interfaces().unwrap_or_default().into_iter().flat_map(|interface| interface.addresses);
    all.map(|address| address.ip).filter(|ip| !ip.is_loopback()).collect()
}
