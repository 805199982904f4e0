//! How far jobs are, told at a pace that nobody minds: the latest, a few times a second. Knows no clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use halite_common::id::Jid;

/// Between two tellings of a job.
const PACE: Duration = Duration::from_millis(250);

/// When the progress of which job is to be told.
#[derive(Default)]
pub(super) struct Pace {
    told: BTreeMap<Jid, Duration>,
    due: BTreeSet<(Duration, Jid)>,
}

impl Pace {
    /// A job is further than it was.
    pub(super) fn moved(&mut self, now: Duration, jid: Jid) {
        if !self.due.iter().any(|(_, due)| *due == jid) {
            let at = self.told.get(&jid).map_or(now, |told| now.max(*told + PACE));
            self.due.insert((at, jid));
        }
    }

    /// Takes a job whose progress is to be told now.
    pub(super) fn take(&mut self, now: Duration) -> Option<Jid> {
        let first = *self.due.first().filter(|(at, _)| *at <= now)?;
        self.due.remove(&first);
        self.told.insert(first.1, now);
        Some(first.1)
    }

    /// A job is over.
    pub(super) fn ended(&mut self, jid: Jid) {
        self.told.remove(&jid);
        self.due.retain(|(_, due)| *due != jid);
    }

    /// When something is to be told next.
    pub(super) fn wake_at(&self) -> Option<Duration> {
        self.due.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;

    #[test]
    fn the_first_is_told_at_once_and_the_next_in_a_while() {
        let millis = Duration::from_millis;
        let jid = "20261120093000000000".parse().unwrap();
        let mut pace = Pace::default();
        pace.moved(millis(1000), jid);
        assert_eq!((pace.take(millis(1000)), pace.take(millis(1000))), (Some(jid), None));
        pace.moved(millis(1001), jid);
        pace.moved(millis(1002), jid);
        assert_eq!((pace.take(millis(1002)), pace.wake_at()), (None, Some(millis(1250))));
        assert_eq!((pace.take(millis(1250)), pace.take(millis(9000))), (Some(jid), None));
        pace.moved(millis(1251), jid);
        pace.ended(jid);
        assert_eq!(pace.wake_at(), None);
    }
}
