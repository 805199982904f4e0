//! The jobs that wait for minions that are away.

use halite_common::{
    declare::Text,
    failure::Failure,
    glob,
    job::{Report, moment},
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    house::House,
    keys::trouble,
    runners::{declare::Runner, show},
};

/// Lists the jobs that wait for minions that are away: for whom, and until when.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct Queued {
    /// Only what waits for minions of that name: a glob.
    #[serde(default)]
    tgt: Option<Text>,
}

impl Runner for Queued {
    const NAME: &'static str = "jobs.queued";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let mut out = Dict::new();
        let runtime = tokio::runtime::Handle::current();
        for jid in house.archive.active().map_err(|error| trouble(&error))? {
            let Some(snapshot) = runtime.block_on(house.watch(jid))? else { continue };
            let wanted = |id: &str| self.tgt.as_ref().is_none_or(|tgt| glob::matches(tgt, id));
            let waits = snapshot.reports.iter().filter_map(|(id, report)| match report {
                Report::Waiting { until } if wanted(id.as_str()) => Some((id.as_str(), *until)),
                _ => None,
            });
            let waits: Vec<(&str, u64)> = waits.collect();
            let Some((_, until)) = waits.first() else { continue };
            let mut job = show::job(jid, &snapshot.record);
            job.insert("Minions", waits.iter().map(|(id, _)| *id).collect::<Value>());
            job.insert("Until", moment(*until));
            out.insert(jid.to_string(), job);
        }
        Ok(out)
    }
}
