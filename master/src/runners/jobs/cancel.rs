//! Ending a job.

use halite_common::{
    declare::Text,
    failure::{Failure, Kind},
    id::Jid,
    job::Report,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{house::House, keys::trouble, runners::declare::Runner};

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
        let reports = match runtime.block_on(house.watch(jid))? {
            Some(snapshot) => snapshot.reports,
            None => house.archive.reports(jid).map_err(|error| trouble(&error))?,
        };
        if !runtime.block_on(house.cancel(jid))? {
            return Err(ended());
        }
        let count = |which: fn(&Report) -> bool| reports.iter().filter(|(_, report)| which(report)).count();
        let unsent = count(|report| matches!(report, Report::Queued | Report::Waiting { .. }));
        let told = count(|report| matches!(report, Report::Sent | Report::Accepted | Report::Running));
        let silent = count(|report| matches!(report, Report::Silent | Report::Lost));
        let later =
            if silent > 0 { format!(", {silent} out of reach and told when back") } else { String::new() };
        Ok(format!("Job {jid} is cancelled: {unsent} not sent, {told} told to end{later}"))
    }
}
