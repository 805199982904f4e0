//! The subjects: execution functions and states side by side, in one list.

mod alternatives;
mod cmd;
mod config;
mod cp;
mod cron;
mod defaults;
mod disk;
pub mod download;
mod environ;
pub mod fake;
mod file;
mod grains;
mod group;
mod hashutil;
pub mod host;
mod host_;
mod hosts;
mod http;
mod log;
mod match_;
mod module;
mod network;
mod pillar;
mod pkg;
mod pkgrepo;
mod random;
mod saltutil;
mod service;
mod slsutil;
mod state;
mod status;
mod sys;
mod sysctl;
mod test;
mod timezone;
mod user;

use halite_states::declare::{Module, Registry};

/// Every subject, in alphabetical order.
pub const MODULES: &[Module] = &[
    // This comment keeps rustfmt from joining the lines.
    alternatives::MODULE,
    cmd::MODULE,
    config::MODULE,
    cp::MODULE,
    cron::MODULE,
    defaults::MODULE,
    disk::MODULE,
    environ::MODULE,
    file::MODULE,
    grains::MODULE,
    group::MODULE,
    hashutil::MODULE,
    host_::MODULE,
    hosts::MODULE,
    http::MODULE,
    log::MODULE,
    match_::MODULE,
    module::MODULE,
    network::MODULE,
    pillar::MODULE,
    pkg::MODULE,
    pkgrepo::MODULE,
    random::MODULE,
    saltutil::MODULE,
    service::MODULE,
    slsutil::MODULE,
    state::MODULE,
    status::MODULE,
    sys::MODULE,
    sysctl::MODULE,
    test::MODULE,
    timezone::MODULE,
    user::MODULE,
];

/// Everything that can be called.
pub const REGISTRY: Registry = Registry(MODULES);
