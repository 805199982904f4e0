//! What the minions returned for one job.

use std::collections::BTreeMap;

use halite_common::{
    declare::Text,
    failure::Failure,
    id::MinionId,
    job::Report,
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::stored::{each_end, find, no_such_job, open_targets, with_outputter, yes};
use crate::{house::House, runners::declare::Runner};

/// Tells what each minion returned, and which minions never will: those for which the job has expired, was cancelled,
/// refused, or superseded by another.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct LookupJid {
    /// The job's id.
    jid: Text,
    /// Accepted for Salt's sake; there is one store.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one store")]
    ext_source: Option<Text>,
    /// Tell what those returned who did.
    #[serde(default = "yes")]
    returned: bool,
    /// Name those who did not return.
    #[serde(default)]
    missing: bool,
    /// Accepted for Salt's sake.
    #[serde(default)]
    #[expect(dead_code, reason = "the answer comes at once, so there is no progress to display")]
    display_progress: bool,
}

impl Runner for LookupJid {
    const NAME: &'static str = "jobs.lookup_jid";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let Some((jid, record)) = find(house, &self.jid)? else { return Ok(no_such_job(&self.jid)) };
        let (mut out, mut outputter, mut never) = (Dict::new(), None, Dict::new());
        let mut why: BTreeMap<MinionId, String> = open_targets(house, jid)?
            .into_iter()
            .filter(|(_, report)| !report.is_final())
            .map(|(id, report)| (id, report.why()))
            .collect();
        each_end(house, jid, |id, end| match end.result {
            Some(result) => {
                outputter = outputter.take().or(result.out);
                why.remove(&id);
                out.insert(id.to_string(), result.value);
            }
            None => {
                if ended_for_good(&end.report) {
                    never.insert(id.as_str(), end.report.why());
                }
                why.insert(id, end.report.why());
            }
        })?;
        let absent: Vec<_> = record.minions.iter().filter(|id| !out.contains(id.as_str())).collect();
        if !self.returned {
            out.clear();
        }
        if self.missing {
            let told = |id: &MinionId| why.get(id).map_or("Minion did not return", String::as_str).to_owned();
            out.extend(absent.into_iter().map(|id| (id.as_str(), told(id))));
        } else if self.returned {
            out.extend(never);
        }
        Ok(with_outputter(outputter.as_deref(), out))
    }
}

/// What an operator ended, or the job's own time, is told without being asked for. Salt knows no such ends, so no script
/// that waits for a return takes one for it that may come still.
fn ended_for_good(report: &Report) -> bool {
    !report.may_return() && !matches!(report, Report::Absent { .. })
}

/// Tells for each minion whether it returned something true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct ExitSuccess {
    /// The job's id.
    jid: Text,
    /// Accepted for Salt's sake; there is one store.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one store")]
    ext_source: Option<Text>,
}

impl Runner for ExitSuccess {
    const NAME: &'static str = "jobs.exit_success";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let Some((jid, record)) = find(house, &self.jid)? else { return Ok(no_such_job(&self.jid)) };
        let mut out: Dict = record.minions.iter().map(|id| (id.as_str(), false)).collect();
        each_end(house, jid, |id, end| {
            out.insert(id.as_str(), end.result.is_some_and(|result| result.value.is_truthy()));
        })?;
        Ok(Value::Dict(out))
    }
}
