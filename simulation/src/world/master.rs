//! The master: its real desk, on a store that can be full and a clock that may be wrong.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use halite_common::{
    id::{Jid, MinionId},
    wire::{ToMaster, ToMinion},
};
use halite_master::jobs::{Clock, Desk, Patience};

use super::{
    event::Event,
    network::shown_up,
    run::{EPOCH, World},
};
use crate::{
    Bug,
    seams::{Fuse, Mail, OUTBOX, SimStore},
};

/// The master.
pub(super) struct Master {
    pub(super) desk: Option<Desk>,
    pub(super) store: Arc<SimStore>,
    pub(super) mail: Arc<Mail>,
    pub(super) fuse: Arc<Fuse>,
    clock: Arc<AtomicI64>,
    /// By how many milliseconds its clock is wrong, and will be after its next start.
    offset: i64,
    pub(super) next_offset: i64,
    /// Tells this run of the program from those before.
    pub(super) life: u32,
    /// A sync of the store is planned, and so many tellings are.
    syncing: bool,
    telling: usize,
    pub(super) slow_store: bool,
    /// When it is planned to wake.
    wake: Option<u64>,
}

impl Master {
    pub(super) fn new(
        ids: impl Iterator<Item = MinionId>,
        bug: Option<Bug>,
        clock: Arc<AtomicI64>,
    ) -> Master {
        let fuse = Arc::new(Fuse::default());
        Master {
            desk: None,
            store: Arc::new(SimStore::new(Arc::clone(&fuse), bug == Some(Bug::AckBeforeFsync))),
            mail: Arc::new(Mail::new(ids, Arc::clone(&fuse))),
            fuse,
            clock,
            offset: 0,
            next_offset: 0,
            life: 0,
            syncing: false,
            telling: 0,
            slow_store: false,
            wake: None,
        }
    }

    /// By how many milliseconds its clock is wrong.
    pub(super) fn offset(&self) -> i64 {
        self.offset
    }

    pub(super) fn is_up(&self) -> bool {
        self.desk.is_some()
    }

    pub(super) fn is_at_rest(&self) -> bool {
        let desk = self.desk.as_ref();
        desk.is_some_and(|desk| desk.active() == 0 && desk.writing() == 0 && desk.wake_in().is_none())
            && self.store.pending() + self.store.decided() == 0
    }
}

impl World<'_> {
    /// Seconds since 1970, as the master thinks.
    fn master_time(&self) -> u64 {
        (EPOCH + self.now).saturating_add_signed(self.master.offset) / 1000
    }

    fn set_master_clock(&mut self) {
        let millis = (EPOCH + self.now).saturating_add_signed(self.master.offset);
        self.master.clock.store(millis.cast_signed() * 1000, Ordering::Relaxed);
    }

    pub(super) fn master_starts(&mut self) {
        if self.master.is_up() {
            return;
        }
        let master = &mut self.master;
        master.life += 1;
        master.fuse.renew();
        master.offset = master.next_offset;
        (master.syncing, master.telling, master.wake) = (false, 0, None);
        for minion in 0..self.scale.minions {
            self.master.mail.set_open(minion, false);
            self.master.mail.set_room(minion, self.scale.mail.min(OUTBOX));
        }
        self.set_master_clock();
        self.master_forgets();
        let patience = Patience {
            timeout: Duration::from_secs(self.scale.timeout),
            gather: Duration::from_secs(self.scale.gather),
        };
        let runtime = self.runtime;
        let _inside = runtime.enter();
        let master = &mut self.master;
        let clock = Clock::told(Arc::clone(&master.clock));
        let post = Arc::clone(&master.mail);
        let desk = Desk::open(master.store.clone(), post, Arc::clone(self.signer), clock, patience);
        match desk {
            Ok(desk) => {
                self.master.desk = Some(desk);
                self.tell(|world| {
                    let active = world.master.desk.as_ref().map_or(0, Desk::active);
                    format!("the master starts, with {active} jobs under way")
                });
                self.after_desk();
            }
            Err(error) => self.witness.fail(format!("the master could not start: {error}")),
        }
    }

    /// Lets the desk do something, and sees to what comes of it.
    pub(super) fn at_desk<T>(&mut self, act: impl FnOnce(&mut Desk) -> T) -> Option<T> {
        self.set_master_clock();
        let runtime = self.runtime;
        let _inside = runtime.enter();
        let done = act(self.master.desk.as_mut()?);
        self.after_desk();
        Some(done)
    }

    /// Messages set out, writes begin, the next wake is planned; or the master has died of it.
    fn after_desk(&mut self) {
        for minion in 0..self.scale.minions {
            self.see_queue(minion);
            self.send_down(minion);
        }
        self.see_posted();
        self.see_cancelled();
        self.see_steps();
        if self.master.fuse.is_dead() {
            return self.master_dies();
        }
        self.plan_sync();
        let Some(desk) = &self.master.desk else { return };
        let wake = desk.wake_in().map(|wait| self.now + u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        if let Some(at) = wake
            && self.master.wake.is_none_or(|planned| at < planned)
        {
            self.master.wake = Some(at);
            self.agenda.plan(at, Event::MasterWakes { life: self.master.life });
        }
    }

    fn plan_sync(&mut self) {
        if self.master.store.pending() > 0 && !self.master.syncing {
            self.master.syncing = true;
            let slow = if self.master.slow_store { 20_000 } else { 20 };
            let wait = 1 + self.moment(10, slow);
            self.plan_in(wait, Event::Syncs { life: self.master.life });
        }
    }

    pub(super) fn store_syncs(&mut self, life: u32) {
        if self.master.life != life || !self.master.is_up() {
            return;
        }
        self.master.syncing = false;
        let batches = self.master.store.pending();
        self.tell(|_| format!("the master's store syncs {batches} batches"));
        let written = self.master.store.sync(batches);
        self.see_written(written);
        while self.master.telling < self.master.store.decided() {
            self.master.telling += 1;
            let wait = self.moment(1, 50);
            self.plan_in(wait, Event::Tells { life });
        }
        self.plan_sync();
    }

    pub(super) fn store_tells(&mut self, life: u32) {
        if self.master.life != life || !self.master.is_up() || self.master.store.decided() == 0 {
            return;
        }
        self.master.telling -= 1;
        let position = self.dice.pick(self.master.store.decided());
        self.master.store.tell(position);
        let runtime = self.runtime;
        if let Some(desk) = &mut self.master.desk {
            let written = runtime.block_on(desk.written());
            self.at_desk(|desk| desk.settle(written));
        }
        self.see_replies();
        self.plan_telling();
    }

    /// The bug that is put in on purpose decides without a sync.
    fn plan_telling(&mut self) {
        let life = self.master.life;
        while self.master.telling < self.master.store.decided() {
            self.master.telling += 1;
            self.plan_in(0, Event::Tells { life });
        }
    }

    pub(super) fn master_wakes(&mut self, life: u32) {
        if self.master.life == life && self.master.is_up() {
            self.master.wake = None;
            self.at_desk(Desk::tick);
            self.plan_telling();
        }
    }

    pub(super) fn master_hears(&mut self, minion: usize, session: u64) {
        let link = &mut self.links[minion];
        if link.session != session || !link.master_open || link.broken {
            return;
        }
        let Some(message) = link.up.pop_front() else { return };
        self.tell(|_| format!("m{minion} -> {}", shown_up(&message)));
        self.master_takes(minion, message);
    }

    pub(super) fn master_takes(&mut self, minion: usize, message: ToMaster) {
        let id = self.minions[minion].id.clone();
        match message {
            ToMaster::Hello { holding, .. } => {
                let time = self.master_time();
                let signing_key = self.signer.key().as_bytes().to_vec();
                let welcome = ToMinion::Welcome { version: String::new(), signing_key, time };
                self.post(&id, welcome);
                let now = (EPOCH + self.now).saturating_add_signed(self.master.offset);
                self.waiting.greets(minion, Some(now));
                self.at_desk(|desk| desk.opened(&id, &holding));
            }
            message => drop(self.at_desk(|desk| desk.hear(&id, message))),
        }
        self.plan_telling();
    }

    fn post(&mut self, id: &MinionId, message: ToMinion) {
        use halite_master::jobs::Post;
        // A queue that has just been opened is empty.
        let _ = self.master.mail.post(id, message);
    }

    /// The master learns that a session is over.
    pub(super) fn master_closes(&mut self, minion: usize) {
        self.links[minion].master_open = false;
        self.master.mail.set_open(minion, false);
        let id = self.minions[minion].id.clone();
        self.waiting.greets(minion, None);
        self.tell(|_| format!("the master learns that the session of m{minion} is over"));
        self.at_desk(|desk| desk.closed(&id));
    }

    /// The master dies, and its machine with it.
    pub(super) fn master_dies(&mut self) {
        if self.master.desk.take().is_none() {
            return;
        }
        let pending = self.master.store.pending();
        let durable = self.dice.pick(pending + 1);
        self.tell(|_| format!("the master dies; {durable} of {pending} batches are durable"));
        let written = self.master.store.crash(durable);
        self.see_written(written);
        self.master_is_gone();
    }

    /// The master stops as it is told to: it stores what it has begun to store.
    pub(super) fn master_stops(&mut self) {
        if !self.master.is_up() {
            return;
        }
        self.tell(|_| "the master stops");
        let life = self.master.life;
        let mut rounds = 0;
        while self.master.store.pending() + self.master.store.decided() > 0 {
            rounds += 1;
            if rounds > 10_000 {
                return self.witness.fail("the master does not come to its end".into());
            }
            self.store_syncs(life);
            self.store_tells(life);
            if !self.master.is_up() {
                return;
            }
        }
        self.master.desk = None;
        self.master_is_gone();
    }

    fn master_is_gone(&mut self) {
        for minion in 0..self.scale.minions {
            self.cut(minion);
            self.links[minion].master_open = false;
            self.master.mail.set_open(minion, false);
        }
        self.witness.forget_replies();
        self.waiting.master_gone();
        let wait = 100 + self.moment(1000, 60_000);
        self.plan_in(wait, Event::MasterStarts);
    }

    /// A message to a minion has left the desk.
    pub(super) fn see_sent(&mut self, minion: usize, message: &ToMinion) {
        if let ToMinion::Job(envelope) = message {
            self.see_job_sent(minion, envelope);
        }
        self.tell(|world| format!("master -> m{minion} {}", world.shown_down(message)));
        match message {
            ToMinion::Acknowledge { jid } => self.see_acknowledged(minion, *jid),
            ToMinion::Find { jids } => jids.iter().for_each(|jid| self.see_mentioned(minion, *jid)),
            ToMinion::Cancel { jid } => self.see_mentioned(minion, *jid),
            _ => {}
        }
    }

    fn see_mentioned(&mut self, minion: usize, jid: Jid) {
        if !self.is_target(minion, jid) {
            self.witness.fail(format!("m{minion} hears of job {jid}, which is not its own"));
        }
    }
}
