//! The jobs that have not ended.

use halite_common::{
    failure::Failure,
    job::Report,
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    house::House,
    keys::trouble,
    runners::{declare::Runner, show},
};

/// Lists the jobs that have not ended, with the minions that run them, those that have yet to begin, and those that have
/// returned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct Active {
    /// Accepted for Salt's sake.
    #[serde(default)]
    #[expect(dead_code, reason = "the answer comes at once, so there is no progress to display")]
    display_progress: bool,
}

impl Runner for Active {
    const NAME: &'static str = "jobs.active";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let mut out = Dict::new();
        for jid in house.archive.active().map_err(|error| trouble(&error))? {
            let runtime = tokio::runtime::Handle::current();
            let Some(snapshot) = runtime.block_on(house.watch(jid))? else { continue };
            let named = |wanted: fn(&Report) -> bool| {
                snapshot.reports.iter().filter(move |(_, report)| wanted(report)).map(|(id, _)| id.as_str())
            };
            let working = named(|report| matches!(report, Report::Running));
            let waiting = named(|report| {
                matches!(report, Report::Queued | Report::Waiting { .. } | Report::Sent | Report::Accepted)
            });
            let waiting: Value = waiting.collect();
            let mut job = show::job(jid, &snapshot.record);
            // Salt tells the process of each; here the minion's name is all there is to it.
            job.insert("Running", working.map(|id| Dict::from([(id, Value::Null)])).collect::<Value>());
            job.insert("Queued", waiting);
            let returned = named(|report| matches!(report, Report::Done | Report::Failed));
            job.insert("Returned", returned.collect::<Value>());
            out.insert(jid.to_string(), job);
        }
        Ok(out)
    }
}
