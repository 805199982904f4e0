//! A minion: its real desk and journal, on a disk that forgets and threads that are made up.

use std::{cell::RefCell, collections::VecDeque, path::Path, rc::Rc, sync::Arc};

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Return},
    target::Known,
    value::Value,
    wire::{Envelope, ToMinion, open_job},
};
use halite_minion::{
    executor::{Desk, Input, Visit, judge},
    journal::Journal,
};

use super::{
    event::Event,
    run::{EPOCH, World},
    scale::Scale,
};
use crate::{
    Bug,
    dice::Dice,
    seams::{Fuse, Hands, SimDisk, Surroundings},
};

/// A minion.
pub(super) struct Minion {
    pub(super) id: MinionId,
    pub(super) desk: Option<Desk<Hands>>,
    pub(super) around: Rc<RefCell<Surroundings>>,
    pub(super) disk: SimDisk,
    pub(super) fuse: Arc<Fuse>,
    pub(super) life: u32,
    born: u64,
    /// By how many seconds its clock is wrong.
    pub(super) offset: i64,
    /// What waits for the desk; its threads wait for room, the master's messages do not.
    inputs: VecDeque<Input>,
    visits: VecDeque<Visit>,
    /// It is planned that the desk takes in the next input.
    works: bool,
    wake: Option<u64>,
}

impl Minion {
    pub(super) fn new(number: usize, scale: &Scale, dice: &mut Dice, bug: Option<Bug>) -> Minion {
        let fuse = Arc::new(Fuse::default());
        let id: MinionId = format!("m{number}").parse().expect("a plain name");
        let around = Surroundings {
            id: id.clone(),
            now: 0,
            time: 0,
            online: false,
            outbox: Vec::new(),
            room: scale.outbox,
            visits: Vec::new(),
            door: scale.door,
            begun: Vec::new(),
            running: Default::default(),
            signals: Vec::new(),
            holding: Vec::new(),
            queued: 0,
            exhausted: false,
            fuse: Arc::clone(&fuse),
            bug,
        };
        Minion {
            id,
            desk: None,
            around: Rc::new(RefCell::new(around)),
            disk: SimDisk::new(Arc::clone(&fuse), dice.below(u64::MAX)),
            fuse,
            life: 0,
            born: 0,
            offset: 0,
            inputs: VecDeque::new(),
            visits: VecDeque::new(),
            works: false,
            wake: None,
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.desk.is_some()
    }

    pub(super) fn is_at_rest(&self) -> bool {
        let around = self.around.borrow();
        self.is_up()
            && self.inputs.is_empty()
            && self.visits.is_empty()
            && around.holding.is_empty()
            && around.running.is_empty()
    }

    fn set_clocks(&self, now: u64) {
        let around = &mut *self.around.borrow_mut();
        around.now = now - self.born;
        around.time = ((EPOCH + now) / 1000).saturating_add_signed(self.offset);
    }
}

impl World<'_> {
    pub(super) fn minion_starts(&mut self, number: usize) {
        let slack = self.scale.journal_slack;
        let max_bytes = self.scale.journal_bytes;
        let minion = &mut self.minions[number];
        if minion.is_up() {
            return;
        }
        minion.life += 1;
        minion.born = self.now;
        minion.fuse.renew();
        minion.inputs.clear();
        minion.visits.clear();
        (minion.works, minion.wake) = (false, None);
        {
            let around = &mut *minion.around.borrow_mut();
            around.online = false;
            around.outbox.clear();
            around.visits.clear();
            around.running.clear();
            around.signals.clear();
            around.begun.clear();
        }
        minion.set_clocks(self.now);
        let disk = Box::new(minion.disk.clone());
        match Journal::on(disk, max_bytes, slack, Path::new("journal")) {
            Ok(journal) => {
                let mut desk = Desk::new(Hands(Rc::clone(&minion.around)), journal);
                desk.turn();
                minion.desk = Some(desk);
                self.tell(|world| {
                    format!("m{number} starts, holding {:?}", world.minions[number].around.borrow().holding)
                });
                self.after_turn(number);
                self.plan_in(1, Event::Dial { minion: number });
            }
            Err(error) => {
                self.tell(|_| format!("m{number} could not start: {error}"));
                self.plan_in(5000, Event::MinionStarts { minion: number });
            }
        }
    }

    /// Lets a minion's desk do something, and sees to what comes of it.
    fn at_minion(&mut self, number: usize, act: impl FnOnce(&mut Desk<Hands>)) {
        let minion = &mut self.minions[number];
        minion.set_clocks(self.now);
        let Some(desk) = &mut minion.desk else { return };
        act(desk);
        desk.turn();
        self.after_turn(number);
    }

    fn after_turn(&mut self, number: usize) {
        let minion = &mut self.minions[number];
        let life = minion.life;
        let (outbox, begun, signals) = {
            let around = &mut *minion.around.borrow_mut();
            minion.visits.extend(around.visits.drain(..));
            let stalled = self.links[number].stalled;
            let outbox = if stalled { Vec::new() } else { std::mem::take(&mut around.outbox) };
            (outbox, std::mem::take(&mut around.begun), std::mem::take(&mut around.signals))
        };
        let mut looks = minion.visits.len();
        outbox.into_iter().for_each(|message| self.send_up(number, message));
        begun.into_iter().for_each(|job| self.function_begins(number, &job));
        for (jid, signal) in signals {
            // Some functions do not listen to SIGTERM.
            if signal == 9 || !self.dice.one_in(4) {
                let wait = self.moment(50, 3000);
                self.plan_in(wait, Event::Ends { minion: number, life, jid, signal });
            }
        }
        if self.minions[number].fuse.is_dead() {
            return self.minion_dies(number);
        }
        self.see_kept(number);
        while looks > 0 {
            looks -= 1;
            let wait = 1 + self.moment(5, 200);
            self.plan_in(wait, Event::Looks { minion: number, life });
        }
        let minion = &mut self.minions[number];
        let wake = minion.desk.as_ref().and_then(Desk::wake_at);
        let wake = wake.map(|at| minion.born + u64::try_from(at.as_millis()).unwrap_or(u64::MAX));
        if let Some(at) = wake.map(|at| at.max(self.now))
            && minion.wake.is_none_or(|planned| at < planned)
        {
            minion.wake = Some(at);
            self.agenda.plan(at, Event::Wakes { minion: number, life });
        }
    }

    pub(super) fn minion_wakes(&mut self, number: usize, life: u32) {
        if self.minions[number].life == life {
            self.minions[number].wake = None;
            self.at_minion(number, |_| ());
        }
    }

    /// Puts something before the desk. A message of the master is dropped when there is no room.
    fn put_in(&mut self, number: usize, input: Input) {
        let room = self.scale.inputs;
        let minion = &mut self.minions[number];
        let droppable = match &input {
            Input::Message(message) => !matches!(message, ToMinion::Welcome { .. }),
            Input::Offline => true,
            _ => false,
        };
        if droppable && minion.inputs.len() >= room {
            return self.tell(|_| format!("m{number} has no room: a message is dropped"));
        }
        minion.inputs.push_back(input);
        self.plan_work(number);
    }

    fn plan_work(&mut self, number: usize) {
        let minion = &mut self.minions[number];
        if !minion.works && !minion.inputs.is_empty() && minion.is_up() {
            minion.works = true;
            let life = minion.life;
            let wait = self.moment(1, 20);
            self.plan_in(wait, Event::Works { minion: number, life });
        }
    }

    pub(super) fn minion_works(&mut self, number: usize, life: u32) {
        let minion = &mut self.minions[number];
        if minion.life != life || !minion.is_up() {
            return;
        }
        minion.works = false;
        if let Some(input) = minion.inputs.pop_front() {
            if let Input::Ended(result) = &input {
                self.see_ended(number, result);
            }
            self.at_minion(number, |desk| desk.hear(input));
        }
        self.plan_work(number);
    }

    pub(super) fn minion_hears(&mut self, number: usize, session: u64) {
        let link = &mut self.links[number];
        if link.session != session || !link.minion_open || link.broken {
            return;
        }
        let Some(message) = link.down.pop_front() else { return };
        self.tell(|world| format!("m{number} hears {}", world.shown_down(&message)));
        self.put_in(number, Input::Message(message));
    }

    pub(super) fn minion_is_offline(&mut self, number: usize) {
        {
            let around = &mut *self.minions[number].around.borrow_mut();
            around.online = false;
            around.outbox.clear();
        }
        self.put_in(number, Input::Offline);
    }

    /// A minion looks at a job: the real judgement, by a target that may have lost it meanwhile.
    pub(super) fn minion_looks(&mut self, number: usize, life: u32) {
        let minion = &mut self.minions[number];
        if minion.life != life || !minion.is_up() {
            return;
        }
        let Some(visit) = minion.visits.pop_front() else { return };
        let Some(job) = self.open(&visit.envelope) else {
            return self.witness.fail(format!("m{number} was sent a job that the master did not sign"));
        };
        let here = Known { id: self.minions[number].id.to_string(), ..Known::default() };
        let verdict = judge(&job, &here, visit.now);
        if self.bug == Some(Bug::SkipDedup) && verdict.is_ok() && self.witness.has_begun(number, job.jid) {
            self.function_begins(number, &job);
        }
        let bytes = visit.envelope.job.len() as u64;
        self.put_in(number, Input::Looked { job, bytes, verdict });
    }

    /// The job in an envelope, which is checked once.
    pub(super) fn open(&mut self, envelope: &Envelope) -> Option<Arc<Job>> {
        if let Some(job) = self.witness.opened.get(&envelope.job) {
            return Some(Arc::clone(job));
        }
        let job = Arc::new(open_job(envelope, &self.signer.key(), 0).ok()?);
        self.witness.opened.insert(envelope.job.clone(), Arc::clone(&job));
        Some(job)
    }

    fn function_begins(&mut self, number: usize, job: &Arc<Job>) {
        let jid = job.jid;
        self.tell(|_| format!("m{number} runs {jid}"));
        self.see_begun(number, job);
        let lasts = match self.dice.below(4) {
            0 => self.dice.below(5),
            1 => self.dice.below(1000),
            2 => self.dice.below(20_000),
            _ => self.dice.below(90_000),
        };
        let life = self.minions[number].life;
        self.plan_in(lasts, Event::Ends { minion: number, life, jid, signal: 0 });
    }

    pub(super) fn function_ends(&mut self, number: usize, life: u32, jid: Jid, signal: i32) {
        let minion = &self.minions[number];
        let runs = minion.life == life && minion.is_up() && minion.around.borrow().running.contains_key(&jid);
        let ended = minion.inputs.iter().any(|input| matches!(input, Input::Ended(it) if it.jid == jid));
        if !runs || ended {
            return;
        }
        let retcode = if signal != 0 { 128 + signal } else { i32::from(self.dice.one_in(4)) };
        let size = if self.dice.one_in(6) { self.dice.pick(2000) } else { 3 };
        let nonce = format!("{:x}{}", self.dice.below(1 << 40), "x".repeat(size));
        let result = Return {
            jid,
            id: minion.id.clone(),
            function: "test.ping".into(),
            value: Value::from(nonce),
            retcode,
            success: retcode == 0,
            out: None,
            failures: Vec::new(),
            lost: false,
        };
        self.tell(|_| format!("m{number} has run {jid}, retcode {retcode}"));
        self.put_in(number, Input::Ended(Arc::new(result)));
    }

    /// A minion dies, and its machine with it.
    pub(super) fn minion_dies(&mut self, number: usize) {
        if self.minions[number].desk.take().is_none() {
            return;
        }
        self.tell(|_| format!("m{number} dies"));
        self.minions[number].disk.crash();
        self.witness.died(number);
        self.cut(number);
        self.links[number].minion_open = false;
        let wait = 100 + self.moment(1000, 60_000);
        self.plan_in(wait, Event::MinionStarts { minion: number });
    }
}
