//! Which of several masters is wanted: the machine. No I/O and no clock.
//!
//! One after the other is tried, and the first that takes the minion is kept until it is lost. Beside it every master is
//! wanted that results are owed to.

use std::time::Duration;

/// The first pause after no master was reached; it doubles with each round.
const FIRST_REST: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// What happens to the session with a master.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// It is open.
    Up,
    /// It was open.
    Down,
    /// It did not come to be: the master is away, or does not let the minion in.
    Failed,
}

/// Which of several masters is wanted. Masters are called by their number.
#[derive(Debug)]
pub(super) struct Failover {
    /// In the order in which they are tried.
    order: Vec<usize>,
    /// The one that is tried or kept, in that order.
    place: usize,
    /// Whether its session is open.
    is_open: bool,
    /// Whether results are owed to a master, by number.
    owes: Vec<bool>,
    /// How many have failed since one was kept.
    failures: usize,
    rest: Duration,
    /// Until when none is tried.
    rests_until: Option<Duration>,
    /// How often it is looked whether the first is back.
    failback: Option<Duration>,
    /// When that is due.
    look_at: Option<Duration>,
    /// Whether the first is being tried beside the one that is kept.
    looks: bool,
}

impl Failover {
    /// Begins with the first.
    pub(super) fn new(order: Vec<usize>, failback: Option<Duration>) -> Failover {
        Failover {
            owes: vec![false; order.len()],
            order,
            place: 0,
            is_open: false,
            failures: 0,
            rest: FIRST_REST,
            rests_until: None,
            failback,
            look_at: None,
            looks: false,
        }
    }

    /// Whether a session with a master is wanted.
    pub(super) fn wants(&self, master: usize) -> bool {
        let is_current = self.current() == Some(master) && self.rests_until.is_none();
        let is_looked_at = self.looks && self.order.first() == Some(&master);
        is_current || is_looked_at || self.owes.get(master).copied().unwrap_or(false)
    }

    /// Whether results are owed to a master.
    pub(super) fn owes(&mut self, master: usize, owes: bool) {
        if let Some(known) = self.owes.get_mut(master) {
            *known = owes;
        }
    }

    /// Takes in what happened to the session with a master.
    pub(super) fn saw(&mut self, now: Duration, master: usize, sight: Sight) {
        let is_current = self.current() == Some(master);
        match sight {
            Sight::Up if is_current || !self.is_open || self.is_first(master) && self.looks => {
                self.keep(now, master);
            }
            Sight::Down if is_current => {
                // It is tried again first: it may have been restarted.
                self.is_open = false;
                self.look_at = None;
                self.looks = false;
            }
            Sight::Failed if is_current && !self.is_open => self.next(now),
            Sight::Failed | Sight::Down if self.is_first(master) && self.looks => {
                self.looks = false;
                self.look_at = self.failback.map(|every| now + every);
            }
            _ => {}
        }
    }

    /// Lets happen what is due.
    pub(super) fn tick(&mut self, now: Duration) {
        if self.rests_until.is_some_and(|until| until <= now) {
            self.rests_until = None;
        }
        if self.look_at.is_some_and(|at| at <= now) {
            self.look_at = None;
            self.looks = true;
        }
    }

    fn current(&self) -> Option<usize> {
        self.order.get(self.place).copied()
    }

    fn is_first(&self, master: usize) -> bool {
        self.order.first() == Some(&master)
    }

    fn keep(&mut self, now: Duration, master: usize) {
        self.place = self.order.iter().position(|known| *known == master).unwrap_or(self.place);
        self.is_open = true;
        self.failures = 0;
        self.rest = FIRST_REST;
        self.rests_until = None;
        self.looks = false;
        self.look_at = self.failback.filter(|_| self.place > 0).map(|every| now + every);
    }

    fn next(&mut self, now: Duration) {
        self.place = (self.place + 1) % self.order.len().max(1);
        self.failures += 1;
        if self.failures >= self.order.len() {
            self.failures = 0;
            self.rests_until = Some(now + self.rest);
            self.rest = (self.rest * 2).min(LONGEST_REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Failover, Sight};

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn wanted(failover: &Failover) -> Vec<usize> {
        (0..3).filter(|master| failover.wants(*master)).collect()
    }

    #[test]
    fn the_first_that_answers_is_kept_until_it_is_lost() {
        let mut failover = Failover::new(vec![0, 1], None);
        assert_eq!(wanted(&failover), [0]);
        failover.saw(seconds(1), 0, Sight::Failed);
        assert_eq!(wanted(&failover), [1]);
        failover.saw(seconds(2), 1, Sight::Up);
        assert_eq!(wanted(&failover), [1]);
        failover.tick(seconds(9000));
        assert_eq!(wanted(&failover), [1], "nothing goes back by itself");
        failover.saw(seconds(9001), 1, Sight::Down);
        assert_eq!(wanted(&failover), [1], "it may have been restarted");
        failover.saw(seconds(9002), 1, Sight::Failed);
        assert_eq!(wanted(&failover), [0]);
    }

    #[test]
    fn a_round_in_vain_is_followed_by_a_rest() {
        let mut failover = Failover::new(vec![1, 0], None);
        failover.saw(seconds(0), 1, Sight::Failed);
        failover.saw(seconds(0), 0, Sight::Failed);
        assert_eq!(wanted(&failover), [0; 0]);
        failover.tick(seconds(1));
        assert_eq!(wanted(&failover), [1]);
        failover.saw(seconds(1), 1, Sight::Failed);
        failover.saw(seconds(1), 0, Sight::Failed);
        failover.tick(seconds(2));
        assert_eq!(wanted(&failover), [0; 0], "the second rest is longer");
        failover.tick(seconds(3));
        assert_eq!(wanted(&failover), [1]);
        failover.saw(seconds(3), 0, Sight::Failed);
        assert_eq!(wanted(&failover), [1], "what came too late is about another master");
    }

    #[test]
    fn masters_that_results_are_owed_to_are_wanted_beside() {
        let mut failover = Failover::new(vec![0, 1], None);
        failover.saw(seconds(0), 0, Sight::Up);
        failover.owes(0, true);
        failover.saw(seconds(1), 0, Sight::Down);
        failover.saw(seconds(2), 0, Sight::Failed);
        failover.saw(seconds(3), 1, Sight::Up);
        assert_eq!(wanted(&failover), [0, 1]);
        failover.saw(seconds(4), 0, Sight::Failed);
        failover.saw(seconds(5), 0, Sight::Up);
        assert_eq!(wanted(&failover), [0, 1]);
        failover.owes(0, false);
        assert_eq!(wanted(&failover), [1], "it is not kept for that");
        // Where none is kept, one that takes results is good enough.
        failover.owes(0, true);
        failover.saw(seconds(6), 1, Sight::Down);
        failover.saw(seconds(7), 0, Sight::Up);
        failover.owes(0, false);
        assert_eq!(wanted(&failover), [0]);
    }

    #[test]
    fn failback_looks_for_the_first_and_leaves_the_other_when_it_is_there() {
        let mut failover = Failover::new(vec![2, 1], Some(seconds(30)));
        failover.saw(seconds(0), 2, Sight::Failed);
        failover.saw(seconds(0), 1, Sight::Up);
        failover.tick(seconds(29));
        assert_eq!(wanted(&failover), [1]);
        failover.tick(seconds(30));
        assert_eq!(wanted(&failover), [1, 2]);
        failover.saw(seconds(31), 2, Sight::Failed);
        assert_eq!(wanted(&failover), [1]);
        failover.tick(seconds(61));
        failover.saw(seconds(62), 2, Sight::Up);
        assert_eq!(wanted(&failover), [2]);
        failover.tick(seconds(900));
        assert_eq!(wanted(&failover), [2]);
    }
}
