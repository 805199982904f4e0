//! The manifest: every file with its size, mode and hash.

use std::{collections::HashMap, path::PathBuf};

use super::{FileRoots, cache::Stamp};
use crate::{
    crypto::sha256,
    wire::{FileEntry, Manifest},
};

/// A manifest, and where its contents lie.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What travels.
    pub manifest: Manifest,
    /// A file for each content, by SHA-256. It may have changed since: check what is read.
    pub contents: HashMap<[u8; 32], PathBuf>,
}

impl Snapshot {
    /// Whether the environment offers nothing at all.
    pub fn is_empty(&self) -> bool {
        self.manifest == Manifest::default()
    }
}

impl FileRoots {
    /// Everything that an environment offers, with hashes. Files that did not change are not read again.
    pub fn snapshot(&self, environment: &str) -> Snapshot {
        let listing = self.list(environment);
        let mut snapshot = Snapshot::default();
        for (path, real) in listing.files {
            match self.hashes.of(&real) {
                Ok((size, mode, hash)) => {
                    snapshot.manifest.files.push(FileEntry { path, size, mode, sha256: hash.to_vec() });
                    snapshot.contents.insert(hash, real);
                }
                Err(error) => tracing::warn!(file = %real.display(), %error, "this file is not served"),
            }
        }
        snapshot.manifest.dirs = listing.dirs.into_iter().collect();
        snapshot.manifest.links = listing.links.into_iter().collect();
        snapshot
    }

    /// The entry of one file, hashed; `None` where there is no such file.
    pub fn entry(&self, environment: &str, path: &str) -> Option<FileEntry> {
        let (size, mode, hash) = self.hashes.of(&self.find(environment, path)?).ok()?;
        Some(FileEntry { path: path.to_owned(), size, mode, sha256: hash.to_vec() })
    }

    /// A hash that changes when any file of an environment does, made without reading them.
    pub fn stamp(&self, environment: &str) -> [u8; 32] {
        let mut seen = Vec::new();
        for (path, real) in self.list(environment).files {
            seen.extend(path.as_bytes());
            seen.push(0);
            if let Ok(about) = real.metadata() {
                seen.extend(Stamp::of(&about).bytes());
            }
        }
        sha256(&seen)
    }
}
