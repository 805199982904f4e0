//! `network`: interfaces, addresses, routes and connections of the machine.

mod address;
mod connection;
mod exec;
mod interface;
mod name;
mod neighbour;
mod net;
mod rename;
mod route;
mod socket;

use halite_states::declare::{Module, function};

/// `network`.
pub(crate) const MODULE: Module = Module {
    name: "network",
    functions: &[
        function::<exec::IpAddrs>(),
        function::<exec::Ipaddrs>(),
        function::<exec::IpAddrs6>(),
        function::<exec::Ipaddrs6>(),
        function::<exec::Interfaces>(),
        function::<exec::Interface>(),
        function::<exec::InterfaceIp>(),
        function::<exec::HwAddr>(),
        function::<exec::Hwaddr>(),
        function::<exec::Subnets>(),
        function::<exec::Subnets6>(),
        function::<net::IpNetworks>(),
        function::<net::IpNetworks6>(),
        function::<net::IfacesStartsWith>(),
        function::<exec::InSubnet>(),
        function::<address::IpInSubnet>(),
        function::<address::CalcNet>(),
        function::<address::ConvertCidr>(),
        function::<address::IsPrivate>(),
        function::<address::IsLoopback>(),
        function::<address::ReverseIp>(),
        function::<address::IpHexVal>(),
        function::<connection::ActiveTcp>(),
        function::<connection::Connect>(),
        function::<connection::Ping>(),
        function::<neighbour::Arp>(),
        function::<neighbour::IpNeighs>(),
        function::<neighbour::Ipneighs>(),
        function::<neighbour::IpNeighs6>(),
        function::<neighbour::Ipneighs6>(),
        function::<socket::Netstat>(),
        function::<route::Routes>(),
        function::<route::DefaultRoute>(),
        function::<route::GetRoute>(),
        function::<name::GetHostname>(),
        function::<name::GetFqdn>(),
        function::<name::Fqdns>(),
        function::<rename::ModHostname>(),
    ],
    states: &[],
};

pub(crate) use connection::remote_addresses;
