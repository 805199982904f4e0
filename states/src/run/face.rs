//! The face of the runner: what `state.apply`, `state.sls_id` and `state.single` ask for.

use std::sync::{Mutex, PoisonError};

use halite_common::{
    failure::Failure,
    value::{Dict, Value},
};
use indexmap::IndexMap;

use super::{
    call::{Caller, How},
    engine::Engine,
    record::Record,
};
use crate::{
    declare::{Act, Registry},
    low::Plan,
    options::Options,
};

/// Asked before each state whether the run may go on (`state.pause`, `state.soft_kill`); may block.
pub trait Gate: Sync {
    /// False ends the run before the state of that id.
    fn pass(&self, id: &str) -> bool;
}

/// How a plan is run. Test mode is the minion's own.
#[derive(Clone, Copy)]
pub struct RunOptions<'a> {
    /// The configuration.
    pub options: &'a Options,
    /// Calls no state, and tells the order and the requisites all the same (`mock=True`).
    pub mock: bool,
    /// Asked before each state.
    pub gate: Option<&'a dyn Gate>,
    /// Takes the places of states that failed or that there are warnings about.
    pub notes: Option<&'a Mutex<Vec<Failure>>>,
}

impl<'a> RunOptions<'a> {
    /// Runs for real, without a gate.
    pub fn new(options: &'a Options) -> RunOptions<'a> {
        RunOptions { options, mock: false, gate: None, notes: None }
    }
}

impl Plan {
    /// Runs everything and gives the results by tag. Refuses, before anything has run, a function that there is not.
    pub fn run(&self, act: &Act<'_>, run: &RunOptions<'_>) -> Result<Dict, Vec<Failure>> {
        self.refuse_unknown(&self.order, act.minion.registry())?;
        let caller = self.caller(act, run);
        Ok(std::thread::scope(|scope| {
            let mut engine = Engine::new(scope, &caller, run.gate);
            engine.run(&self.order);
            let missing = engine.listen(&self.order);
            let mut results = self.shown(engine.running, act, run);
            results.extend(missing);
            results
        }))
    }

    /// Runs the states of one id, and what they require. Empty where there is no such id.
    pub fn run_id(&self, id: &str, act: &Act<'_>, run: &RunOptions<'_>) -> Result<Dict, Vec<Failure>> {
        let own = self.order.iter().copied().filter(|&chunk| self.chunks[chunk].id() == id);
        let runs: Vec<Vec<usize>> = own.map(|chunk| self.needed(chunk)).collect();
        self.refuse_unknown(&runs.concat(), act.minion.registry())?;
        let caller = self.caller(act, run);
        Ok(std::thread::scope(|scope| {
            let mut results = Dict::new();
            let mut engine = Engine::new(scope, &caller, run.gate);
            for needed in runs {
                engine.run(&needed);
                results.extend(self.shown(std::mem::take(&mut engine.running), act, run));
            }
            results
        }))
    }

    /// Runs the first chunk without regard to requisites (`state.single`, `state.low`).
    pub fn run_single(&self, act: &Act<'_>, run: &RunOptions<'_>) -> Result<Dict, Vec<Failure>> {
        self.refuse_unknown(&self.order, act.minion.registry())?;
        let caller = self.caller(act, run);
        let Some(low) = self.order.first().map(|&chunk| &self.chunks[chunk]) else { return Ok(Dict::new()) };
        let (record, runs) = caller.call(low, How::Run);
        let record = Record { run_num: runs - 1, ..record };
        self.note(&low.tag(), &record, act, run);
        Ok(Dict::from([(low.tag(), Value::Dict(record.into_dict()))]))
    }

    fn shown(&self, running: IndexMap<String, Record>, act: &Act<'_>, run: &RunOptions<'_>) -> Dict {
        let shown = |(tag, record): (String, Record)| {
            self.note(&tag, &record, act, run);
            (tag, record.into_dict())
        };
        running.into_iter().map(shown).collect()
    }

    fn note(&self, tag: &str, record: &Record, act: &Act<'_>, run: &RunOptions<'_>) {
        if let Some(notes) = run.notes {
            notes.lock().unwrap_or_else(PoisonError::into_inner).extend(self.blame(tag, record, act));
        }
    }

    /// A chunk and all that it requires, and what these require, in running order.
    fn needed(&self, chunk: usize) -> Vec<usize> {
        let mut needed = vec![false; self.chunks.len()];
        let mut open = vec![chunk];
        while let Some(chunk) = open.pop() {
            if !std::mem::replace(&mut needed[chunk], true) {
                open.extend(self.graph.dependencies(&self.chunks[chunk]).into_iter().map(|(_, chunk)| chunk));
                let mut itself = self.chunks[chunk].clone();
                itself.set("__prereq__", false);
                open.extend(self.graph.dependencies(&itself).into_iter().map(|(_, chunk)| chunk));
            }
        }
        self.order.iter().copied().filter(|&chunk| needed[chunk]).collect()
    }

    fn refuse_unknown(&self, order: &[usize], registry: Registry) -> Result<(), Vec<Failure>> {
        let mut seen: Vec<usize> = Vec::new();
        for &chunk in order {
            if !seen.contains(&chunk) && registry.state(&self.chunks[chunk].full()).is_none() {
                seen.push(chunk);
            }
        }
        let failures: Vec<Failure> =
            seen.into_iter().map(|chunk| self.no_function(&self.chunks[chunk], registry)).collect();
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    fn caller<'c>(&'c self, act: &Act<'c>, run: &RunOptions<'c>) -> Caller<'c> {
        Caller { act: *act, plan: self, options: run.options, mock: run.mock }
    }
}

impl Engine<'_, '_> {
    /// Runs the `mod_watch` chunks of `listen`.
    pub(super) fn run_watchers(&mut self, order: &[usize]) {
        for &chunk in order {
            let low = self.chunks[chunk].clone();
            if self.running.contains_key(&low.tag()) || self.ended(chunk) {
                continue;
            }
            let (record, runs) = self.caller.call(&low, How::Watched);
            self.put(&low, record, runs);
        }
    }
}

/// The result of a run that has nothing to do, under the tag that Salt gives it.
pub fn nothing(comment: &str) -> Dict {
    let mut result = Dict::from([("comment", comment), ("name", "No States")]);
    result.insert("result", false);
    result.insert("changes", Dict::new());
    result.insert("__run_num__", 0);
    Dict::from([("no_|-states_|-states_|-None", result)])
}
