//! The jobs that run, and ending them.

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

const TERM: i32 = 15;
const KILL: i32 = 9;

/// Returns the jobs that run, this one aside.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Running {}

impl Function for Running {
    const NAME: &'static str = "saltutil.running";
    type Output = Vec<Dict>;
    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        Ok(others(act))
    }
}

/// Whether it runs, and does not wait for its turn.
fn runs(job: &Dict) -> bool {
    !job.contains("queued")
}

fn others(act: &Act<'_>) -> Vec<Dict> {
    let own = act.minion.jid();
    let mut jobs = act.minion.running();
    jobs.retain(|job| runs(job) && job.get("jid").map(ToString::to_string) != own);
    jobs
}

/// Returns the jobs that run a function.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IsRunning {
    /// The function, or a pattern such as `state.*`.
    fun: Text,
}

impl Function for IsRunning {
    const NAME: &'static str = "saltutil.is_running";
    type Output = Vec<Dict>;
    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        let runs = |name: &Value| glob::matches(&self.fun, &name.to_string());
        let mut jobs = others(act);
        jobs.retain(|job| match job.get("fun") {
            Some(Value::List(names)) => names.iter().any(runs),
            Some(name) => runs(name),
            None => false,
        });
        Ok(jobs)
    }
}

/// Returns a job, if it runs or waits for its turn.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindJob {
    /// The job.
    jid: Text,
}

impl Function for FindJob {
    const NAME: &'static str = "saltutil.find_job";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let is = |job: &Dict| job.get("jid").is_some_and(|jid| jid.to_string() == *self.jid);
        Ok(act.minion.running().into_iter().find(is).unwrap_or_default())
    }
}

/// Ends a job by a signal to its processes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalJob {
    /// The job.
    jid: Text,
    /// The signal's number.
    sig: i32,
}

impl Function for SignalJob {
    const NAME: &'static str = "saltutil.signal_job";
    type Output = String;
    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        match self.sig {
            0..=31 => Ok(signal(act, &self.jid, self.sig)),
            other => Err(ModuleError::Usage(format!("{other} is no signal; those from 0 to 31 are"))),
        }
    }
}

fn signal(act: &Act<'_>, jid: &str, signal: i32) -> String {
    let Some(pids) = act.minion.signal(jid, signal) else { return String::new() };
    let sent = format!("Signal {signal} sent to job {jid}");
    match pids.first() {
        Some(pid) => format!("{sent} at pid {pid}"),
        // It has no process now; it ends before its next step.
        None => sent,
    }
}

/// Says where the return of a job is to be found: a minion keeps none that the master has.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindCachedJob {
    /// The job.
    jid: Text,
}

impl Function for FindCachedJob {
    const NAME: &'static str = "saltutil.find_cached_job";
    type Output = String;
    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        let jid = self.jid;
        Ok(format!("A minion keeps no returns; on the master, `salt-run jobs.lookup_jid {jid}` shows them"))
    }
}

/// Ends a job: SIGTERM to its processes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TermJob {
    /// The job.
    jid: Text,
}

impl Function for TermJob {
    const NAME: &'static str = "saltutil.term_job";
    type Output = String;
    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(signal(act, &self.jid, TERM))
    }
}

/// Ends a job at once: SIGKILL to its processes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KillJob {
    /// The job.
    jid: Text,
}

impl Function for KillJob {
    const NAME: &'static str = "saltutil.kill_job";
    type Output = String;
    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(signal(act, &self.jid, KILL))
    }
}

/// Ends all other jobs: SIGTERM to their processes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TermAllJobs {}

impl Function for TermAllJobs {
    const NAME: &'static str = "saltutil.term_all_jobs";
    type Output = Vec<String>;
    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        Ok(signal_all(act, TERM))
    }
}

/// Ends all other jobs at once: SIGKILL to their processes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KillAllJobs {}

impl Function for KillAllJobs {
    const NAME: &'static str = "saltutil.kill_all_jobs";
    type Output = Vec<String>;
    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        Ok(signal_all(act, KILL))
    }
}

fn signal_all(act: &Act<'_>, number: i32) -> Vec<String> {
    let jids = others(act).into_iter().filter_map(|job| job.get("jid").map(ToString::to_string));
    jids.map(|jid| signal(act, &jid, number)).collect()
}
