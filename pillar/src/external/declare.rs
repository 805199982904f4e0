//! How a source says what it is, and how it is asked.

use halite_common::{
    declare::{Arguments, bind},
    failure::{Failure, Kind},
    target::Known,
    value::Value,
};
use serde::de::DeserializeOwned;

use crate::run::Run;

/// A source of pillar. The implementing struct's fields are its options.
pub(super) trait Source: DeserializeOwned + 'static {
    /// The name that users write under `ext_pillar`.
    const NAME: &'static str;
    /// What it knows of the minion: a dictionary, or something empty.
    fn fetch(self, asked: &Asked<'_>) -> Result<Value, Refused>;
}

/// Whom a source is asked about.
pub(super) struct Asked<'a> {
    /// The run that asks.
    pub(super) run: &'a Run<'a>,
    /// The minion, with the pillar that is known by now. What the minion itself has chosen is not in it.
    pub(super) minion: &'a Known,
}

/// Why a source gave nothing.
pub(super) struct Refused {
    /// What the minion is told; nothing that only the master may know.
    pub(super) told: String,
    /// The whole of it, for the log.
    pub(super) failure: Failure,
}

impl Refused {
    /// A reason that minions may know.
    pub(super) fn open(text: impl Into<String>) -> Refused {
        let told = text.into();
        Refused { failure: Failure::new(Kind::Pillar, told.clone()), told }
    }

    /// A reason with details for the log alone.
    pub(super) fn secret(told: impl Into<String>, whole: impl Into<String>) -> Refused {
        Refused { told: told.into(), failure: Failure::new(Kind::Pillar, whole) }
    }
}

/// A source's place in the list.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) fetch: fn(&Asked<'_>, Value) -> Result<Value, Refused>,
}

/// The entry of a source.
pub(super) const fn source<S: Source>() -> Entry {
    Entry { name: S::NAME, fetch: fetch::<S> }
}

/// A dictionary gives options by name, a list by position; anything else is the first option.
fn fetch<S: Source>(asked: &Asked<'_>, options: Value) -> Result<Value, Refused> {
    let arguments = match options {
        Value::Dict(named) => Arguments::named(named),
        Value::List(positional) => Arguments::positional(positional),
        one => Arguments::positional(vec![one]),
    };
    let source: S = bind(S::NAME, arguments).map_err(|error| {
        let mut refused = Refused::open(error.to_string());
        refused.failure.hint = error.hint();
        refused
    })?;
    source.fetch(asked)
}
