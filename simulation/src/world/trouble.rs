//! Trouble of every kind.

use halite_common::{
    id::Jid,
    job::{Progress, Return},
    value::Value,
    wire::ToMaster,
};

use super::{
    event::{Event, Heal},
    run::World,
};
use crate::dice::Dice;

/// Trouble of every kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trouble {
    MinionDies(usize),
    /// It dies after so many effects, within a step.
    MinionFuse(usize, u32),
    MasterDies,
    MasterFuse(u32),
    MasterStops,
    Cut(usize),
    Partition(usize),
    Stall(usize),
    MinionDisk(usize),
    MasterDisk,
    MinionClock(usize, i64),
    /// After its next start; a clock that is set meanwhile moves nothing.
    MasterClock(i64),
    SlowStore,
    /// No thread can be started.
    Threads(usize),
    /// A minion speaks of jobs that are not its own.
    Lie(usize),
}

impl Trouble {
    pub(super) fn draw(dice: &mut Dice, minions: usize) -> Trouble {
        let minion = dice.pick(minions);
        let jump = |dice: &mut Dice| {
            let far = [30, 4000, 200_000][dice.pick(3)];
            dice.below(2 * far).cast_signed() - far.cast_signed()
        };
        match dice.below(24) {
            0..=1 => Trouble::MinionDies(minion),
            2..=5 => Trouble::MinionFuse(minion, dice.below(12) as u32),
            6..=7 => Trouble::MasterDies,
            8..=10 => Trouble::MasterFuse(dice.below(12) as u32),
            11 => Trouble::MasterStops,
            12..=14 => Trouble::Cut(minion),
            15 => Trouble::Partition(minion),
            16 => Trouble::Stall(minion),
            17 => Trouble::MinionDisk(minion),
            18 => Trouble::MasterDisk,
            19 => Trouble::MinionClock(minion, jump(dice)),
            20 => Trouble::MasterClock(jump(dice) * 1000),
            21 => Trouble::SlowStore,
            22 => Trouble::Threads(minion),
            _ => Trouble::Lie(minion),
        }
    }
}

impl World<'_> {
    pub(super) fn trouble(&mut self, trouble: Trouble) {
        self.tell(|_| format!("trouble: {trouble:?}"));
        let lasts = self.dice.between(100, 60_000);
        let heals = |world: &mut World<'_>, heal| world.plan_in(lasts, Event::Heal(heal));
        match trouble {
            Trouble::MinionDies(minion) => self.minion_dies(minion),
            Trouble::MinionFuse(minion, effects) => self.minions[minion].fuse.light(effects),
            Trouble::MasterDies => self.master_dies(),
            Trouble::MasterFuse(effects) => self.master.fuse.light(effects),
            Trouble::MasterStops => self.master_stops(),
            Trouble::Cut(minion) => self.cut(minion),
            Trouble::Partition(minion) => {
                self.cut(minion);
                self.links[minion].partitioned = true;
                heals(self, Heal::Partition(minion));
            }
            Trouble::Stall(minion) => {
                self.links[minion].stalled = true;
                heals(self, Heal::Stall(minion));
            }
            Trouble::MinionDisk(minion) => {
                self.minions[minion].disk.set_full(true);
                heals(self, Heal::MinionDisk(minion));
            }
            Trouble::MasterDisk => {
                self.master.store.set_full(true);
                heals(self, Heal::MasterDisk);
            }
            Trouble::MinionClock(minion, seconds) => self.minions[minion].offset = seconds,
            Trouble::MasterClock(millis) => self.master.next_offset = millis,
            Trouble::SlowStore => {
                self.master.slow_store = true;
                heals(self, Heal::SlowStore);
            }
            Trouble::Threads(minion) => {
                self.minions[minion].around.borrow_mut().exhausted = true;
                heals(self, Heal::Threads(minion));
            }
            Trouble::Lie(minion) => self.lie(minion),
        }
    }

    pub(super) fn heal(&mut self, heal: Heal) {
        self.tell(|_| format!("over: {heal:?}"));
        match heal {
            Heal::Partition(minion) => self.links[minion].partitioned = false,
            Heal::Stall(minion) => {
                self.links[minion].stalled = false;
                self.send_down(minion);
                let life = self.minions[minion].life;
                self.minion_wakes(minion, life);
            }
            Heal::MinionDisk(minion) => self.minions[minion].disk.set_full(false),
            Heal::MasterDisk => self.master.store.set_full(false),
            Heal::SlowStore => self.master.slow_store = false,
            Heal::Threads(minion) => self.minions[minion].around.borrow_mut().exhausted = false,
        }
    }

    /// All trouble is over: from now on everything can come to its end.
    pub(super) fn calm_down(&mut self) {
        self.calm = true;
        self.tell(|_| "calm");
        for heal in [Heal::MasterDisk, Heal::SlowStore] {
            self.heal(heal);
        }
        self.master.fuse.renew();
        for minion in 0..self.scale.minions {
            self.minions[minion].fuse.renew();
            for heal in [
                Heal::Partition(minion),
                Heal::Stall(minion),
                Heal::MinionDisk(minion),
                Heal::Threads(minion),
            ] {
                self.heal(heal);
            }
        }
    }

    /// A minion whose key is valid says what is not so: of jobs that are not its own, in others' names.
    fn lie(&mut self, minion: usize) {
        let own = |world: &World<'_>, jid: &Jid| world.is_target(minion, *jid);
        let jids: Vec<Jid> = self.witness.jobs.keys().copied().filter(|jid| !own(self, jid)).collect();
        let forged = "20200101000000000000".parse().expect("twenty digits");
        let jid = if jids.is_empty() { forged } else { jids[self.dice.pick(jids.len())] };
        let other = self.minions[self.dice.pick(self.scale.minions)].id.clone();
        let progress = Progress { done: 9, total: 1, current: "x".repeat(5000) };
        let message = match self.dice.below(6) {
            0 => ToMaster::Accepted { jid },
            1 => ToMaster::Started { jid },
            2 => ToMaster::Refused { jid, reason: "x".repeat(5000) },
            3 => ToMaster::Progress { jid, progress },
            4 => ToMaster::Holding { jids: vec![jid; 3], asked: vec![jid; 3] },
            _ => ToMaster::Return(Return {
                jid,
                id: other,
                function: "test.lie".into(),
                value: Value::from("a lie"),
                retcode: 0,
                success: true,
                out: None,
                failures: Vec::new(),
                lost: false,
            }),
        };
        if self.links[minion].minion_open {
            self.send_up(minion, message);
        }
    }
}
