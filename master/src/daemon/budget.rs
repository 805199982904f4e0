//! How much minions may have stored without having been asked. Knows no clock.

use std::{collections::HashMap, time::Duration};

use halite_common::id::MinionId;

/// Bytes that a minion may have stored at once.
const BURST: u64 = 64 << 20;
/// Bytes a second that it gets back.
const REFILL: u64 = 16 << 10;
/// What the smallest report counts.
const LEAST: u64 = 16 << 10;

/// How much each minion has used up of late.
#[derive(Default)]
pub(super) struct Budget {
    used: HashMap<MinionId, (u64, Duration)>,
}

impl Budget {
    /// Takes from a minion's share; false if there is not enough left.
    pub(super) fn take(&mut self, id: &MinionId, size: usize, now: Duration) -> bool {
        let left = |used: u64, at: Duration| {
            used.saturating_sub(now.saturating_sub(at).as_secs().saturating_mul(REFILL))
        };
        // Who has all of it back need not be remembered.
        self.used.retain(|_, (used, at)| left(*used, *at) > 0);
        let used = self.used.get(id).map_or(0, |(used, at)| left(*used, *at));
        let after = used.saturating_add(u64::try_from(size).unwrap_or(u64::MAX).max(LEAST));
        if after > BURST {
            return false;
        }
        self.used.insert(id.clone(), (after, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Budget;

    #[test]
    fn a_minion_that_reports_too_much_has_to_wait() {
        let mut budget = Budget::default();
        let (one, other) = ("a".parse().unwrap(), "b".parse().unwrap());
        let at = Duration::from_secs;
        assert!(budget.take(&one, 60 << 20, at(0)));
        assert!(!budget.take(&one, 5 << 20, at(0)));
        assert!(budget.take(&other, 5 << 20, at(0)), "each minion has its own share");
        assert!(budget.take(&one, 4 << 20, at(0)));
        assert!(!budget.take(&one, 1, at(0)) && budget.take(&one, 1, at(1)));
        assert!(!budget.take(&one, usize::MAX, at(9_999_999)));
        assert!(budget.take(&one, 64 << 20, at(9_999_999)));
        assert!(budget.used.len() == 1, "who has it all back is forgotten");
    }
}
