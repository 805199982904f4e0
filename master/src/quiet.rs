//! Log lines that peers cause: a few each second for each kind, however many they cause.

use std::{sync::LazyLock, time::Instant};

use halite_common::hush::Hush;

static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Lets a few lines of one kind through each second; one for each place that writes such a line.
pub(crate) struct Quiet(Hush);

impl Quiet {
    pub(crate) const fn new() -> Quiet {
        Quiet(Hush::new())
    }

    /// Tells whether a line may be written now.
    pub(crate) fn lets(&self) -> bool {
        self.0.lets(ORIGIN.elapsed())
    }
}
