//! The world itself: lets one thing happen after the other, until all is calm and at rest.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicI64},
};

use halite_common::crypto::Signer;
use tokio::runtime::Runtime;

use super::{
    event::{Agenda, Event},
    master::Master,
    minion::Minion,
    network::Link,
    scale::Scale,
    trouble::Trouble,
    waiting::Waiting,
    witness::Witness,
};
use crate::{Bug, Outcome, dice::Dice};

/// Everything is to be at rest so long after the last trouble.
const PATIENCE: u64 = 2 * 3600 * 1000;
/// More than this can only be things that chase each other.
const MAX_EVENTS: u64 = 100_000;
/// When the world begins: milliseconds since 1970.
pub(super) const EPOCH: u64 = 1_795_167_000_000;

/// One master, several minions, and what happens between them.
pub(crate) struct World<'a> {
    pub(super) dice: Dice,
    pub(super) scale: Scale,
    pub(super) bug: Option<Bug>,
    /// Milliseconds since the world began.
    pub(super) now: u64,
    pub(super) calm: bool,
    pub(super) agenda: Agenda,
    pub(super) master: Master,
    pub(super) minions: Vec<Minion>,
    pub(super) links: Vec<Link>,
    pub(super) witness: Witness,
    pub(super) waiting: Waiting,
    pub(super) signer: &'a Arc<Signer>,
    pub(super) runtime: &'a Runtime,
    /// What happened, if anybody wants to read it.
    pub(super) story: Option<Vec<String>>,
    pub(super) events: u64,
}

impl<'a> World<'a> {
    /// The world of a seed. `told` keeps its story.
    pub(crate) fn new(
        seed: u64,
        bug: Option<Bug>,
        told: bool,
        signer: &'a Arc<Signer>,
        runtime: &'a Runtime,
    ) -> World<'a> {
        let mut dice = Dice::new(seed);
        let scale = Scale::draw(&mut dice);
        let minions: Vec<Minion> =
            (0..scale.minions).map(|number| Minion::new(number, &scale, &mut dice, bug)).collect();
        let ids = minions.iter().map(|minion| minion.id.clone());
        let clock = Arc::new(AtomicI64::new(0));
        let master = Master::new(ids, bug, clock);
        let mut world = World {
            links: minions.iter().map(|_| Link::default()).collect(),
            witness: Witness::new(scale.minions),
            waiting: Waiting::new(scale.minions),
            dice,
            bug,
            now: 0,
            calm: false,
            agenda: Agenda::default(),
            master,
            minions,
            signer,
            runtime,
            story: told.then(Vec::new),
            events: 0,
            scale,
        };
        world.prepare();
        world
    }

    fn prepare(&mut self) {
        let Scale { minions, jobs, calm_at, troubles, .. } = self.scale;
        self.tell(|world| format!("{:?}", world.scale));
        self.agenda.plan(0, Event::MasterStarts);
        for minion in 0..minions {
            let at = self.dice.below(2000);
            self.agenda.plan(at, Event::MinionStarts { minion });
        }
        for _ in 0..jobs {
            let at = self.dice.below(calm_at);
            self.agenda.plan(at, Event::Publish);
            if self.dice.one_in(4) {
                let at = at + self.dice.below(20_000);
                self.agenda.plan(at, Event::Cancel);
            }
        }
        for _ in 0..troubles {
            let at = self.dice.below(calm_at);
            let trouble = Trouble::draw(&mut self.dice, minions);
            self.agenda.plan(at, Event::Trouble(trouble));
        }
        self.agenda.plan(calm_at, Event::Calm);
    }

    /// Lets everything happen, and judges.
    pub(crate) fn run(mut self) -> Outcome {
        while self.witness.violation.is_none() && !(self.calm && self.is_at_rest()) {
            let Some((at, event)) = self.agenda.next() else { break };
            if at > self.scale.calm_at + PATIENCE || self.events > MAX_EVENTS {
                break;
            }
            self.now = at;
            self.events += 1;
            self.happen(event);
        }
        if self.witness.violation.is_none() {
            self.judge();
        }
        Outcome {
            violation: self.witness.violation.take(),
            story: self.story.take().unwrap_or_default(),
            events: self.events,
            jobs: self.witness.jobs.len() as u64,
            runs: self.witness.runs(),
            ends: std::mem::take(&mut self.witness.ends),
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Publish => self.publish(),
            Event::Cancel => self.cancel(),
            Event::Trouble(trouble) => self.trouble(trouble),
            Event::Heal(heal) => self.heal(heal),
            Event::Calm => self.calm_down(),
            Event::MasterStarts => self.master_starts(),
            Event::MinionStarts { minion } => self.minion_starts(minion),
            Event::Dial { minion } => self.dial(minion),
            Event::Greet { minion, session } => self.greet(minion, session),
            Event::ToMaster { minion, session } => self.master_hears(minion, session),
            Event::ToMinion { minion, session } => self.minion_hears(minion, session),
            Event::MinionLearns { minion, session } => self.minion_learns(minion, session),
            Event::MasterLearns { minion, session } => self.master_learns(minion, session),
            Event::Works { minion, life } => self.minion_works(minion, life),
            Event::Wakes { minion, life } => self.minion_wakes(minion, life),
            Event::Looks { minion, life } => self.minion_looks(minion, life),
            Event::Ends { minion, life, jid, signal } => self.function_ends(minion, life, jid, signal),
            Event::Syncs { life } => self.store_syncs(life),
            Event::Tells { life } => self.store_tells(life),
            Event::MasterWakes { life } => self.master_wakes(life),
        }
    }

    pub(super) fn plan_in(&mut self, wait: u64, event: Event) {
        self.agenda.plan(self.now + wait, event);
    }

    /// A time that something takes: short when all is calm, longer in trouble.
    pub(super) fn moment(&mut self, calm: u64, trouble: u64) -> u64 {
        let limit = if self.calm { calm } else { trouble };
        self.dice.below(limit + 1)
    }

    /// Writes a line of the story, if anybody reads it.
    pub(super) fn tell<S: fmt::Display>(&mut self, line: impl FnOnce(&World<'_>) -> S) {
        if self.story.is_none() {
            return;
        }
        let line = format!("{:>10.3} s  {}", self.now as f64 / 1000.0, line(self));
        if let Some(story) = &mut self.story {
            story.push(line);
        }
    }

    /// Nothing is to be done any more, on either side.
    fn is_at_rest(&self) -> bool {
        self.master.is_at_rest()
            && self.minions.iter().all(Minion::is_at_rest)
            && self.links.iter().all(Link::is_at_rest)
    }
}
