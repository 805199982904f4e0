//! What `cargo xtask kills` does ten thousand times, forty times.

use halite_tests::kills::{Plan, run};

#[test]
fn jobs_outlive_whatever_is_killed() {
    let tally = run(&Plan { count: 40, minions: 3, seed: 7 });
    assert!(tally.is_clean(), "{tally}");
}
