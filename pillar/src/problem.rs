//! Something that went wrong, for the minion and for the log.

use halite_common::failure::{Failure, Kind, Place};

/// An error: Salt's text for `_errors`, and the whole of it.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) text: String,
    pub(crate) failure: Failure,
}

impl Problem {
    /// A problem whose text may be seen by the minion.
    pub(crate) fn new(text: impl Into<String>, place: Option<Place>) -> Problem {
        let text = text.into();
        let mut failure = Failure::new(Kind::Pillar, text.trim_end().to_owned());
        failure.place = place.map(Box::new);
        Problem { text, failure }
    }
}
