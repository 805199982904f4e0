//! Where a value came from.

use std::fmt;

use crate::failure::{Failure, Place};

/// Which program a configuration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The master.
    Master,
    /// The minion, and masterless calls.
    Minion,
}

impl Role {
    /// The name of the main file, and of the defaults.
    pub fn name(self) -> &'static str {
        match self {
            Role::Master => "master",
            Role::Minion => "minion",
        }
    }
}

/// Where a value came from, the strongest last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A configuration file.
    File(Place),
    /// An environment variable.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl Origin {
    /// Says of a failure that the value from here is at fault.
    pub(super) fn blame(&self, failure: Failure) -> Failure {
        match self {
            Origin::File(place) => failure.at(place.clone()),
            other => Failure { message: format!("{} (from {other})", failure.message), ..failure },
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(place) => write!(f, "{}:{}", place.file, place.line),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::Flag(name) => write!(f, "flag {name}"),
        }
    }
}
