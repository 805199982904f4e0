//! How targets come to their ends: by what they say, or by the time that passes.

use std::{sync::Arc, time::Duration};

use halite_common::{
    id::MinionId,
    job::{Progress, Report, Return},
};

use super::{Action, Life, Moment, target::Keeping};

impl Life {
    /// Lets everything happen that is due.
    pub(super) fn pass_time(&mut self) {
        while let Some((_, position)) = self.due.first().copied().filter(|(at, _)| *at <= self.now) {
            self.set_due(position, None);
            self.fell_due(position);
        }
    }

    fn fell_due(&mut self, position: usize) {
        let expired = self.has_expired();
        let target = &mut self.targets[position];
        let may_have_it = target.may_have_it();
        if let Some(failed) = target.keeping.take_if(|keeping| keeping.failed) {
            return self.end(position, failed.report, None);
        }
        match target.report {
            // Who is here and does not hold it, has not got it.
            Report::Queued if self.halted && (target.here || !may_have_it) => {
                self.end(position, Report::Cancelled, None);
            }
            Report::Queued if target.here => self.waiting.push_front(position),
            Report::Queued if expired && !may_have_it => self.end(position, Report::Expired, None),
            Report::Queued => self.end(position, Report::Silent, None),
            _ if !target.is_working() => {}
            _ if target.here && !target.asked => {
                target.asked = true;
                target.asks += 1;
                let gather = self.plan.gather;
                self.set_due(position, Some(self.now.plus(gather)));
                self.actions.push(Action::Find(self.id(position)));
            }
            // It was sent to, and went away before it took the job: the job may wait for it.
            Report::Sent if !target.here && !self.halted && self.plan.wait_until.is_some() && !expired => {
                self.working -= 1;
                self.targets[position].report = Report::Queued;
                self.set_due(position, self.plan.wait_until);
                self.tell_waiting(position);
            }
            _ => self.end(position, Report::Silent, None),
        }
    }

    /// Whether the job waits for nobody any more.
    pub(super) fn has_expired(&self) -> bool {
        self.plan.wait_until.is_some_and(|limit| limit <= self.now)
    }

    /// Brings a target to its end as soon as that is stored.
    ///
    /// Only a return may take the place of an end that is being stored.
    pub(super) fn end(&mut self, position: usize, report: Report, result: Option<Arc<Return>>) {
        self.set_due(position, None);
        let target = &mut self.targets[position];
        target.keeping.take_if(|keeping| keeping.failed);
        if target.keeping.is_some() && result.is_none() {
            return;
        }
        target.keeps += 1;
        let serial = target.keeps;
        target.keeping =
            Some(Keeping { serial, report: report.clone(), result: result.clone(), failed: false });
        self.actions.push(Action::Keep { id: self.id(position), serial, report, result });
    }

    pub(super) fn kept(&mut self, position: usize, serial: u32) {
        let target = &mut self.targets[position];
        // A return that came while something else was being stored has a later number, and is not stored yet.
        let Some(Keeping { report, result, .. }) = target.keeping.take_if(|keeping| keeping.serial == serial)
        else {
            return;
        };
        // A return may come for a target that was given up: the later end replaces the first.
        let (was_open, was_working) = (!target.report.is_final(), target.is_working());
        let failed = matches!(report, Report::Failed | Report::Lost | Report::Refused { .. });
        if let Some(result) = result {
            self.actions.push(Action::Acknowledge(self.id(position)));
            self.actions.push(Action::TellReturn(result));
        }
        self.targets[position].report = report.clone();
        self.actions.push(Action::TellReport(self.id(position), report));
        self.open -= usize::from(was_open);
        self.working -= usize::from(was_working);
        if was_working && !self.plan.rest.is_zero() {
            self.resting.insert((self.now.plus(self.plan.rest), position));
        }
        if failed && self.plan.failhard {
            self.halt();
        }
    }

    /// A return is sent again by the minion; anything else is tried again by us.
    pub(super) fn not_kept(&mut self, position: usize, serial: u32) {
        let target = &mut self.targets[position];
        let Some(keeping) = target.keeping.take_if(|keeping| keeping.serial == serial) else { return };
        let said_once = matches!(
            keeping.report,
            Report::Refused { .. } | Report::Cancelled | Report::Absent { .. } | Report::Superseded { .. }
        );
        if keeping.result.is_none() && said_once {
            // Not at once: a full disk would be asked again and again.
            let pause = self.plan.timeout;
            target.keeping = Some(Keeping { failed: true, ..keeping });
            self.set_due(position, Some(self.now.plus(pause)));
        } else if !self.targets[position].report.is_final() {
            let timeout = self.plan.timeout;
            self.ask_in(position, timeout);
        }
    }

    /// Nobody else is sent the job.
    pub(super) fn halt(&mut self) {
        self.halted = true;
        self.waiting.clear();
        let patience = self.plan.patience();
        for position in 0..self.targets.len() {
            let target = &self.targets[position];
            if target.report != Report::Queued || target.keeping.is_some() {
                continue;
            }
            // Only when it is back it is known what it has.
            if target.may_have_it() && !target.here {
                self.ask_in(position, patience);
            } else {
                self.end(position, Report::Cancelled, None);
            }
        }
    }

    /// A step that is not final: told, and not stored.
    pub(super) fn set(&mut self, position: usize, report: Report) {
        let target = &mut self.targets[position];
        let was_working = target.is_working();
        if target.report != report {
            target.report = report.clone();
            let is_working = target.is_working();
            self.working += usize::from(is_working && !was_working);
            self.actions.push(Action::TellReport(self.id(position), report));
        }
    }

    pub(super) fn tell_progress(&mut self, position: usize, progress: Progress) {
        if self.targets[position].report == Report::Running {
            self.actions.push(Action::TellProgress(self.id(position), progress));
        }
    }

    /// The target is asked, or given up, after this time.
    pub(super) fn ask_in(&mut self, position: usize, patience: Duration) {
        self.targets[position].asked = false;
        self.set_due(position, Some(self.now.plus(patience)));
    }

    pub(super) fn set_due(&mut self, position: usize, at: Option<Moment>) {
        if let Some(before) = std::mem::replace(&mut self.targets[position].due, at) {
            self.due.remove(&(before, position));
        }
        self.due.extend(at.map(|at| (at, position)));
    }

    pub(super) fn id(&self, position: usize) -> MinionId {
        self.targets.get_index(position).expect("positions are of this job's targets").0.clone()
    }
}
