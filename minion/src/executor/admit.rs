//! Whether a job is to be taken: it must be the master's, in time, and for this minion.
//!
//! On a thread of its own, as a target may ask for a pillar that the master has to be asked for first.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
};

use halite_common::{
    chain,
    job::{Job, TargetKind, TargetSpec},
    target::{Subject, Target},
    value::Dict,
    wire::{Limits, MAX_MESSAGE, ToMaster, decode, open_job},
};

use super::{Input, Shared, Visit};
use crate::context::Home;

/// Jobs that wait to be looked at. When it is full, a job is passed over: the master sends it again.
const DOOR: usize = 256;

/// Opens the door; what was found comes as `Input::Looked`.
pub(super) fn open(shared: Arc<Shared>) -> io::Result<SyncSender<Visit>> {
    let (door, visits) = sync_channel::<Visit>(DOOR);
    thread::Builder::new().name("admission".into()).spawn(move || {
        for visit in visits {
            let Some(input) = look(&shared, &visit) else { continue };
            if shared.inputs.send(input).is_err() {
                return;
            }
        }
    })?;
    Ok(door)
}

fn look(shared: &Shared, visit: &Visit) -> Option<Input> {
    // Not by its time yet: one that has been taken may be sent again when it has expired.
    match open_job(&visit.envelope, &visit.key, 0) {
        Ok(job) => {
            let verdict = judge(&job, &Here(&shared.home()), visit.now);
            Some(Input::Looked { bytes: visit.envelope.job.len() as u64, job: Arc::new(job), verdict })
        }
        Err(error) => {
            tracing::error!(error = chain::print(&error), "a job is refused");
            // Nobody vouches for the jid, but it is only said back to where it came from.
            let job: Job = decode(&visit.envelope.job, Limits::known(MAX_MESSAGE)).ok()?;
            shared.say(ToMaster::Refused { jid: job.jid, reason: error.to_string() });
            None
        }
    }
}

/// Tells whether a job of the master is to be taken, or why not.
pub fn judge(job: &Job, here: &dyn Subject, now: u64) -> Result<(), String> {
    if job.expires < now {
        return Err("the job expired".into());
    }
    if job.calls.is_empty() {
        return Err("the job has no function".into());
    }
    match Target::from_spec(&job.target, &job.nodegroups) {
        Ok(target) if target.matches(here) => Ok(()),
        Ok(_) => {
            let hint = if by_pillar(&job.target) {
                "; has its pillar changed? `saltutil.refresh_pillar`"
            } else {
                ""
            };
            Err(format!("the target `{}` does not match this minion{hint}", job.target.expression))
        }
        Err(failure) => Err(failure.message),
    }
}

/// The master looks at the pillar as it is now, the minion at the one it has.
fn by_pillar(target: &TargetSpec) -> bool {
    match target.kind {
        TargetKind::Pillar | TargetKind::PillarPcre | TargetKind::PillarExact => true,
        TargetKind::Compound | TargetKind::Nodegroup => {
            ["I@", "J@", "I|", "J|"].iter().any(|engine| target.expression.contains(engine))
        }
        _ => false,
    }
}

/// This minion, as targets see it.
struct Here<'a>(&'a Arc<Home>);

impl Subject for Here<'_> {
    fn id(&self) -> &str {
        self.0.id.as_str()
    }

    fn grains(&self) -> Arc<Dict> {
        self.0.grains()
    }

    fn pillar(&self) -> Arc<Dict> {
        self.0.pillar()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::{
        job::{Call, Job, TargetKind, TargetSpec},
        target::Known,
        value::Dict,
    };

    use super::judge;

    #[test]
    fn a_job_is_for_this_minion_and_in_time() {
        let here = Known {
            id: "web1".into(),
            grains: Arc::new(Dict::from([("os", "Debian")])),
            pillar: Arc::new(Dict::from([("role", "web")])),
        };
        let check = |kind, expression: &str, expires, calls: usize, expected: Result<(), &str>| {
            let call = Call { function: "test.ping".into(), arguments: Default::default() };
            let job = Job {
                jid: "20261120093000123456".parse().unwrap(),
                target: TargetSpec { kind, expression: expression.into(), delimiter: ":".into() },
                calls: vec![call; calls],
                user: "root".into(),
                expires,
                nodegroups: Dict::from([("front", "web*")]),
            };
            assert_eq!(judge(&job, &here, 100), expected.map_err(str::to_owned), "{expression}");
        };
        check(TargetKind::Glob, "web*", 100, 1, Ok(()));
        check(TargetKind::Glob, "web*", 99, 1, Err("the job expired"));
        check(TargetKind::Glob, "web*", 100, 0, Err("the job has no function"));
        check(TargetKind::Glob, "db*", 100, 1, Err("the target `db*` does not match this minion"));
        check(TargetKind::Grain, "os:Debian", 100, 1, Ok(()));
        check(
            TargetKind::Pillar,
            "role:db",
            100,
            1,
            Err(
                "the target `role:db` does not match this minion; has its pillar changed? `saltutil.refresh_pillar`",
            ),
        );
        check(TargetKind::Compound, "N@front and I@role:web", 100, 1, Ok(()));
    }
}
