//! Everything that can happen in the world, and when.

use std::{cmp::Ordering, collections::BinaryHeap};

use halite_common::id::Jid;

use super::trouble::Trouble;

/// Everything that can happen. `life` tells a program from those that ran before it, `session` a session from others.
#[derive(Debug)]
pub(super) enum Event {
    Publish,
    Cancel,
    Trouble(Trouble),
    /// Trouble is over.
    Heal(Heal),
    /// All trouble is over.
    Calm,
    MasterStarts,
    MinionStarts {
        minion: usize,
    },
    /// A minion looks for the master.
    Dial {
        minion: usize,
    },
    /// A minion has collected its grains and opens the talk.
    Greet {
        minion: usize,
        session: u64,
    },
    ToMaster {
        minion: usize,
        session: u64,
    },
    ToMinion {
        minion: usize,
        session: u64,
    },
    MinionLearns {
        minion: usize,
        session: u64,
    },
    MasterLearns {
        minion: usize,
        session: u64,
    },
    /// A minion takes in what waits for it.
    Works {
        minion: usize,
        life: u32,
    },
    /// A minion wants to be woken.
    Wakes {
        minion: usize,
        life: u32,
    },
    /// A minion has looked at a job.
    Looks {
        minion: usize,
        life: u32,
    },
    /// A function ends.
    Ends {
        minion: usize,
        life: u32,
        jid: Jid,
        signal: i32,
    },
    /// The master's store has written.
    Syncs {
        life: u32,
    },
    /// The master's store tells so.
    Tells {
        life: u32,
    },
    MasterWakes {
        life: u32,
    },
}

/// Which trouble is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heal {
    Partition(usize),
    Stall(usize),
    MinionDisk(usize),
    MasterDisk,
    SlowStore,
    Threads(usize),
}

/// An event and its time; of two at the same time, the one that was planned first comes first.
struct Due {
    at: u64,
    serial: u64,
    event: Event,
}

impl PartialEq for Due {
    fn eq(&self, other: &Due) -> bool {
        (self.at, self.serial) == (other.at, other.serial)
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Due) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Due) -> Ordering {
        (other.at, other.serial).cmp(&(self.at, self.serial))
    }
}

/// What is to happen, in order.
#[derive(Default)]
pub(super) struct Agenda {
    due: BinaryHeap<Due>,
    serial: u64,
}

impl Agenda {
    pub(super) fn plan(&mut self, at: u64, event: Event) {
        self.serial += 1;
        self.due.push(Due { at, serial: self.serial, event });
    }

    pub(super) fn next(&mut self) -> Option<(u64, Event)> {
        self.due.pop().map(|due| (due.at, due.event))
    }
}
