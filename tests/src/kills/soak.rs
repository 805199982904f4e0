//! What daemons cost while others come and go.

use std::{
    fmt::Write,
    fs, thread,
    time::{Duration, Instant},
};

use super::{Dice, plant::Plant, stream::Stream, tally};

/// How often it is looked.
const SAMPLES: u32 = 12;
const MINIONS: u32 = 4;

/// What a process has at one moment.
struct Cost {
    resident: u64,
    threads: u64,
    files: usize,
}

impl Cost {
    fn of(pid: u32) -> Option<Cost> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let files = fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count();
        Some(Cost { resident: number("VmRSS:")?, threads: number("Threads:")?, files })
    }
}

/// Lets jobs stream for so long: half of the time minions are killed and come back, and the master is looked at; then the
/// other way round. Gives a table.
pub fn soak(time: Duration) -> String {
    let mut plant = Plant::start(MINIONS);
    let stream = Stream::start(plant.house());
    let mut table = String::new();
    let mut dice = Dice(1);
    let _ =
        writeln!(table, "| minutes | process | resident, kB | threads | open files |\n|---|---|---|---|---|");
    let begin = Instant::now();
    for phase in 0..2 {
        for sample in 0..SAMPLES {
            let end = begin + time / 2 * phase + time / 2 / SAMPLES * (sample + 1);
            while Instant::now() < end {
                trouble(phase, &mut plant, &mut dice);
            }
            let (name, pid) = match phase {
                0 => ("master, minions come and go", plant.master_pid()),
                _ => ("minion, the master comes and goes", plant.minion_pid(0)),
            };
            let Some(cost) = pid.and_then(Cost::of) else { continue };
            let minutes = begin.elapsed().as_secs_f64() / 60.0;
            let Cost { resident, threads, files } = cost;
            let _ = writeln!(table, "| {minutes:.1} | {name} | {resident} | {threads} | {files} |");
        }
    }
    stream.stop();
    plant.calm_down();
    let _ = write!(table, "\n{}", tally::count(plant.house()));
    table
}

/// Kills one that is not looked at, and brings it back.
fn trouble(phase: u32, plant: &mut Plant, dice: &mut Dice) {
    let pause = || thread::sleep(Duration::from_millis(300));
    if phase == 0 {
        let minion = usize::try_from(dice.roll(u64::from(MINIONS))).unwrap_or_default();
        plant.kill_minion(minion);
        pause();
        plant.start_minion(minion);
    } else {
        plant.kill_master();
        pause();
        plant.start_master();
    }
    thread::sleep(Duration::from_millis(500 + dice.roll(1500)));
}
