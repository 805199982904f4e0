//! What daemons cost while others come and go.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    thread,
    time::{Duration, Instant},
};

use super::{
    Dice,
    cost::Cost,
    plant::Plant,
    stream::Stream,
    tally::{self, Tally},
};
use crate::House;

/// How often each of the two is looked at.
const SAMPLES: u32 = 12;
const MINIONS: u32 = 4;

/// What a daemon cost, in the order of time.
#[derive(Clone, Debug)]
struct Costs {
    whose: &'static str,
    samples: Vec<(Duration, Cost)>,
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Soaked {
    costs: [Costs; 2],
    tally: Tally,
}

impl Soaked {
    /// Whether nothing grew and no job went astray.
    pub fn is_clean(&self) -> bool {
        self.tally.is_clean() && self.costs.iter().all(|costs| costs.growth().is_none())
    }
}

impl Costs {
    /// What was more in the last third than in the second, from which on caches are full.
    fn growth(&self) -> Option<String> {
        let third = self.samples.len() / 3;
        let least = |from: usize, what: Figure| {
            let samples = self.samples.get(from..from + third).into_iter().flatten();
            samples.map(|(_, cost)| what(cost)).min().unwrap_or_default()
        };
        FIGURES.into_iter().find_map(|(name, what, play)| {
            let (before, after) = (least(third, what), least(third * 2, what));
            (after > before + play).then(|| format!("{name} grew from {before} to {after}"))
        })
    }
}

type Figure = fn(&Cost) -> u64;

/// What is looked at, and by how much it may be more by chance.
const FIGURES: [(&str, Figure, u64); 4] = [
    ("memory (kB)", |cost| cost.resident, 4096),
    ("threads", |cost| cost.threads, 2),
    ("open files", |cost| cost.files, 4),
    ("tasks", |cost| cost.tasks.unwrap_or_default(), 8),
];

impl Display for Soaked {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| minutes | daemon | resident, kB | threads | open files | tasks |\n|---|---|---|---|---|---|"
        )?;
        for Costs { whose, samples } in &self.costs {
            for (at, Cost { resident, threads, files, tasks }) in samples {
                let minutes = at.as_secs_f64() / 60.0;
                let tasks = tasks.map_or_else(String::new, |tasks| tasks.to_string());
                writeln!(f, "| {minutes:.1} | {whose} | {resident} | {threads} | {files} | {tasks} |")?;
            }
        }
        writeln!(f, "\n{}", self.tally)?;
        for costs in &self.costs {
            writeln!(f, "{}: {}", costs.whose, costs.growth().as_deref().unwrap_or("nothing grew"))?;
        }
        Ok(())
    }
}

/// Lets jobs stream for so long: half of the time minions are killed and come back, and the master is looked at; then the
/// other way round.
pub fn soak(time: Duration) -> Soaked {
    let mut plant = Plant::start(MINIONS, false);
    fill_caches(&plant.house());
    let stream = Stream::start(plant.house());
    let mut dice = Dice(1);
    let begin = Instant::now();
    let mut troubles = BTreeMap::new();
    let mut half = |whose, side: Side, half: u32| {
        let mut samples = Vec::new();
        for sample in 1..=SAMPLES {
            let end = begin + time / 2 * half + time / 2 / SAMPLES * sample;
            while Instant::now() < end {
                *troubles.entry(side.trouble(&mut plant, &mut dice)).or_default() += 1;
            }
            samples.extend(side.cost(&plant).map(|cost| (begin.elapsed(), cost)));
        }
        Costs { whose, samples }
    };
    let costs = [
        half("master, minions come and go", Side::Minions, 0),
        half("minion, the master comes and goes", Side::Master, 1),
    ];
    stream.stop();
    plant.calm_down();
    let mut tally = tally::count(plant.house());
    (tally.troubles, tally.took) = (troubles, begin.elapsed());
    Soaked { costs, tally }
}

/// Jobs with large results: the cache of the master's store (64 MiB) is full before anybody looks.
fn fill_caches(house: &House) {
    for _ in 0..30 {
        house.run(&["*", "cmd.run", "head -c 1000000 /dev/zero | tr '\\0' x"]);
    }
}

/// Who comes and goes; the other one is looked at.
#[derive(Clone, Copy)]
enum Side {
    Minions,
    Master,
}

impl Side {
    /// Kills, and brings back; says what.
    fn trouble(self, plant: &mut Plant, dice: &mut Dice) -> &'static str {
        let pause = || thread::sleep(Duration::from_millis(300));
        let what = match self {
            Side::Minions => {
                let minion = usize::try_from(dice.roll(u64::from(MINIONS))).unwrap_or_default();
                plant.kill_minion(minion);
                pause();
                plant.start_minion(minion);
                "kill -9 of a minion"
            }
            Side::Master => {
                plant.kill_master();
                pause();
                plant.start_master();
                "kill -9 of the master"
            }
        };
        thread::sleep(Duration::from_millis(500 + dice.roll(1500)));
        what
    }

    fn cost(self, plant: &Plant) -> Option<Cost> {
        match self {
            Side::Minions => Cost::of_master(plant.master_pid()?, &plant.house().path("master.sock")),
            Side::Master => Cost::of(plant.minion_pid(0)?),
        }
    }
}
