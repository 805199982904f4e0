//! What peers make us write: a few lines each second of each kind, and no long ones.

use std::{sync::LazyLock, time::Instant};

use halite_common::hush::Hush;

/// Bytes of a line of text that a minion may send.
const MAX_LINE: usize = 1024;

/// A minion's text, no longer than a line should be.
pub(crate) fn short(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_LINE));
    text
}

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
