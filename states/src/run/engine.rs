//! Runs the chunks of a plan in order, each when its requisites let it.

use std::{collections::HashMap, thread::Scope};

use halite_common::value::{Dict, Value};
use indexmap::IndexMap;

use super::{
    Gate,
    call::{Caller, How},
    event,
    parallel::Parallel,
    record::Record,
    requisites::{Group, Status, status},
};
use crate::{
    declare::{Chunk, Outcome, Progress},
    low::{Graph, Low, Requisite},
};

/// How deep requisites may call each other where the order did not settle it.
const MAX_DEPTH: usize = 20;

/// One run.
pub(super) struct Engine<'scope, 'env> {
    pub(super) caller: &'env Caller<'env>,
    pub(super) chunks: Vec<Low>,
    pub(super) graph: Graph,
    /// Results by tag.
    pub(super) running: IndexMap<String, Record>,
    /// What `prereq` test runs gave, by tag.
    pub(super) pre: HashMap<String, Record>,
    pub(super) run_num: usize,
    gate: Option<&'env dyn Gate>,
    parallel: Parallel<'scope, 'env>,
    total: usize,
    stopped: bool,
}

impl<'scope, 'env> Engine<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        caller: &'env Caller<'env>,
        gate: Option<&'env dyn Gate>,
    ) -> Engine<'scope, 'env> {
        let plan = caller.plan;
        Engine {
            caller,
            chunks: plan.chunks.clone(),
            graph: plan.graph.clone(),
            running: IndexMap::new(),
            pre: HashMap::new(),
            run_num: plan.disabled,
            gate,
            parallel: Parallel::new(scope, caller, caller.options.max_parallel),
            total: plan.chunks.len(),
            stopped: false,
        }
    }

    /// Runs chunks in the order given.
    pub(super) fn run(&mut self, order: &[usize]) {
        let mut pending: Vec<usize> = Vec::new();
        for &chunk in order {
            self.retry_pending(&mut pending);
            if self.stopped {
                break;
            }
            self.take_ended();
            if self.running.contains_key(&self.chunks[chunk].tag()) {
                continue;
            }
            if self.gate.is_some_and(|gate| !gate.pass(self.chunks[chunk].id())) {
                break;
            }
            if self.chunk(chunk, 0) {
                pending.push(chunk);
            }
            self.stopped |= self.fails_hard(chunk);
            if self.stopped {
                break;
            }
        }
        while !pending.is_empty() && !self.stopped {
            self.retry_pending(&mut pending);
            if !pending.is_empty() && !self.wait_for_any() {
                break;
            }
        }
        while self.wait_for_any() {}
        self.name_the_rest(order);
        self.tell(self.total, "");
    }

    /// Where the job was told to end, what has not run is named as such.
    fn name_the_rest(&mut self, order: &[usize]) {
        for &chunk in order {
            if !self.running.contains_key(&self.chunks[chunk].tag()) {
                self.ended(chunk);
            }
        }
    }

    /// Whether the job was told to end; then a chunk that has yet to begin gets a result that says so.
    pub(super) fn ended(&mut self, chunk: usize) -> bool {
        let Some(signal) = self.caller.act.minion.cancelled() else { return false };
        let low = self.chunks[chunk].clone();
        self.not_run(&low, false, &format!("State was not run: the job was ended by signal {signal}"));
        true
    }

    fn retry_pending(&mut self, pending: &mut Vec<usize>) {
        for chunk in std::mem::take(pending) {
            if self.running.contains_key(&self.chunks[chunk].tag()) {
                continue;
            }
            if self.chunk(chunk, 0) {
                pending.push(chunk);
            }
            if self.fails_hard(chunk) {
                self.stopped = true;
                return;
            }
        }
    }

    fn fails_hard(&self, chunk: usize) -> bool {
        let low = &self.chunks[chunk];
        let asked = low.get("failhard").map_or(self.caller.options.failhard, Value::is_truthy);
        asked && !self.caller.test() && self.running.get(&low.tag()).is_some_and(Record::failed)
    }

    /// Runs a chunk if its requisites let it; tells whether it has to wait for one that runs beside the others.
    pub(super) fn chunk(&mut self, chunk: usize, depth: usize) -> bool {
        if self.ended(chunk) {
            return false;
        }
        self.aggregate(chunk);
        let low = self.chunks[chunk].clone();
        let tag = low.tag();
        let requisites = self.graph.dependencies(&low);
        let status = self.weigh(&low, &requisites);
        let for_prereq = low.flag("__prereq__");
        match status {
            Status::Unmet => {
                let pending = self.unmet(chunk, &requisites, depth);
                if pending || self.stopped {
                    return pending;
                }
            }
            Status::Pending => return true,
            Status::Change if !for_prereq => {
                let changed = self.changed(&requisites);
                self.call(chunk, Some(changed));
            }
            Status::Met | Status::Change => self.call(chunk, None),
            Status::SkipWatch => {
                self.call(chunk, None);
                let told = " mod_watch was not run because requisites were skipped by another state";
                if let Some(record) = self.running.get_mut(&tag) {
                    record.outcome.comment.push_str(told);
                }
            }
            Status::Fail => self.failed(&low, &requisites),
            Status::SkipReq => {
                self.skip(&low, "State was not run because requisites were skipped by another state")
            }
            Status::Pre => self.skip(&low, "No changes detected"),
            Status::OnFail => self.skip(&low, "State was not run because onfail req did not change"),
            Status::OnChanges => {
                self.skip(&low, "State was not run because none of the onchanges reqs changed");
            }
        }
        if self.running.contains_key(&tag) && !self.parallel.has(&tag) {
            self.event(&low);
        }
        false
    }

    fn weigh(&mut self, low: &Low, requisites: &[(Requisite, usize)]) -> Status {
        let mut pending = Vec::new();
        for &(kind, chunk) in requisites {
            let tag = self.chunks[chunk].tag();
            if low.flag("parallel") {
                self.take_ended();
            } else if self.parallel.is_pending(&tag) || self.running.contains_key(&tag) {
                self.wait_for(&tag);
            }
            if self.parallel.is_pending(&tag) {
                pending.push(kind);
            }
        }
        let mut groups: IndexMap<Requisite, Group<'_>> = IndexMap::new();
        for &(kind, chunk) in requisites {
            let tag = self.chunks[chunk].tag();
            let group = groups.entry(kind).or_insert_with(|| Group {
                kind,
                records: Vec::new(),
                pending: pending.contains(&kind),
            });
            group.records.push(match kind {
                Requisite::Prereq => self.pre.get(&tag),
                _ => self.running.get(&tag),
            });
        }
        let groups: Vec<Group<'_>> = groups.into_values().collect();
        status(&groups)
    }

    /// Runs what a chunk requires, then the chunk; tells whether it has to wait.
    fn unmet(&mut self, chunk: usize, requisites: &[(Requisite, usize)], depth: usize) -> bool {
        for &(_, required) in requisites {
            if self.running.contains_key(&self.chunks[required].tag()) {
                continue;
            }
            if self.chunk(required, 0) {
                return true;
            }
            if self.fails_hard(required) {
                self.stopped = true;
                return false;
            }
        }
        let mut pending = false;
        if self.chunks[chunk].flag("__prereq__") {
            self.test_run(chunk);
        } else if depth + 1 >= MAX_DEPTH {
            let low = self.chunks[chunk].clone();
            let record =
                Record::not_run(&low, false, "Recursive requisite found", self.caller.act.host.now());
            self.put(&low, record, 0);
        } else {
            pending = self.chunk(chunk, depth + 1);
        }
        self.stopped |= self.fails_hard(chunk);
        pending
    }

    /// The test run of a chunk that is a `prereq`, after what it requires has run.
    fn test_run(&mut self, chunk: usize) {
        let low = self.chunks[chunk].clone();
        let requisites = self.graph.dependencies(&low);
        let status = self.weigh(&low, &requisites);
        if status == Status::Pre {
            let mut record = Record::not_run(&low, true, "No changes detected", self.caller.act.host.now());
            record.run_num = self.run_num;
            self.run_num += 1;
            self.pre.insert(low.tag(), record);
            return;
        }
        self.call(chunk, None);
        if let Some(record) = self.pre.get_mut(&low.tag())
            && status == Status::Change
            && !record.changed()
        {
            record.outcome.changes = Dict::from([("watch", "watch")]);
            record.outcome.result = None;
        }
    }

    /// The chunks that changed, as `module: id`, among those that `watch` names; those of `watch_any` Salt does not tell.
    fn changed(&self, requisites: &[(Requisite, usize)]) -> Vec<Value> {
        let watched = requisites
            .iter()
            .filter(|(kind, _)| *kind == Requisite::Watch)
            .map(|&(_, chunk)| &self.chunks[chunk]);
        watched
            .filter(|low| self.running.get(&low.tag()).is_some_and(Record::changed))
            .map(|low| Value::from(format!("{}: {}", low.state(), low.id())))
            .collect()
    }

    fn call(&mut self, chunk: usize, changed: Option<Vec<Value>>) {
        let low = self.chunks[chunk].clone();
        let tag = low.tag();
        self.tell(self.running.len(), &format!("{}: {}", low.full(), low.id()));
        if low.flag("__prereq__") {
            let (record, _) = self.caller.call(&low, How::Test);
            self.chunks[chunk].set("__prereq__", false);
            self.pre.insert(tag, record);
            return;
        }
        if low.flag("parallel") {
            let comment = self.parallel.start(tag, low.clone(), changed);
            let outcome = Outcome { result: None, ..Outcome::in_place(comment) };
            let now = self.caller.act.host.now();
            let record = Record::of(&low, outcome, super::record::Clock::between(now, now));
            self.put(&low, record, 1);
            return;
        }
        let (record, runs) = self.caller.call_and_watch(&low, changed);
        self.put(&low, record, runs);
    }

    /// Puts a record among the results, with the last of the run numbers it takes.
    pub(super) fn put(&mut self, low: &Low, mut record: Record, runs: usize) {
        record.run_num = self.run_num + runs.saturating_sub(1);
        self.run_num += runs;
        self.running.insert(low.tag(), record);
    }

    fn skip(&mut self, low: &Low, comment: &str) {
        self.not_run(low, true, comment);
    }

    fn not_run(&mut self, low: &Low, result: bool, comment: &str) {
        let record = Record::not_run(low, result, comment, self.caller.act.host.now());
        self.put(low, record, 1);
        if low.flag("__prereq__")
            && let Some(record) = self.running.get(&low.tag())
        {
            self.pre.insert(low.tag(), record.clone());
        }
    }

    fn failed(&mut self, low: &Low, requisites: &[(Requisite, usize)]) {
        if let Some(record) = self.pre.get(&low.tag()) {
            // The state's own test run said why it cannot run; nothing of what that announced has happened.
            let mut record = Record::clone(record);
            record.outcome.changes.clear();
            self.put(low, record, 1);
            return;
        }
        let mut names: Vec<String> = Vec::new();
        for &(_, chunk) in requisites {
            let required = &self.chunks[chunk];
            let tag = required.tag();
            let record = self.pre.get(&tag).or_else(|| self.running.get(&tag));
            let name = format!("{}.{}", required.sls(), required.id());
            if record.is_some_and(Record::failed) && !names.contains(&name) {
                names.push(name);
            }
        }
        self.not_run(low, false, &format!("One or more requisite failed: {}", names.join(", ")));
    }

    /// Merges the chunks of this one's group that are still to run into it.
    fn aggregate(&mut self, chunk: usize) {
        let low = &self.chunks[chunk];
        let group = self.graph.aggregated(low);
        let entry = self.caller.act.minion.registry().state(&low.full());
        let aggregate = entry.and_then(|entry| entry.aggregate);
        let Some(aggregate) = aggregate.filter(|_| !group.is_empty() && !low.flag("__agg__")) else { return };
        let others: Vec<usize> = group
            .into_iter()
            .filter(|&other| other != chunk && !self.chunks[other].flag("__agg__"))
            .filter(|&other| self.chunks[other].fun() == self.chunks[chunk].fun())
            .filter(|&other| !self.running.contains_key(&self.chunks[other].tag()))
            .collect();
        let seen: Vec<Chunk> =
            others.iter().map(|&other| super::arguments::chunk(&self.chunks[other])).collect();
        let seen: Vec<&Chunk> = seen.iter().collect();
        let merged = aggregate(self.chunks[chunk].data(), &seen);
        self.chunks[chunk].set("__agg__", true);
        let Some(merged) = merged else { return };
        self.chunks[chunk].data_mut().extend(merged);
        for other in others {
            self.chunks[other].set("__agg__", true);
        }
    }

    fn take_ended(&mut self) {
        for (tag, record) in self.parallel.ended() {
            self.settle(&tag, record);
        }
    }

    fn wait_for(&mut self, tag: &str) {
        for (tag, record) in self.parallel.wait_for(tag) {
            self.settle(&tag, record);
        }
    }

    fn wait_for_any(&mut self) -> bool {
        let Some((tag, record)) = self.parallel.wait_for_any() else { return false };
        self.settle(&tag, record);
        true
    }

    /// Puts the result of a chunk that ran beside the others in the place kept for it.
    fn settle(&mut self, tag: &str, record: Record) {
        let Some(kept) = self.running.get_mut(tag) else { return };
        let run_num = kept.run_num;
        *kept = Record { run_num, ..record };
        if let Some(low) = self.chunks.iter().find(|low| low.tag() == tag).cloned() {
            self.event(&low);
        }
    }

    fn event(&self, low: &Low) {
        if let Some(record) = self.running.get(&low.tag()) {
            event::fire(self.caller, low, record, self.total);
        }
    }

    fn tell(&self, done: usize, current: &str) {
        self.caller.act.minion.progress(&Progress { done, total: self.total, current });
    }
}
