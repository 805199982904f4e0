//! Jobs that have not begun: first come, first served, but one state run does not hold up what is no state run.

use std::{collections::VecDeque, sync::Arc};

use halite_common::{id::Jid, job::Job, value::Value};

use crate::call::outputter;

/// Jobs at once.
const AT_ONCE: usize = 64;

/// Jobs that have not begun, and how many have.
#[derive(Default)]
pub(super) struct Waiting {
    jobs: VecDeque<Arc<Job>>,
    running: usize,
    state_runs: usize,
}

impl Waiting {
    /// Adds a job at the end.
    pub(super) fn push(&mut self, job: Arc<Job>) {
        self.jobs.push_back(job);
    }

    /// The jobs that have not begun.
    pub(super) fn jobs(&self) -> impl Iterator<Item = &Arc<Job>> {
        self.jobs.iter()
    }

    /// Puts a job back that could not begin.
    pub(super) fn put_back(&mut self, job: Arc<Job>) {
        self.ended(&job);
        self.jobs.push_front(job);
    }

    /// Takes the next job that may begin.
    pub(super) fn next(&mut self) -> Option<Arc<Job>> {
        if self.running >= AT_ONCE {
            return None;
        }
        let position = self.jobs.iter().position(|job| self.state_runs == 0 || !takes_turns(job))?;
        let job = self.jobs.remove(position)?;
        self.running += 1;
        self.state_runs += usize::from(takes_turns(&job));
        Some(job)
    }

    /// A job that had begun is over.
    pub(super) fn ended(&mut self, job: &Job) {
        self.running -= 1;
        self.state_runs -= usize::from(takes_turns(job));
    }

    /// Takes a job out that has not begun.
    pub(super) fn withdraw(&mut self, jid: Jid) -> Option<Arc<Job>> {
        let position = self.jobs.iter().position(|job| job.jid == jid)?;
        self.jobs.remove(position)
    }
}

/// State runs wait for each other here and not on a thread, unless they asked to be turned away.
pub(super) fn takes_turns(job: &Job) -> bool {
    job.calls.iter().any(|call| {
        let named = &call.arguments.named;
        let asks = |name: &str, what: bool| named.get(name) == Some(&Value::Bool(what));
        outputter(&call.function) == Some("highstate") && !asks("queue", false) && !asks("concurrent", true)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::{
        declare::Arguments,
        job::{Call, Job, TargetKind, TargetSpec},
        value::Dict,
    };

    use super::Waiting;

    fn job(number: usize, function: &str, named: Dict) -> Arc<Job> {
        Arc::new(Job {
            jid: format!("202611200930001{number:05}").parse().unwrap(),
            target: TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() },
            calls: vec![Call { function: function.into(), arguments: Arguments::named(named) }],
            user: "root".into(),
            expires: 0,
            nodegroups: Dict::new(),
        })
    }

    #[test]
    fn one_state_run_at_a_time_and_the_rest_at_once() {
        let first = job(1, "state.apply", Dict::new());
        let second = job(2, "state.highstate", Dict::new());
        let hasty = job(3, "state.apply", Dict::from([("queue", false)]));
        let ping = job(4, "test.ping", Dict::new());
        let mut waiting = Waiting::default();
        for job in [&first, &second, &hasty, &ping] {
            waiting.push(Arc::clone(job));
        }
        let mut next = || waiting.next();
        assert_eq!((next(), next(), next(), next()), (Some(first.clone()), Some(hasty), Some(ping), None));
        waiting.ended(&first);
        assert_eq!(waiting.next(), Some(second.clone()));
        waiting.put_back(second.clone());
        assert_eq!(waiting.next(), Some(second));
    }

    #[test]
    fn more_than_the_threads_there_are_have_to_wait() {
        let mut waiting = Waiting::default();
        (0..=64).for_each(|number| waiting.push(job(number, "test.ping", Dict::new())));
        let begun: Vec<_> = std::iter::from_fn(|| waiting.next()).collect();
        assert_eq!(begun.len(), 64);
        waiting.ended(&begun[0]);
        assert_eq!(waiting.next().unwrap().jid, job(64, "", Dict::new()).jid);
        assert_eq!(waiting.withdraw(begun[0].jid), None);
    }
}
