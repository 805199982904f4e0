//! What an operator sees of a job: returns as they come, progress, and at the end every target by its state.

use std::collections::BTreeMap;

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
            JobEvent::Return(_)
            | JobEvent::Report { .. }
            | JobEvent::Published(_)
            | JobEvent::NotStored { .. }
            | JobEvent::Ended { .. } => {}
        }
        Ok(())
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
            silent.map(|(id, report)| (id.as_str(), why(report))).chain(unknown).collect();
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
        if reports.iter().any(|(id, report)| !self.returned.contains_key(id) && may_return(report)) {
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

/// Tells whether a result may still come.
fn may_return(report: &Report) -> bool {
    !matches!(report, Report::Refused { .. } | Report::Expired | Report::Cancelled | Report::Absent { .. })
}

/// Of ids that a list names and no accepted key has.
const NO_KEY: &str = "Minion did not return. [No such minion] no accepted key has this id";

/// Why there is no return, beginning with Salt's words.
fn why(report: &Report) -> String {
    let did_not = |reason: &str| format!("Minion did not return. [{reason}]");
    match report {
        Report::Absent { since: Some(since) } => {
            format!("{} offline since {}", did_not("Not connected"), summary::moment(*since))
        }
        Report::Absent { since: None } => format!("{} it was never seen", did_not("Not connected")),
        Report::Silent => did_not("No response"),
        Report::Lost => did_not("Lost: the minion died while it ran the job; it was not run again"),
        Report::Expired => did_not("Expired: its time ran out before it could start"),
        Report::Refused { reason } => did_not(&format!("Refused: {reason}")),
        Report::Cancelled => did_not("Cancelled"),
        Report::Queued => did_not("Queued: it will run when the minion is back"),
        Report::Sent | Report::Accepted | Report::Running => did_not("Still running"),
        Report::Done | Report::Failed => did_not("Returned, but the result could not be shown"),
    }
}
