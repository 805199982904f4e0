//! Thousands of seeded schedules with loss, duplication, crashes of either side and restarts.
//!
//! Held in each: no minion runs a job twice, a return is acknowledged only when it is stored, a stored return stays, and
//! every target ends in a named state.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use halite_common::{
    id::MinionId,
    job::{Report, Return},
    value::Value,
};

use super::{Action, Happening, Life, Moment, Plan, Presence};

/// SplitMix64: small, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// A minion: what its journal remembers outlives a crash.
#[derive(Default)]
struct Minion {
    here: bool,
    seen: bool,
    running: bool,
    runs: u32,
    /// The return in the journal, until it is acknowledged.
    journal: Option<Arc<Return>>,
}

/// What the master has on disk.
#[derive(Default)]
struct Disk {
    job: bool,
    ends: BTreeMap<MinionId, (Report, bool)>,
}

struct World {
    dice: Dice,
    life: Option<Life>,
    disk: Disk,
    minions: BTreeMap<MinionId, Minion>,
    /// Messages on their way to the master; lost when the session or the master goes.
    inbox: Vec<Happening>,
    /// What the store has taken and not yet written, in order.
    writes: VecDeque<(MinionId, u32, Report, Option<Arc<Return>>)>,
    now: u64,
    ended: bool,
    acknowledged: BTreeSet<MinionId>,
}

fn plan(dice: &mut Dice) -> Plan {
    Plan {
        timeout: Duration::from_secs(5),
        gather: Duration::from_secs(10),
        window: dice.one_in(2).then_some(2),
        rest: Duration::from_secs(dice.roll(2)),
        failhard: dice.one_in(4),
        wait_until: dice.one_in(3).then_some(Moment(200_000)),
    }
}

fn result(id: &MinionId, lost: bool, retcode: i32) -> Arc<Return> {
    Arc::new(Return {
        jid: "20261120093000123456".parse().unwrap(),
        id: id.clone(),
        function: "test.ping".into(),
        value: Value::Null,
        retcode,
        success: retcode == 0,
        out: None,
        failures: Vec::new(),
        lost,
    })
}

impl World {
    fn run(seed: u64) {
        let mut dice = Dice(seed);
        let plan = plan(&mut dice);
        let names: Vec<MinionId> = (0..5).map(|n| format!("m{n}").parse().unwrap()).collect();
        let mut minions = BTreeMap::new();
        for name in &names {
            minions.insert(name.clone(), Minion { here: dice.one_in(2), ..Minion::default() });
        }
        let presence = |minion: &Minion| if minion.here { Presence::Here } else { Presence::Away(None) };
        let life =
            Life::new(plan.clone(), Moment(0), minions.iter().map(|(id, m)| (id.clone(), presence(m))));
        let mut world = World {
            dice,
            life: Some(life),
            disk: Disk { job: true, ..Disk::default() },
            minions,
            inbox: vec![Happening::Stored],
            writes: VecDeque::new(),
            now: 0,
            ended: false,
            acknowledged: BTreeSet::new(),
        };
        for step in 0..400 {
            // Trouble ends at some point, so that everything can come to its end.
            world.step(&plan, &names, step < 150);
        }
        world.judge(seed);
    }

    fn step(&mut self, plan: &Plan, names: &[MinionId], trouble: bool) {
        self.now += 200 + self.dice.roll(2000);
        if trouble && self.dice.one_in(40) {
            self.crash(plan);
        }
        let name = &names[usize::try_from(self.dice.roll(names.len() as u64)).unwrap()];
        self.minion_acts(name, trouble);
        for happening in std::mem::take(&mut self.inbox) {
            if trouble && !matches!(happening, Happening::Stored) && self.dice.one_in(12) {
                continue;
            }
            if trouble && self.dice.one_in(12) {
                self.master_takes(happening.clone());
            }
            self.master_takes(happening);
        }
        self.master_takes(Happening::Tick);
        for _ in 0..self.dice.roll(3) {
            self.write();
        }
    }

    /// The master dies; what was on its way is lost, and so is what it knew.
    fn crash(&mut self, plan: &Plan) {
        self.inbox.clear();
        self.writes.clear();
        let ends = &self.disk.ends;
        let targets =
            self.minions.keys().map(|id| (id.clone(), ends.get(id).map(|(report, _)| report.clone())));
        self.life = Some(Life::resume(plan.clone(), Moment(self.now), targets));
        self.ended = self.life.as_ref().is_some_and(Life::has_ended);
        self.minions.values_mut().for_each(|minion| minion.here = false);
    }

    fn minion_acts(&mut self, id: &MinionId, trouble: bool) {
        let dice = &mut self.dice;
        let minion = self.minions.get_mut(id).unwrap();
        if trouble && dice.one_in(15) {
            // It dies; what it was running is lost, and its journal knows.
            if minion.running {
                minion.running = false;
                minion.journal = Some(result(id, true, 1));
            }
            minion.here = false;
            self.inbox.push(Happening::Closed { id: id.clone() });
        } else if !minion.here && (!trouble || dice.one_in(2)) {
            minion.here = true;
            self.inbox.push(Happening::Opened { id: id.clone(), holds: minion.running });
        } else if minion.here && trouble && dice.one_in(10) {
            minion.here = false;
            self.inbox.push(Happening::Closed { id: id.clone() });
        }
        if minion.running && dice.one_in(3) {
            minion.running = false;
            let retcode = i32::from(dice.one_in(4));
            minion.journal = Some(result(id, false, retcode));
        }
        if let Some(result) = minion.journal.clone().filter(|_| minion.here) {
            self.inbox.push(Happening::Returned { result });
        }
    }

    fn master_takes(&mut self, happening: Happening) {
        for action in self.life.as_mut().unwrap().take(Moment(self.now), happening) {
            self.carry_out(action);
        }
    }

    /// The store writes one thing, or cannot.
    fn write(&mut self) {
        let Some((id, serial, report, result)) = self.writes.pop_front() else { return };
        if self.dice.one_in(10) {
            return self.master_takes(Happening::NotKept { id, serial });
        }
        let stored = self.disk.ends.get(&id).is_some_and(|(_, with_result)| *with_result);
        assert!(!stored || result.is_some(), "a stored return was replaced by {report:?}");
        self.disk.ends.insert(id.clone(), (report, result.is_some()));
        self.master_takes(Happening::Kept { id, serial });
    }

    fn carry_out(&mut self, action: Action) {
        match action {
            Action::Send(id) => {
                assert!(self.disk.job, "sent before it was stored");
                let minion = self.minions.get_mut(&id).unwrap();
                if minion.here && !self.dice.one_in(10) {
                    if !minion.seen {
                        (minion.seen, minion.running, minion.runs) = (true, true, minion.runs + 1);
                    }
                    if minion.running {
                        self.inbox.push(Happening::Started { id });
                    }
                }
            }
            Action::Find(id) => {
                let minion = &self.minions[&id];
                if minion.here {
                    self.inbox.push(Happening::Answered { id, holds: minion.running });
                }
            }
            Action::Keep { id, serial, report, result } => {
                self.writes.push_back((id, serial, report, result))
            }
            Action::Acknowledge(id) => {
                assert!(self.disk.ends[&id].1, "acknowledged before it was stored");
                self.acknowledged.insert(id.clone());
                self.minions.get_mut(&id).unwrap().journal = None;
            }
            Action::End => self.ended = true,
            _ => {}
        }
    }

    fn judge(&self, seed: u64) {
        let life = self.life.as_ref().unwrap();
        assert!(self.ended && life.has_ended(), "seed {seed}: the job has no end: {life:?}");
        for (id, report) in life.reports() {
            assert!(report.is_final(), "seed {seed}: {id} is {report:?}");
            assert_eq!(self.disk.ends[id].0, *report, "seed {seed}: {id}");
        }
        for (id, minion) in &self.minions {
            assert!(minion.runs <= 1, "seed {seed}: {id} ran {} times", minion.runs);
            assert!(minion.journal.is_none(), "seed {seed}: the return of {id} was never stored");
            let returned = minion.runs == 1;
            assert_eq!(self.acknowledged.contains(id), returned, "seed {seed}: {id}");
        }
    }
}

#[test]
fn every_schedule_ends_well() {
    (0..3000).for_each(World::run);
}
