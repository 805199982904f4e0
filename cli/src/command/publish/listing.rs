//! What an operator sees of a job: returns as they come, progress, and at the end every target by its state.

use std::collections::{BTreeMap, BTreeSet};

use halite_common::{
    api::{JobEvent, Published},
    exit,
    failure::Failure,
    id::{Jid, MinionId},
    job::{Publish, Report, Return},
    value::{Dict, Value},
};

use super::summary;
use crate::{
    args::PublishArgs,
    output::{Board, Printer, is_terminal, say},
};

/// Shows a job's events.
pub(super) struct Listing<'a> {
    printer: &'a Printer,
    jid: Jid,
    unknown: Vec<String>,
    wait_for_all: bool,
    hide_missing: bool,
    summary: bool,
    state_run: bool,
    board: Board,
    returned: BTreeMap<MinionId, Return>,
    minions: Vec<MinionId>,
    /// The minions that are at work, or that the master has yet to send the job.
    open: BTreeSet<MinionId>,
    reports: BTreeMap<MinionId, Report>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(
        published: &Published,
        request: &Publish,
        args: &PublishArgs,
        printer: &'a Printer,
    ) -> Listing<'a> {
        let state_run = request.calls.iter().any(|call| call.function.starts_with("state."));
        Listing {
            printer,
            jid: published.jid,
            unknown: published.missing.clone(),
            wait_for_all: args.static_,
            hide_missing: args.hide_timeout && !args.verbose,
            summary: args.summary,
            state_run,
            board: Board::new(is_terminal()),
            returned: BTreeMap::new(),
            minions: published.minions.clone(),
            open: published.minions.iter().cloned().collect(),
            reports: BTreeMap::new(),
        }
    }

    /// Wipes what is drawn in place.
    pub(super) fn clear(&mut self) {
        self.board.clear();
    }

    /// Shows one event. Every minion is shown once, however often it is told about.
    pub(super) fn show(&mut self, event: JobEvent) -> Result<(), Failure> {
        match event {
            JobEvent::Progress { id, progress } => self.board.set(id, progress),
            JobEvent::Return(returned) if !self.returned.contains_key(&returned.id) => {
                self.board.remove(&returned.id);
                if !self.wait_for_all {
                    self.print(&returned)?;
                }
                self.board.draw();
                self.returned.insert(returned.id.clone(), returned);
            }
            JobEvent::Report { id, report } => self.note(id, report),
            JobEvent::Return(_)
            | JobEvent::Published(_)
            | JobEvent::NotStored { .. }
            | JobEvent::Ended { .. } => {}
        }
        Ok(())
    }

    fn note(&mut self, id: MinionId, report: Report) {
        if report.is_final() || matches!(report, Report::Waiting { .. }) {
            self.open.remove(&id);
        } else {
            self.open.insert(id.clone());
        }
        self.reports.insert(id, report);
    }

    /// Where all minions stand, if the job has not ended and waits for nobody but minions that are away.
    pub(super) fn waits_only(&self) -> Option<Vec<(MinionId, Report)>> {
        let waits = |report: &Report| matches!(report, Report::Waiting { .. });
        if !self.open.is_empty() || !self.reports.values().any(waits) {
            return None;
        }
        let known = |id: &MinionId| Some((id.clone(), self.reports.get(id)?.clone()));
        Some(self.minions.iter().filter_map(known).collect())
    }

    fn print(&self, returned: &Return) -> Result<(), Failure> {
        let value = Value::Dict(Dict::from([self.shown(returned)]));
        self.printer.print(&value, returned.out.as_deref())
    }

    fn shown<'r>(&self, returned: &'r Return) -> (&'r str, Value) {
        let id = returned.id.as_str();
        (id, self.printer.shown(id, &returned.value, &returned.failures))
    }

    /// Shows who did not return and why, and gives the exit code.
    pub(super) fn end(mut self, reports: Vec<(MinionId, Report)>) -> Result<u8, Failure> {
        self.board.clear();
        let unknown = self.unknown.iter().map(|id| (id.as_str(), NO_KEY.to_owned()));
        let silent = reports.iter().filter(|(id, _)| !self.returned.contains_key(id));
        let missing: Vec<(&str, String)> =
            silent.map(|(id, report)| (id.as_str(), report.why())).chain(unknown).collect();
        if self.wait_for_all {
            self.print_all()?;
        }
        for (id, why) in missing.iter().filter(|_| !self.hide_missing) {
            match self.wait_for_all {
                // As in Salt, one document holds returns only.
                true => say(&format!("{id}: {why}")),
                false => {
                    let value = Value::Dict(Dict::from([(*id, why.as_str())]));
                    self.printer.print(&value, Some("no_return"))?;
                }
            }
        }
        if reports.iter().any(|(id, report)| !self.returned.contains_key(id) && report.may_return()) {
            say(&format!("`halite run jobs.lookup_jid {}` shows what returns later", self.jid));
        }
        if self.summary {
            say(&summary::text(&reports, self.unknown.len()));
        }
        Ok(self.code(missing.len()))
    }

    fn print_all(&self) -> Result<(), Failure> {
        let all: Dict = self.returned.values().map(|returned| self.shown(returned)).collect();
        let highstate = self.returned.values().any(|returned| returned.out.as_deref() == Some("highstate"));
        let suits = if highstate || self.state_run { "highstate" } else { "nested" };
        self.printer.print(&Value::Dict(all), Some(suits))
    }

    /// Salt's: 0, 1 where a minion failed, 2 where none returned.
    fn code(&self, missing: usize) -> u8 {
        let failed = self.returned.values().any(|returned| returned.retcode != 0 || !returned.success);
        match (self.returned.is_empty(), failed || missing > 0) {
            (true, _) => exit::STATE_FAILURE,
            (false, true) => exit::GENERIC,
            (false, false) => exit::OK,
        }
    }
}

/// Of ids that a list names and no accepted key has.
const NO_KEY: &str = "Minion did not return. [No such minion] no accepted key has this id";
