//! What the kernel tells in `/proc`.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::parse;

/// The text of a file of the kernel's; empty if it is not there.
pub(super) fn read(act: &Act<'_>, path: &str) -> String {
    String::from_utf8_lossy(&act.host.read(Path::new(path)).unwrap_or_default()).into_owned()
}

/// Tells the load of the last 1, 5 and 15 minutes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Loadavg {}

impl Function for Loadavg {
    const NAME: &'static str = "status.loadavg";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::loadavg(&read(act, "/proc/loadavg")))
    }
}

/// Tells what the processors did since boot.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cpustats {}

impl Function for Cpustats {
    const NAME: &'static str = "status.cpustats";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::cpustats(&read(act, "/proc/stat")))
    }
}

/// Tells how memory is used.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Meminfo {}

impl Function for Meminfo {
    const NAME: &'static str = "status.meminfo";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::meminfo(&read(act, "/proc/meminfo")))
    }
}

/// Tells what the processor is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cpuinfo {}

impl Function for Cpuinfo {
    const NAME: &'static str = "status.cpuinfo";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::cpuinfo(&read(act, "/proc/cpuinfo")))
    }
}

/// Tells how virtual memory is used.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Vmstats {}

impl Function for Vmstats {
    const NAME: &'static str = "status.vmstats";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::vmstats(&read(act, "/proc/vmstat")))
    }
}

/// Tells how many processors there are.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nproc {}

impl Function for Nproc {
    const NAME: &'static str = "status.nproc";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(parse::number(act.host.query(&Command::new(["nproc"]))?.stdout_text().trim()))
    }
}

/// Tells the version of the kernel.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {}

impl Function for Version {
    const NAME: &'static str = "status.version";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(read(act, "/proc/version").trim().to_owned())
    }
}

/// Tells the counters of the network's protocols.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Netstats {}

impl Function for Netstats {
    const NAME: &'static str = "status.netstats";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::netstats(&read(act, "/proc/net/netstat")))
    }
}

/// Tells the counters of the network's interfaces.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Netdev {}

impl Function for Netdev {
    const NAME: &'static str = "status.netdev";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::netdev(&read(act, "/proc/net/dev")))
    }
}
