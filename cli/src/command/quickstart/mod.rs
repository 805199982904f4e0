//! `halite quickstart`: the main job on an embedded default, in a temporary folder, without root.
//!
//! It starts the real programs and speaks with them as any operator does.

mod folder;
mod program;
mod story;
mod tree;

use halite_common::failure::{Failure, Kind};

pub(crate) use story::quickstart;

fn could_not(what: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Kind::Io, format!("could not {what}: {error}"))
}
