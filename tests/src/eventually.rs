//! Waiting for something without saying how long it takes.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Waits until something holds; panics after a minute with what was waited for.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
