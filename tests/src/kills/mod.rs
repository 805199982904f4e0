//! A stream of jobs on loopback while master and minions are killed, stopped, cut off and run out of disk.
//!
//! Every job makes each target append one line to a file that lies outside of all of them, so that what has run is known
//! from elsewhere than from those who report it.

mod cost;
mod disk;
mod plant;
mod relay;
mod soak;
mod stream;
mod tally;
mod trouble;

pub use soak::{Soaked, soak};
pub use tally::Tally;

use std::time::Instant;

use plant::Plant;
use stream::Stream;

/// How much trouble.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many troubles.
    pub count: u32,
    /// How many minions.
    pub minions: u32,
    /// Which troubles, in which order.
    pub seed: u64,
}

/// Makes the trouble, waits until everything has come to its end, and counts.
pub fn run(plan: &Plan) -> Tally {
    let begin = Instant::now();
    let mut plant = Plant::start(plan.minions, true);
    let stream = Stream::start(plant.house());
    let troubles = trouble::make(plan, &mut plant);
    stream.stop();
    plant.calm_down();
    let mut tally = tally::count(plant.house());
    tally.troubles = troubles;
    tally.took = begin.elapsed();
    tally
}

/// SplitMix64: small, seeded, the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}
