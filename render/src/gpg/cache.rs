//! Secrets that were decrypted, in memory alone.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use halite_common::crypto::sha256;

/// Secrets that are kept at most.
const KEPT: usize = 10_000;

/// What encrypted texts say, by their hashes.
#[derive(Default)]
pub(super) struct Cache {
    known: Mutex<HashMap<[u8; 32], Kept>>,
    lifetime: Duration,
}

struct Kept {
    since: Instant,
    secret: Vec<u8>,
}

impl Cache {
    pub(super) fn new(lifetime: Duration) -> Cache {
        Cache { known: Mutex::default(), lifetime }
    }

    pub(super) fn get(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.get(&sha256(cipher)).filter(|kept| kept.since.elapsed() < self.lifetime)?;
        Some(kept.secret.clone())
    }

    pub(super) fn keep(&self, cipher: &[u8], secret: &[u8]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(sha256(cipher), Kept { since: Instant::now(), secret: secret.to_vec() });
    }
}
