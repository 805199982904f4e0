//! Targets that are away and that the job waits for.

use halite_common::{
    id::{Jid, MinionId},
    job::Report,
};

use super::{Action, Life};

impl Life {
    /// Where each target stands, as it is told.
    pub(in crate::jobs) fn standing(&self) -> impl Iterator<Item = (&MinionId, Report)> {
        self.targets.iter().enumerate().map(|(position, (id, target))| {
            let away = target.report == Report::Queued && !target.here;
            let report = match self.waits_for(position) {
                Some(waiting) => waiting,
                None if away && target.maybe_sent => Report::Sent,
                None => target.report.clone(),
            };
            (id, report)
        })
    }

    /// The targets that the job waits for and that, as far as is known, have never been sent it.
    pub(in crate::jobs) fn waited_for(&self) -> impl Iterator<Item = &MinionId> {
        let untouched =
            |position: usize| !self.targets[position].may_have_it() && self.stored && !self.halted;
        let names = self.targets.keys().enumerate();
        names.filter(move |(at, _)| untouched(*at) && self.waits_for(*at).is_some()).map(|(_, id)| id)
    }

    /// That and until when the job waits for a target, if it does.
    fn waits_for(&self, position: usize) -> Option<Report> {
        let target = &self.targets[position];
        let waits =
            target.report == Report::Queued && !target.here && !target.maybe_sent && target.keeping.is_none();
        self.plan.wait_until.filter(|_| waits).map(|until| Report::Waiting { until: until.0 / 1000 })
    }

    pub(super) fn tell_waiting(&mut self, position: usize) {
        if let Some(waiting) = self.waits_for(position) {
            self.actions.push(Action::TellReport(self.id(position), waiting));
        }
    }

    pub(super) fn superseded(&mut self, position: usize, by: Jid) {
        if self.waits_for(position).is_some() && !self.targets[position].may_have_it() {
            self.end(position, Report::Superseded { by }, None);
        }
    }
}
