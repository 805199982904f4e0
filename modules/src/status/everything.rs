//! Everything at once.

use halite_common::value::{Dict, Value, to_value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    disk::Diskusage,
    kernel::read,
    parse,
    people::{Uptime, W},
};

/// Tells everything that this subject knows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllStatus {}

impl Function for AllStatus {
    const NAME: &'static str = "status.all_status";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let users = to_value(&W {}.call(act)?).map_err(|error| ModuleError::Failed(error.to_string()))?;
        Ok(Dict::from([
            ("cpuinfo", Value::from(parse::cpuinfo(&read(act, "/proc/cpuinfo")))),
            ("cpustats", parse::cpustats(&read(act, "/proc/stat")).into()),
            ("diskstats", parse::diskstats(&read(act, "/proc/diskstats")).into()),
            ("diskusage", Diskusage::everything().call(act)?.into()),
            ("loadavg", parse::loadavg(&read(act, "/proc/loadavg")).into()),
            ("meminfo", parse::meminfo(&read(act, "/proc/meminfo")).into()),
            ("netdev", parse::netdev(&read(act, "/proc/net/dev")).into()),
            ("netstats", parse::netstats(&read(act, "/proc/net/netstat")).into()),
            ("uptime", Uptime {}.call(act)?.into()),
            ("vmstats", parse::vmstats(&read(act, "/proc/vmstat")).into()),
            ("w", users),
        ]))
    }
}
