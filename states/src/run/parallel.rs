//! Chunks that run beside the others (`parallel: True`), each in a thread, joined when somebody needs its result.

use std::{
    collections::VecDeque,
    thread::{Scope, ScopedJoinHandle},
};

use halite_common::value::Value;

use super::{
    call::{Caller, How},
    record::Record,
};
use crate::{declare::Outcome, low::Low};

/// The chunks that run beside the others, or wait for their turn.
pub(super) struct Parallel<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    caller: &'env Caller<'env>,
    /// `state_max_parallel`; 0 is no limit.
    limit: usize,
    running: Vec<Running<'scope>>,
    waiting: VecDeque<Job>,
}

struct Running<'scope> {
    tag: String,
    low: Low,
    handle: ScopedJoinHandle<'scope, Record>,
}

struct Job {
    tag: String,
    low: Low,
    changed: Option<Vec<Value>>,
}

impl<'scope, 'env> Parallel<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        caller: &'env Caller<'env>,
        limit: usize,
    ) -> Parallel<'scope, 'env> {
        Parallel { scope, caller, limit, running: Vec::new(), waiting: VecDeque::new() }
    }

    /// Starts a chunk, or queues it; `changed` as for [`Caller::call_and_watch`]. Gives the comment for the meantime.
    pub(super) fn start(&mut self, tag: String, low: Low, changed: Option<Vec<Value>>) -> &'static str {
        self.waiting.push_back(Job { tag, low, changed });
        self.fill();
        if self.waiting.is_empty() {
            "Started in a separate process"
        } else {
            "Waiting to be started in a separate process, max_parallel hit"
        }
    }

    fn fill(&mut self) {
        while self.limit == 0 || self.running.len() < self.limit {
            let Some(job) = self.waiting.pop_front() else { return };
            let caller = self.caller;
            let low = job.low.clone();
            let run = move || caller.call_and_watch(&low, job.changed).0;
            let handle = self.scope.spawn(run);
            self.running.push(Running { tag: job.tag, low: job.low, handle });
        }
    }

    /// Tells whether a chunk's result is still to come.
    pub(super) fn is_pending(&self, tag: &str) -> bool {
        let running = self.running.iter().find(|running| running.tag == tag);
        running.is_some_and(|running| !running.handle.is_finished())
            || self.waiting.iter().any(|job| job.tag == tag)
    }

    /// Takes the results of the chunks that have ended, and starts waiting ones.
    pub(super) fn ended(&mut self) -> Vec<(String, Record)> {
        let (done, running): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.running).into_iter().partition(|running| running.handle.is_finished());
        self.running = running;
        let results = done.into_iter().map(|done| self.join(done)).collect();
        self.fill();
        results
    }

    /// Waits for a chunk, and gives it and all that ended before it.
    pub(super) fn wait_for(&mut self, tag: &str) -> Vec<(String, Record)> {
        let mut results = self.ended();
        while self.has(tag) {
            let own = self.running.iter().position(|running| running.tag == tag);
            let next = self.running.remove(own.unwrap_or(0));
            results.push(self.join(next));
            self.fill();
        }
        results
    }

    /// Waits for the one that started first; `None` where none runs.
    pub(super) fn wait_for_any(&mut self) -> Option<(String, Record)> {
        self.fill();
        if self.running.is_empty() {
            return None;
        }
        let first = self.running.remove(0);
        let result = self.join(first);
        self.fill();
        Some(result)
    }

    /// Tells whether a chunk is here, be it running, waiting, or ended and not yet taken.
    pub(super) fn has(&self, tag: &str) -> bool {
        self.running.iter().any(|running| running.tag == tag) || self.waiting.iter().any(|job| job.tag == tag)
    }

    fn join(&self, done: Running<'scope>) -> (String, Record) {
        let record = done.handle.join().unwrap_or_else(|_| {
            let now = self.caller.act.host.now();
            let outcome = Outcome::failed("Parallel process failed to return");
            Record::of(&done.low, outcome, super::record::Clock::between(now, now))
        });
        (done.tag, Record { parallel: true, ..record })
    }
}

impl Caller<'_> {
    /// Calls a chunk, then its `mod_watch` if watched chunks changed (`changed`) and the call itself changed nothing.
    ///
    /// `mod_watch` finds them in its chunk's arguments, under `__reqs__`.
    pub(super) fn call_and_watch(&self, low: &Low, changed: Option<Vec<Value>>) -> (Record, usize) {
        let (record, runs) = self.call(low, How::Run);
        let Some(changed) = changed.filter(|_| !record.changed() && !record.skip_watch) else {
            return (record, runs);
        };
        let entry = self.act.minion.registry().state(&low.full());
        if entry.is_none_or(|entry| !entry.watches) {
            return (record, runs);
        }
        let mut watched = low.clone();
        watched.set("sfun", low.fun());
        watched.set("fun", "mod_watch");
        watched.set("__reqs__", changed);
        let (record, more) = self.call(&watched, How::Watched);
        (record, runs + more)
    }
}
