//! What happens to the daemons.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{Dice, Plan, disk::SmallDisk, plant::Plant};

/// What was begun and is to be ended later.
enum Later {
    StartMaster,
    StartMinion(usize),
    Go(Option<usize>),
    OpenRelay,
    EmptyDisk,
}

impl Later {
    fn end(self, plant: &mut Plant) {
        match self {
            Later::StartMaster => plant.start_master(),
            Later::StartMinion(number) => plant.start_minion(number),
            Later::Go(whom) => plant.signal(whom, Signal::CONT),
            Later::OpenRelay => plant.relay().close(false),
            Later::EmptyDisk => plant.disk().into_iter().for_each(SmallDisk::empty),
        }
    }
}

/// Makes as much trouble as planned; gives how often which was made.
pub(crate) fn make(plan: &Plan, plant: &mut Plant) -> BTreeMap<&'static str, u32> {
    let mut dice = Dice(plan.seed);
    let mut made = BTreeMap::new();
    let mut open: Vec<(Instant, Later)> = Vec::new();
    for number in 0..plan.count {
        let until = Duration::from_millis(dice.roll(400));
        let minion = usize::try_from(dice.roll(plant.size() as u64)).unwrap_or_default();
        let (name, later) = begin(plant, dice.roll(100), minion);
        *made.entry(name).or_default() += 1;
        open.extend(later.map(|later| (Instant::now() + until, later)));
        // Now and then there is peace for a while, so that jobs get further than to their first step.
        let pause = if dice.roll(8) == 0 { 600 } else { 10 + dice.roll(80) };
        thread::sleep(Duration::from_millis(pause));
        let (due, rest) = open.into_iter().partition(|(at, _)| *at <= Instant::now());
        open = rest;
        for (_, later) in Vec::from_iter::<Vec<_>>(due) {
            later.end(plant);
        }
        if number % 1000 == 999 {
            eprintln!("{} of {}", number + 1, plan.count);
        }
    }
    open.into_iter().for_each(|(_, later)| later.end(plant));
    made
}

fn begin(plant: &mut Plant, dice: u64, minion: usize) -> (&'static str, Option<Later>) {
    match dice {
        0..40 => {
            plant.kill_minion(minion);
            ("kill -9 of a minion", Some(Later::StartMinion(minion)))
        }
        40..65 => {
            plant.kill_master();
            ("kill -9 of the master", Some(Later::StartMaster))
        }
        65..75 => {
            plant.signal(Some(minion), Signal::STOP);
            ("SIGSTOP of a minion", Some(Later::Go(Some(minion))))
        }
        75..80 => {
            plant.signal(None, Signal::STOP);
            ("SIGSTOP of the master", Some(Later::Go(None)))
        }
        80..93 => {
            plant.relay().cut();
            ("every connection cut", None)
        }
        93..97 => {
            plant.relay().close(true);
            plant.relay().cut();
            ("the network away", Some(Later::OpenRelay))
        }
        _ => match plant.disk() {
            Some(disk) => {
                disk.fill();
                ("a full disk under a minion", Some(Later::EmptyDisk))
            }
            None => {
                plant.relay().cut();
                ("every connection cut", None)
            }
        },
    }
}
