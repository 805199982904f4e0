//! How much a program still does before it dies: a crash within a step, between any two of its effects.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// No end is near.
const NEVER: u32 = u32::MAX;

/// How many effects a program still has.
#[derive(Debug)]
pub(crate) struct Fuse {
    left: AtomicU32,
    dead: AtomicBool,
}

impl Default for Fuse {
    fn default() -> Fuse {
        Fuse { left: AtomicU32::new(NEVER), dead: AtomicBool::new(false) }
    }
}

impl Fuse {
    /// The program dies after so many effects.
    pub(crate) fn light(&self, effects: u32) {
        self.left.store(effects, Ordering::Relaxed);
    }

    /// The program lives again.
    pub(crate) fn renew(&self) {
        self.left.store(NEVER, Ordering::Relaxed);
        self.dead.store(false, Ordering::Relaxed);
    }

    /// Whether the program has died.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// An effect is to happen: false if the program dies before it, or is dead.
    pub(crate) fn spend(&self) -> bool {
        match self.left.load(Ordering::Relaxed) {
            NEVER => {}
            0 => self.dead.store(true, Ordering::Relaxed),
            left => self.left.store(left - 1, Ordering::Relaxed),
        }
        !self.is_dead()
    }
}
