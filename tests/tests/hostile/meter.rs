//! What a flood costs the master, and whether an honest minion notices.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{scene::Scene, tally::Tally};

/// How many times as large the floods are as in an ordinary test run.
pub(crate) fn scale() -> usize {
    std::env::var("HALITE_FLOODS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Memory above idle that no stranger may take, in megabytes.
pub(crate) const STRANGERS: u64 = 100;

/// The same for a minion with a key, whose results may be large.
pub(crate) const MINION: u64 = 256;

struct Reading {
    resident: u64,
    peak: u64,
    ticks: u64,
    at: Instant,
}

fn read(pid: u32) -> Reading {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the master runs");
    let kb = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).expect("the kernel tells it");
        line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number")
    };
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the master runs");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = fields[11..13].iter().filter_map(|text| text.parse::<u64>().ok()).sum();
    Reading { resident: kb("VmRSS:"), peak: kb("VmHWM:"), ticks, at: Instant::now() }
}

/// Runs a flood while an honest minion is pinged, and notes what it cost. The flood stops when its closure returns.
pub(crate) fn flood(
    tally: &mut Tally,
    scene: &Scene,
    name: &str,
    limit: u64,
    flood: impl FnOnce() -> usize + Send,
) {
    let pid = scene.master.id();
    assert!(scene.answers("web1"));
    // 5 resets the peak.
    fs::write(format!("/proc/{pid}/clear_refs"), "5").expect("the master is ours");
    let before = read(pid);
    let over = AtomicBool::new(false);
    let (done, pings, missed, slowest) = thread::scope(|scope| {
        let pinging = scope.spawn(|| {
            let (mut pings, mut missed, mut slowest) = (0, 0, Duration::ZERO);
            while !over.load(Ordering::Relaxed) || pings == 0 {
                let began = Instant::now();
                missed += usize::from(!scene.answers("web1"));
                pings += 1;
                slowest = slowest.max(began.elapsed());
            }
            (pings, missed, slowest)
        });
        let done = flood();
        over.store(true, Ordering::Relaxed);
        let (pings, missed, slowest) = pinging.join().expect("pinging goes on");
        (done, pings, missed, slowest)
    });
    let after = read(pid);
    let (seconds, cpu) = ((after.at - before.at).as_secs_f64(), (after.ticks - before.ticks) as f64 / 100.0);
    let above = after.peak.saturating_sub(before.resident);
    tally.note(format!(
        "{name}: {done} in {seconds:.1} s; idle {:.1} MB, peak +{:.1} MB, after +{:.1} MB; CPU {cpu:.2} s ({:.0} %); \
         pings {pings}, missed {missed}, slowest {:.2} s",
        before.resident as f64 / 1024.0,
        above as f64 / 1024.0,
        after.resident.saturating_sub(before.resident) as f64 / 1024.0,
        100.0 * cpu / seconds,
        slowest.as_secs_f64(),
    ));
    tally.case(format!("{name}: {missed} of {pings} pings missed"), missed > 0);
    tally.case(format!("{name}: {above} kB above idle"), above > limit << 10);
}
