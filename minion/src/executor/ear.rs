//! Hears what a job has to tell while it runs.

use std::sync::Arc;

use halite_common::{
    failure::{Failure, Kind},
    id::Jid,
    job::{self, TargetKind},
    value::{Dict, Value},
    wire::ToMaster,
};
use halite_states::declare::Progress;
use rustix::process::Signal;

use super::{Input, Shared, Work, waiting::takes_turns};
use crate::context::Listener;

/// Hears what a job has to tell.
pub(super) struct Ear {
    work: Arc<Work>,
    shared: Arc<Shared>,
}

impl Ear {
    pub(super) fn new(work: Arc<Work>, shared: Arc<Shared>) -> Ear {
        Ear { work, shared }
    }
}

impl Listener for Ear {
    fn progress(&self, progress: &Progress<'_>) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let progress = job::Progress {
            done: count(progress.done),
            total: count(progress.total),
            current: progress.current.to_owned(),
        };
        if self.work.set_progress(progress) {
            // Without room it is told with the next, if any: the run does not wait for that.
            if self.shared.inputs.try_send(Input::Progress(self.work.job.jid)).is_err() {
                self.work.take_progress();
            }
        }
    }

    fn event(&self, tag: &str, data: Value) -> Result<(), Failure> {
        let sent = self.shared.say(ToMaster::Event { tag: tag.to_owned(), data });
        sent.then_some(()).ok_or_else(|| Failure::new(Kind::Unavailable, "the master is not connected"))
    }

    fn grains_changed(&self) {
        let grains = Dict::clone(&self.shared.home().grains());
        // If the master is away, it learns them from the next `Hello`.
        self.shared.say(ToMaster::Grains { grains });
    }

    fn running(&self) -> Vec<Dict> {
        let works: Vec<Arc<Work>> = self.shared.working().values().cloned().collect();
        let others = works.iter().filter(|work| work.job.jid != self.work.job.jid);
        let running = others.map(|work| told(&work.job, std::process::id()));
        let queued = self.shared.queued().iter().map(|job| waiting(job)).collect::<Vec<_>>();
        running.chain(queued).collect()
    }

    fn signal(&self, jid: &str, signal: i32) -> Option<Vec<u32>> {
        let jid = jid.parse::<Jid>().ok()?;
        let work = self.shared.working().get(&jid).cloned();
        if let Some(work) = work {
            if !ends(signal) {
                return Some(work.signal(signal));
            }
            let pids = work.cancel(signal);
            // Without room nothing is lost but the last resort.
            let _ = self.shared.inputs.try_send(Input::Ending(jid));
            return Some(pids);
        }
        if !ends(signal) {
            return self.shared.holding().contains(&jid).then(Vec::new);
        }
        // It may wait still; a job waits here as long as the executor does other work.
        let waits = self.shared.holding().contains(&jid);
        (waits && self.shared.inputs.send(Input::Signal { jid, signal }).is_ok()).then(Vec::new)
    }
}

/// Whether a signal is meant to end a job. The others stop its processes, let them go on, or tell them something.
fn ends(signal: i32) -> bool {
    let told = [Signal::USR1, Signal::USR2, Signal::CHILD, Signal::CONT, Signal::STOP, Signal::TSTP];
    let told = told.into_iter().chain([Signal::TTIN, Signal::TTOU, Signal::URG, Signal::WINCH]);
    signal != 0 && !told.map(Signal::as_raw).any(|other| other == signal)
}

/// A job that has yet to begin, in Salt's words for it.
fn waiting(job: &job::Job) -> Dict {
    let mut told = told(job, 0);
    told.insert("queued", true);
    told.insert("queue_type", if takes_turns(job) { "state_queue" } else { "job_queue" });
    told
}

/// A job as `saltutil.running` tells it.
fn told(job: &job::Job, pid: u32) -> Dict {
    let single = job.calls.len() == 1;
    let functions = job.calls.iter().map(|call| Value::from(call.function.as_str()));
    let arguments = job.calls.iter().map(|call| {
        let mut all = call.arguments.positional.clone();
        if !call.arguments.named.is_empty() {
            let mut named = call.arguments.named.clone();
            named.insert("__kwarg__", true);
            all.push(Value::Dict(named));
        }
        Value::List(all)
    });
    let shown = |values: Vec<Value>| match (single, values.first()) {
        (true, Some(only)) => only.clone(),
        _ => Value::List(values),
    };
    Dict::from([
        ("arg", shown(arguments.collect())),
        ("fun", shown(functions.collect())),
        ("jid", job.jid.to_string().into()),
        ("pid", Value::Int(pid.into())),
        ("ret", "".into()),
        ("tgt", job.target.expression.as_str().into()),
        ("tgt_type", kind(job.target.kind).into()),
        ("user", job.user.as_str().into()),
    ])
}

fn kind(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Glob => "glob",
        TargetKind::Pcre => "pcre",
        TargetKind::List => "list",
        TargetKind::Grain => "grain",
        TargetKind::GrainPcre => "grain_pcre",
        TargetKind::Pillar => "pillar",
        TargetKind::PillarPcre => "pillar_pcre",
        TargetKind::PillarExact => "pillar_exact",
        TargetKind::Ipcidr => "ipcidr",
        TargetKind::Nodegroup => "nodegroup",
        TargetKind::Compound => "compound",
    }
}
