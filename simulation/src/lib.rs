//! Seeded schedules of one master and several minions, with trouble of every kind.
//!
//! Both sides are the very machines that the daemons run: the master's desk with its jobs' lives, the minion's desk with
//! its journal. What is made up is what surrounds them: clocks, disks, sessions, functions. Nothing here waits, and the
//! same seed is the same schedule everywhere.

mod crowd;
mod dice;
mod seams;
mod stage;
mod world;

pub use crowd::{Crowd, Summary};
pub use stage::{Outcome, Stage};

/// A bug that is put in on purpose, at a seam: the simulator has to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// A minion runs what it is sent, whether it has run it or not.
    SkipDedup,
    /// The master's store says that it has stored before it has.
    AckBeforeFsync,
    /// A minion does not tell that a job was lost when it died.
    ForgetLost,
}

impl Bug {
    /// Every bug, with its name on the command line.
    pub const ALL: [(&'static str, Bug); 3] = [
        ("skip-dedup", Bug::SkipDedup),
        ("ack-before-fsync", Bug::AckBeforeFsync),
        ("forget-lost", Bug::ForgetLost),
    ];
}
