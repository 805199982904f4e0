//! The machine: which happening leads to what.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use halite_common::{
    id::MinionId,
    job::{Report, Return},
};
use indexmap::IndexMap;

use super::{
    Action, Earlier, Happening, Moment, Plan, Presence,
    target::{Target, end_of},
};

/// A minion is sent a job this often at most, until it takes it.
const MAX_SENDS: u32 = 5;
/// Targets that work are asked less and less often, but at least this often.
const SLOWEST_ASK: Duration = Duration::from_secs(60);
/// A minion says this often that it does not hold a job it had taken, before the job counts as lost there. Once is
/// not enough: the return may be on its way.
const MISSES: u32 = 2;
/// When a minion's full queue is tried again.
const BUSY_PAUSE: Duration = Duration::from_secs(1);

/// One job from publication to the last target's end.
#[derive(Debug)]
pub(in crate::jobs) struct Life {
    pub(super) plan: Plan,
    pub(super) targets: IndexMap<MinionId, Target>,
    /// Targets that wait for their turn, by position.
    pub(super) waiting: VecDeque<usize>,
    /// Places of the window that rest, until when.
    pub(super) resting: BTreeSet<(Moment, usize)>,
    /// When targets fall due, by position.
    pub(super) due: BTreeSet<(Moment, usize)>,
    /// How many targets work.
    pub(super) working: usize,
    /// How many targets have not ended.
    pub(super) open: usize,
    pub(super) stored: bool,
    /// Nobody is sent the job any more.
    pub(super) halted: bool,
    /// The operator has ended the job: whoever has it is told so.
    pub(super) cancelled: bool,
    pub(super) now: Moment,
    pub(super) actions: Vec<Action>,
}

impl Life {
    /// A new job, not yet stored.
    pub(in crate::jobs) fn new(
        plan: Plan,
        now: Moment,
        targets: impl IntoIterator<Item = (MinionId, Presence)>,
    ) -> Life {
        let mut life = Life::empty(plan, now);
        for (id, presence) in targets {
            let mut target = Target::new(presence == Presence::Here);
            if let (Presence::Away(since), None) = (presence, life.plan.wait_until) {
                // Carried out when the job is stored.
                target.report = Report::Absent { since };
            }
            life.targets.insert(id, target);
        }
        life.open = life.targets.len();
        life
    }

    /// A job from before the master was restarted, with the targets that had ended. The others have the usual time to
    /// come back.
    pub(in crate::jobs) fn resume(
        plan: Plan,
        now: Moment,
        targets: impl IntoIterator<Item = (MinionId, Earlier)>,
    ) -> Life {
        let mut life = Life::empty(plan, now);
        life.stored = true;
        for (id, earlier) in targets {
            let mut target = Target::new(false);
            target.maybe_sent = earlier != Earlier::NeverSent;
            match earlier {
                Earlier::Ended(end) => target.report = end,
                Earlier::NeverSent | Earlier::MaybeSent => life.open += 1,
            }
            life.targets.insert(id, target);
        }
        let patience = life.plan.patience();
        for position in 0..life.targets.len() {
            if !life.targets[position].report.is_final() {
                life.wait_for(position, patience);
            }
        }
        life
    }

    fn empty(plan: Plan, now: Moment) -> Life {
        Life {
            plan,
            targets: IndexMap::new(),
            waiting: VecDeque::new(),
            resting: BTreeSet::new(),
            due: BTreeSet::new(),
            working: 0,
            open: 0,
            stored: false,
            halted: false,
            cancelled: false,
            now,
            actions: Vec::new(),
        }
    }

    /// Takes in what happened, and gives what has to be done.
    pub(in crate::jobs) fn take(&mut self, now: Moment, happening: Happening) -> Vec<Action> {
        self.now = self.now.max(now);
        let was_open = self.open > 0;
        match happening {
            Happening::Stored => self.begin(),
            Happening::Cancelled => self.cancel(),
            Happening::Tick => {}
            Happening::Returned { result } => self.returned(result),
            Happening::Opened { id, holds } => self.of(&id, |life, p| life.opened(p, holds)),
            Happening::Closed { id } => self.of(&id, Life::closed),
            Happening::Busy { id } => self.of(&id, Life::busy),
            Happening::Accepted { id } => self.of(&id, |life, p| life.heard(p, Report::Accepted)),
            Happening::Started { id } => self.of(&id, |life, p| life.heard(p, Report::Running)),
            Happening::Refused { id, reason } => self.of(&id, |life, p| life.refused(p, reason)),
            Happening::Answered { id, holds } => self.of(&id, |life, p| life.answered(p, holds)),
            Happening::Progress { id, progress } => self.of(&id, |life, p| {
                life.heard(p, Report::Running);
                life.tell_progress(p, progress);
            }),
            Happening::Kept { id, serial } => self.of(&id, |life, p| life.kept(p, serial)),
            Happening::NotKept { id, serial } => self.of(&id, |life, p| life.not_kept(p, serial)),
            Happening::Superseded { id, by } => self.of(&id, |life, p| life.superseded(p, by)),
        }
        self.pass_time();
        self.fill_window();
        if was_open && self.open == 0 && self.stored {
            self.actions.push(Action::End);
        }
        std::mem::take(&mut self.actions)
    }

    /// When [`Happening::Tick`] is wanted next.
    pub(in crate::jobs) fn wake_at(&self) -> Option<Moment> {
        let first = |set: &BTreeSet<(Moment, usize)>| set.first().map(|(moment, _)| *moment);
        [first(&self.due), first(&self.resting)].into_iter().flatten().min()
    }

    /// Where each target stands, as the machine counts.
    #[cfg(test)]
    pub(in crate::jobs) fn reports(&self) -> impl Iterator<Item = (&MinionId, &Report)> {
        self.targets.iter().map(|(id, target)| (id, &target.report))
    }

    /// Whether a minion is among the targets.
    pub(in crate::jobs) fn has(&self, id: &MinionId) -> bool {
        self.targets.contains_key(id)
    }

    /// Whether a target may have the job, or have had it.
    pub(in crate::jobs) fn may_have_it(&self, id: &MinionId) -> bool {
        self.targets.get(id).is_some_and(Target::may_have_it)
    }

    /// Whether a target is to be sent the job now.
    pub(in crate::jobs) fn is_sending(&self, id: &MinionId) -> bool {
        !self.halted && self.targets.get(id).is_some_and(|target| target.report == Report::Sent)
    }

    /// Whether every target has ended.
    pub(in crate::jobs) fn has_ended(&self) -> bool {
        self.stored && self.open == 0
    }

    fn of(&mut self, id: &MinionId, then: impl FnOnce(&mut Life, usize)) {
        // Whoever is no target has no say.
        if let Some(position) = self.targets.get_index_of(id) {
            then(self, position);
        }
    }

    fn begin(&mut self) {
        if std::mem::replace(&mut self.stored, true) {
            return;
        }
        for position in 0..self.targets.len() {
            let target = &mut self.targets[position];
            match std::mem::replace(&mut target.report, Report::Queued) {
                absent @ Report::Absent { .. } => self.end(position, absent, None),
                _ if target.here => self.waiting.push_back(position),
                _ => self.wait_for(position, Duration::ZERO),
            }
        }
    }

    /// Gives an absent target until the job's own limit, or `patience` where it has none.
    fn wait_for(&mut self, position: usize, patience: Duration) {
        let limit = self.plan.wait_until.unwrap_or_else(|| self.now.plus(patience));
        self.set_due(position, Some(limit));
        self.tell_waiting(position);
    }

    fn opened(&mut self, position: usize, holds: bool) {
        let (patience, expired) = (self.plan.timeout, self.has_expired());
        let target = &mut self.targets[position];
        target.here = true;
        target.asked = false;
        match target.report {
            Report::Queued | Report::Sent if holds => self.heard(position, Report::Accepted),
            // Its end is being stored.
            Report::Queued if target.keeping.is_some() => {}
            Report::Queued if self.halted => self.end(position, Report::Cancelled, None),
            Report::Queued if expired && self.stored => self.end(position, Report::Expired, None),
            Report::Queued => {
                self.set_due(position, None);
                if self.stored && !self.waiting.contains(&position) {
                    self.waiting.push_back(position);
                }
            }
            Report::Sent => self.send(position),
            // It does not hold what it had: its return is on its way, or it will say so again when asked.
            Report::Accepted | Report::Running => self.ask_in(position, patience),
            _ => {}
        }
        // That the job is to end may have been lost with the session before, or with the master.
        if holds && self.cancelled {
            self.actions.push(Action::Cancel(self.id(position)));
        }
    }

    fn closed(&mut self, position: usize) {
        self.targets[position].here = false;
        if self.targets[position].is_working() {
            let gather = self.plan.gather;
            self.ask_in(position, gather);
        } else if self.stored
            && self.targets[position].report == Report::Queued
            && self.targets[position].keeping.is_none()
        {
            let gather = self.plan.gather;
            self.wait_for(position, gather);
        }
    }

    fn busy(&mut self, position: usize) {
        if self.targets[position].report == Report::Sent {
            self.ask_in(position, BUSY_PAUSE);
            self.targets[position].sends -= 1;
            self.targets[position].report = Report::Queued;
            self.working -= 1;
        }
    }

    /// A sign of life that says at least this much.
    fn heard(&mut self, position: usize, report: Report) {
        let target = &mut self.targets[position];
        let rank = |report: &Report| match report {
            Report::Queued => 0,
            Report::Sent => 1,
            Report::Accepted => 2,
            Report::Running => 3,
            _ => 4,
        };
        if rank(&target.report) == 4 {
            return;
        }
        target.asks = 0;
        target.misses = 0;
        // It was refused and is taken now: what could not be stored is not true any more.
        target.keeping.take_if(|keeping| keeping.failed);
        if rank(&target.report) < rank(&report) {
            self.set(position, report);
        }
        let timeout = self.plan.timeout;
        self.ask_in(position, timeout);
    }

    fn refused(&mut self, position: usize, reason: String) {
        if self.targets[position].is_working() {
            self.end(position, Report::Refused { reason }, None);
        }
    }

    fn answered(&mut self, position: usize, holds: bool) {
        let target = &mut self.targets[position];
        if !target.asked || !target.is_working() {
            return;
        }
        target.asked = false;
        if holds {
            if target.report == Report::Sent {
                self.set(position, Report::Accepted);
            }
            let asks = self.targets[position].asks;
            let slower = self.plan.timeout.saturating_mul(1 << asks.min(8));
            self.ask_in(position, slower.min(SLOWEST_ASK.max(self.plan.timeout)));
            if self.cancelled {
                self.actions.push(Action::Cancel(self.id(position)));
            }
        } else if !target.has_it() {
            self.send(position);
        } else if target.misses + 1 >= MISSES {
            self.end(position, Report::Lost, None);
        } else {
            target.misses += 1;
            let timeout = self.plan.timeout;
            self.ask_in(position, timeout);
        }
    }

    fn returned(&mut self, result: Arc<Return>) {
        let Some(position) = self.targets.get_index_of(&result.id) else { return };
        let target = &self.targets[position];
        match target.report {
            // It is stored: the acknowledgement was lost.
            Report::Done | Report::Failed => self.actions.push(Action::Acknowledge(result.id.clone())),
            _ => match &target.keeping {
                Some(keeping) if keeping.result.is_some() => {}
                _ => self.end(position, end_of(&result), Some(result)),
            },
        }
    }

    fn cancel(&mut self) {
        self.cancelled = true;
        self.halt();
        for position in 0..self.targets.len() {
            if self.targets[position].is_working() {
                self.actions.push(Action::Cancel(self.id(position)));
            }
        }
    }

    /// Sends the job, unless it was sent too often or nobody is sent it any more.
    pub(super) fn send(&mut self, position: usize) {
        if self.halted {
            return self.end(position, Report::Cancelled, None);
        }
        let target = &mut self.targets[position];
        target.sends += 1;
        if target.sends > MAX_SENDS {
            return self.end(position, Report::Silent, None);
        }
        self.set(position, Report::Sent);
        let timeout = self.plan.timeout;
        self.ask_in(position, timeout);
        self.actions.push(Action::Send(self.id(position)));
    }
}
