//! Everything about one job.

use halite_common::{declare::Text, failure::Failure, id::Jid, value::Dict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::stored::{NO_JOB, find, standing};
use crate::{
    house::House,
    runners::{declare::Runner, show},
};

/// Tells everything about a job.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct ListJob {
    /// The job's id.
    jid: Text,
    /// Accepted for Salt's sake; there is one store.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one store")]
    ext_source: Option<Text>,
    /// Accepted for Salt's sake.
    #[serde(default)]
    #[expect(dead_code, reason = "the answer comes at once, so there is no progress to display")]
    display_progress: bool,
}

impl Runner for ListJob {
    const NAME: &'static str = "jobs.list_job";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let mut out = Dict::from([("jid", self.jid.0.as_str())]);
        let Some((jid, record)) = find(house, &self.jid)? else {
            out.insert("Error", NO_JOB);
            out.insert(
                "StartTime",
                self.jid.parse::<Jid>().map_or_else(|_| String::new(), |jid| jid.shown()),
            );
            out.insert("Result", Dict::new());
            return Ok(out);
        };
        out.extend(show::job_with_minions(jid, &record));
        let standing = standing(house, jid)?;
        out.insert("Result", standing.results);
        out.insert("States", standing.states);
        if !standing.reasons.is_empty() {
            out.insert("Reasons", standing.reasons);
        }
        Ok(out)
    }
}

/// Tells everything about a job, by its id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct PrintJob {
    /// The job's id.
    jid: Text,
    /// Accepted for Salt's sake; there is one store.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one store")]
    ext_source: Option<Text>,
}

impl PrintJob {
    pub(super) fn of(jid: &str) -> PrintJob {
        PrintJob { jid: jid.into(), ext_source: None }
    }
}

impl Runner for PrintJob {
    const NAME: &'static str = "jobs.print_job";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let found = find(house, &self.jid)?;
        let job = match found {
            Some((jid, record)) => {
                let mut job = show::job_with_minions(jid, &record);
                job.insert("Result", standing(house, jid)?.results);
                job
            }
            None => {
                let mut job = Dict::from([("Error", NO_JOB)]);
                job.insert(
                    "StartTime",
                    self.jid.parse::<Jid>().map_or_else(|_| String::new(), |j| j.shown()),
                );
                job.insert("Result", Dict::new());
                job
            }
        };
        Ok(Dict::from([(self.jid.0, job)]))
    }
}
