//! What an environment offers.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    crypto::sha256,
    fileroots::{FileRoots, Snapshot},
    value::Dict,
    wire::{Manifest, encode},
};

/// A manifest with its hash, and where its contents lie.
struct Offer {
    stamp: [u8; 32],
    hash: [u8; 32],
    snapshot: Snapshot,
}

/// Serves the files of a configuration. Clones are the same.
#[derive(Clone)]
pub struct Files {
    roots: Arc<FileRoots>,
    offers: Arc<Mutex<HashMap<String, Arc<Offer>>>>,
}

impl Files {
    /// Serves by a master's options.
    pub fn new(options: &Dict) -> Files {
        Files { roots: Arc::new(FileRoots::from_options(options, "file_roots")), offers: Arc::default() }
    }

    /// The names of the environments.
    pub fn environments(&self) -> Vec<String> {
        self.roots.environments()
    }

    /// An environment's manifest with its hash; no manifest if `known` is that hash. Blocks.
    pub fn manifest(&self, environment: &str, known: &[u8]) -> ([u8; 32], Option<Manifest>) {
        let offer = self.offer(environment);
        let news = (known != offer.hash).then(|| offer.snapshot.manifest.clone());
        (offer.hash, news)
    }

    /// The file that has, or had, that content when the environment was last looked at. Only what the manifest offers is
    /// found.
    pub(super) fn content(&self, environment: &str, hash: &[u8]) -> Option<PathBuf> {
        let hash: [u8; 32] = hash.try_into().ok()?;
        let known = self.offers.lock().unwrap_or_else(PoisonError::into_inner).get(environment).cloned();
        known.and_then(|offer| offer.snapshot.contents.get(&hash).cloned())
    }

    /// Looks at an environment anew. Blocks.
    pub(super) fn look(&self, environment: &str) {
        self.offer(environment);
    }

    /// The present offer; hashed anew only where files have changed.
    fn offer(&self, environment: &str) -> Arc<Offer> {
        if !self.roots.serves(environment) {
            return Arc::new(offer([0; 32], Snapshot::default()));
        }
        let stamp = self.stamp(environment);
        let known = self.offers.lock().unwrap_or_else(PoisonError::into_inner).get(environment).cloned();
        if let Some(known) = known.filter(|known| known.stamp == stamp) {
            return known;
        }
        let fresh = Arc::new(offer(stamp, self.roots.snapshot(environment)));
        if fresh.snapshot.is_empty() {
            // With `__env__`, minions may name as many environments as they like.
            return fresh;
        }
        let mut offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        offers.insert(environment.to_owned(), Arc::clone(&fresh));
        fresh
    }

    /// Changes when a file, a folder or a link of the environment does.
    fn stamp(&self, environment: &str) -> [u8; 32] {
        let listing = self.roots.list(environment);
        let mut seen = self.roots.stamp(environment).to_vec();
        for name in listing.dirs.iter().chain(listing.links.iter().flat_map(|(path, to)| [path, to])) {
            seen.extend(name.as_bytes());
            seen.push(0);
        }
        sha256(&seen)
    }
}

fn offer(stamp: [u8; 32], snapshot: Snapshot) -> Offer {
    // A manifest of texts and numbers always encodes; an empty hash only costs sending it again.
    let hash = encode(&snapshot.manifest).map_or([0; 32], |bytes| sha256(&bytes));
    Offer { stamp, hash, snapshot }
}
