//! Reads jobs and their ends, as the runners want them.

use halite_common::{
    failure::Failure,
    id::{Jid, MinionId},
    job::Report,
    value::{Dict, Value},
};

use crate::{
    house::House,
    jobs::{EndRecord, JobRecord},
    keys::trouble,
    runners::show,
};

pub(super) const NO_JOB: &str = "Cannot contact returner or no job with this jid";

pub(super) fn yes() -> bool {
    true
}

pub(super) fn each_job(house: &House, visit: impl FnMut(Jid, JobRecord)) -> Result<(), Failure> {
    house.archive.for_each_job(visit).map_err(|error| trouble(&error))
}

pub(super) fn each_end(
    house: &House,
    jid: Jid,
    visit: impl FnMut(MinionId, EndRecord),
) -> Result<(), Failure> {
    house.archive.for_each_end(jid, visit).map_err(|error| trouble(&error))
}

pub(super) fn find(house: &House, jid: &str) -> Result<Option<(Jid, JobRecord)>, Failure> {
    let Ok(jid) = jid.parse() else { return Ok(None) };
    let job = house.archive.job(jid).map_err(|error| trouble(&error))?;
    Ok(job.map(|job| (jid, job)))
}

/// What became of a job so far.
#[derive(Default)]
pub(super) struct Standing {
    /// What was returned, by minion.
    pub(super) results: Dict,
    /// The name of the state in which each target stands.
    pub(super) states: Dict,
    /// Why there is no return, for the targets without one.
    pub(super) reasons: Dict,
}

/// What became of a job so far: as it is stored, and of targets that have not ended, as the desk knows.
pub(super) fn standing(house: &House, jid: Jid) -> Result<Standing, Failure> {
    let mut out = Standing::default();
    for (id, report) in open_targets(house, jid)? {
        out.states.insert(id.as_str(), state_name(&report));
        out.reasons.insert(id.as_str(), report.why());
    }
    each_end(house, jid, |id, end| {
        out.states.insert(id.as_str(), state_name(&end.report));
        match end.result {
            Some(result) => {
                out.reasons.remove(id.as_str());
                out.results.insert(id.as_str(), show::result(result));
            }
            None => drop(out.reasons.insert(id.as_str(), end.report.why())),
        }
    })?;
    Ok(out)
}

/// Where the targets stand of a job that has not ended.
pub(super) fn open_targets(house: &House, jid: Jid) -> Result<Vec<(MinionId, Report)>, Failure> {
    let snapshot = tokio::runtime::Handle::current().block_on(house.watch(jid))?;
    Ok(snapshot.map(|snapshot| snapshot.reports).unwrap_or_default())
}

/// The name that a state has in JSON.
fn state_name(report: &Report) -> String {
    let value = serde_json::to_value(report).unwrap_or_default();
    value.get("state").and_then(|state| state.as_str()).unwrap_or_default().to_owned()
}

/// Salt's silence about a job that never was, and what the command line says beside it.
pub(super) fn no_such_job(jid: &str) -> Value {
    let mut out = Dict::from([("outputter", Value::from("nested")), ("data", Dict::new().into())]);
    out.insert(
        "note",
        format!("there is no job {jid}; `halite run jobs.list_jobs` lists those that are stored"),
    );
    Value::Dict(out)
}

pub(super) fn with_outputter(outputter: Option<&str>, data: Dict) -> Value {
    match outputter {
        Some(outputter) => {
            let mut out = Dict::from([("outputter", outputter)]);
            out.insert("data", data);
            Value::Dict(out)
        }
        None => Value::Dict(data),
    }
}
