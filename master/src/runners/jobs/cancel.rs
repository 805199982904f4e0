//! Ending a job.

use halite_common::{
    declare::Text,
    failure::{Failure, Kind},
    id::Jid,
    job::Report,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{house::House, runners::declare::Runner};

/// Ends a job: minions that were not sent it never get it, those that have it are told to end it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct Cancel {
    /// The job's id.
    jid: Text,
}

impl Runner for Cancel {
    const NAME: &'static str = "jobs.cancel";
    type Output = String;

    fn run(self, house: &House) -> Result<String, Failure> {
        let jid: Jid = self
            .jid
            .parse()
            .map_err(|error| Failure::new(Kind::Usage, format!("`{}`: {error}", self.jid.0)))?;
        let runtime = tokio::runtime::Handle::current();
        let ended = || {
            Failure::new(Kind::Usage, format!("the job {jid} has ended, or never was"))
                .hint(format!("`halite run jobs.list_job {jid}` tells what became of it"))
        };
        let snapshot = runtime.block_on(house.watch(jid))?.ok_or_else(ended)?;
        if !runtime.block_on(house.cancel(jid))? {
            return Err(ended());
        }
        let count = |which: fn(&Report) -> bool| snapshot.reports.iter().filter(|(_, r)| which(r)).count();
        let unsent = count(|report| matches!(report, Report::Queued | Report::Waiting { .. }));
        let told = count(|report| matches!(report, Report::Sent | Report::Accepted | Report::Running));
        Ok(format!("Job {jid} is cancelled: {unsent} not sent, {told} told to end"))
    }
}
