//! Keeps strangers from filling the log. Knows no clock.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

/// Lines that are let through each second.
const LINES: u32 = 5;

/// Lets a few lines through each second; what is beyond belongs at a lower level.
#[derive(Default)]
pub struct Hush {
    second: AtomicU64,
    lines: AtomicU32,
}

impl Hush {
    /// One that has let nothing through yet.
    pub const fn new() -> Hush {
        Hush { second: AtomicU64::new(0), lines: AtomicU32::new(0) }
    }

    /// Tells whether a line may be written at this moment, counted from any origin.
    pub fn lets(&self, now: Duration) -> bool {
        if self.second.swap(now.as_secs(), Ordering::Relaxed) != now.as_secs() {
            self.lines.store(0, Ordering::Relaxed);
        }
        self.lines.fetch_add(1, Ordering::Relaxed) < LINES
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Hush;

    #[test]
    fn a_few_lines_pass_each_second() {
        let hush = Hush::default();
        for second in [0, 1, 7] {
            let passed = (0..100).filter(|_| hush.lets(Duration::from_secs(second))).count();
            assert_eq!(passed, 5);
        }
    }
}
