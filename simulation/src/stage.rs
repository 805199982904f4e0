//! What worlds are played on: a master's key and a runtime, kept from one world to the next.

use std::{collections::BTreeMap, io, sync::Arc};

use halite_common::crypto::Signer;
use tokio::runtime::{Builder, Runtime};

use crate::{Bug, world::World};

/// What came of a world.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What should never have happened, and did.
    pub violation: Option<String>,
    /// What happened, line by line, if it was asked for.
    pub story: Vec<String>,
    /// How many events there were.
    pub events: u64,
    /// How many jobs were stored.
    pub jobs: u64,
    /// How many functions ran.
    pub runs: u64,
    /// What targets ended with, by the state's name; and how often a late return took the place of another end.
    pub ends: BTreeMap<String, u64>,
}

/// Plays one world after the other.
pub struct Stage {
    signer: Arc<Signer>,
    runtime: Runtime,
}

impl Stage {
    /// Builds a stage.
    pub fn build() -> io::Result<Stage> {
        let folder = tempfile::tempdir()?;
        let signer = Signer::load_or_create(&folder.path().join("master.sign")).map_err(io::Error::other)?;
        Ok(Stage { signer: Arc::new(signer), runtime: Builder::new_current_thread().build()? })
    }

    /// Plays the world of a seed.
    pub fn play(&self, seed: u64, bug: Option<Bug>) -> Outcome {
        World::new(seed, bug, false, &self.signer, &self.runtime).run()
    }

    /// Plays the world of a seed, and writes down what happens.
    pub fn tell(&self, seed: u64, bug: Option<Bug>) -> Outcome {
        World::new(seed, bug, true, &self.signer, &self.runtime).run()
    }
}
