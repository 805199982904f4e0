//! What the minions returned for one job.

use halite_common::{
    declare::Text,
    failure::Failure,
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::stored::{each_end, find, no_such_job, with_outputter, yes};
use crate::{house::House, runners::declare::Runner};

/// Tells what each minion returned.
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
        let (mut out, mut outputter) = (Dict::new(), None);
        each_end(house, jid, |id, end| {
            if let Some(result) = end.result {
                outputter = outputter.take().or(result.out);
                out.insert(id.to_string(), result.value);
            }
        })?;
        if self.missing {
            let absent = record.minions.iter().map(|id| id.as_str()).filter(|id| !out.contains(id));
            let absent: Vec<_> = absent.map(|id| (id, "Minion did not return")).collect();
            if !self.returned {
                out.clear();
            }
            out.extend(absent);
        } else if !self.returned {
            out.clear();
        }
        Ok(with_outputter(outputter.as_deref(), out))
    }
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
