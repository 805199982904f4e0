//! `network`: interfaces, addresses, routes and connections of the machine.

mod address;
mod connection;
mod exec;
mod interface;
mod name;
mod route;

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
        function::<exec::InSubnet>(),
        function::<address::IpInSubnet>(),
        function::<address::CalcNet>(),
        function::<address::ConvertCidr>(),
        function::<address::IsPrivate>(),
        function::<address::IsLoopback>(),
        function::<address::ReverseIp>(),
        function::<connection::ActiveTcp>(),
        function::<connection::Connect>(),
        function::<connection::Ping>(),
        function::<connection::IpNeighs>(),
        function::<connection::IpNeighs6>(),
        function::<route::Routes>(),
        function::<route::DefaultRoute>(),
        function::<name::GetHostname>(),
        function::<name::GetFqdn>(),
    ],
    states: &[],
};

pub(crate) use connection::remote_addresses;
