//! The master's file server: one manifest for each environment, and contents by their hash.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    chain,
    failure::{Failure, Kind},
    fileroots::Listing,
    wire::{FileEntry, Manifest, ToMaster, ToMinion},
};
use serde_bytes::ByteBuf;

use super::{
    Line,
    blobs::{Blobs, append},
    line::{patiently, unexpected},
    names::{stays_inside, usable},
};
use crate::context::Files;

/// The master's file server.
pub(crate) struct RemoteFiles {
    line: Line,
    blobs: Blobs,
    /// Manifests of this run; asked for anew after [`Files::refresh`].
    trees: Mutex<HashMap<String, Tree>>,
    /// One fetches at a time, so that no content is fetched twice.
    fetching: Mutex<()>,
}

/// An environment as the master told it.
#[derive(Clone, Default)]
struct Tree {
    hash: Vec<u8>,
    files: Arc<HashMap<String, FileEntry>>,
    listing: Arc<Listing>,
    /// Whether the master was asked since the last refresh.
    fresh: bool,
}

impl RemoteFiles {
    pub(crate) fn new(line: Line, cache_dir: &Path) -> RemoteFiles {
        RemoteFiles {
            line,
            blobs: Blobs::new(cache_dir),
            trees: Mutex::default(),
            fetching: Mutex::default(),
        }
    }

    fn tree(&self, saltenv: &str) -> Result<Tree, Failure> {
        let known = self.trees.lock().unwrap_or_else(PoisonError::into_inner).get(saltenv).cloned();
        let known = known.unwrap_or_default();
        if known.fresh {
            return Ok(known);
        }
        let tree = patiently(|| self.ask_tree(saltenv, &known))?;
        self.trees.lock().unwrap_or_else(PoisonError::into_inner).insert(saltenv.to_owned(), tree.clone());
        Ok(tree)
    }

    fn ask_tree(&self, saltenv: &str, known: &Tree) -> Result<Tree, Failure> {
        let answers = self.line.ask(|request| ToMaster::ManifestRequest {
            request,
            saltenv: saltenv.to_owned(),
            known: known.hash.clone(),
        })?;
        match answers.next()? {
            ToMinion::Manifest { hash, manifest: Some(manifest), .. } => Ok(Tree::new(hash, manifest)),
            ToMinion::Manifest { manifest: None, .. } => Ok(Tree { fresh: true, ..known.clone() }),
            _ => Err(unexpected()),
        }
    }

    /// Fetches a content, from where an earlier attempt was cut.
    fn gather(&self, saltenv: &str, entry: &FileEntry) -> Result<(), Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(Kind::Io, format!("could not cache salt://{}: {error}", entry.path))
        };
        let (mut file, mut there) = self.blobs.begin(&entry.sha256, entry.size).map_err(failed)?;
        if there < entry.size || entry.size == 0 {
            let wanted = vec![(ByteBuf::from(entry.sha256.clone()), there)];
            let answers = self.line.ask(|request| ToMaster::BlobRequest {
                request,
                saltenv: saltenv.to_owned(),
                wanted,
            })?;
            while there < entry.size {
                let part = match answers.next()? {
                    ToMinion::Blob { part, .. } => part,
                    ToMinion::BlobGone { .. } => return Err(gone(entry)),
                    _ => return Err(unexpected()),
                };
                let data =
                    part.unpack().map_err(|error| Failure::new(Kind::Protocol, chain::print(&error)))?;
                if part.sha256 != entry.sha256 || part.offset != there || data.is_empty() {
                    return Err(unexpected());
                }
                append(&mut file, &data).map_err(failed)?;
                there += data.len() as u64;
            }
        }
        drop(file);
        match self.blobs.finish(&entry.sha256).map_err(failed)? {
            true => Ok(()),
            false => Err(Failure::new(
                Kind::Protocol,
                format!("the content of salt://{} is not what the master announced", entry.path),
            )),
        }
    }
}

fn gone(entry: &FileEntry) -> Failure {
    Failure::new(
        Kind::Unavailable,
        format!("salt://{} changed on the master while it was fetched", entry.path),
    )
}

impl Tree {
    /// Takes what the master tells. Names that would lead out of the cache are left out.
    fn new(hash: Vec<u8>, manifest: Manifest) -> Tree {
        let Manifest { files, dirs, links } = usable(manifest);
        let files: HashMap<String, FileEntry> =
            files.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        let listing = Listing {
            files: files.keys().map(|path| (path.clone(), PathBuf::new())).collect(),
            dirs: dirs.into_iter().collect(),
            links: links.into_iter().collect(),
            ..Listing::default()
        };
        Tree { hash, files: Arc::new(files), listing: Arc::new(listing), fresh: true }
    }
}

impl Files for RemoteFiles {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        patiently(|| match self.line.ask(|request| ToMaster::EnvironmentsRequest { request })?.next()? {
            ToMinion::Environments { names, .. } => Ok(names),
            _ => Err(unexpected()),
        })
    }

    fn list(&self, saltenv: &str) -> Result<Arc<Listing>, Failure> {
        Ok(self.tree(saltenv)?.listing)
    }

    fn fetch(&self, saltenv: &str, path: &str) -> Result<Option<PathBuf>, Failure> {
        if !stays_inside(saltenv) {
            return Ok(None);
        }
        let Some(entry) = self.tree(saltenv)?.files.get(path).cloned() else { return Ok(None) };
        let _one = self.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        let failed =
            |error: std::io::Error| Failure::new(Kind::Io, format!("could not cache salt://{path}: {error}"));
        // A call and the daemon have the same cache.
        let _alone = self.blobs.lock().map_err(failed)?;
        if !self.blobs.has(&entry.sha256) {
            patiently(|| self.gather(saltenv, &entry))?;
        }
        self.blobs.named(saltenv, path, &entry.sha256).map(Some).map_err(failed)
    }

    fn hash(&self, saltenv: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.tree(saltenv)?.files.get(path).map(|entry| entry.sha256.clone()))
    }

    fn holds(&self, path: &Path) -> bool {
        self.blobs.holds(path)
    }

    fn mode(&self, saltenv: &str, path: &str) -> Result<Option<u32>, Failure> {
        Ok(self.tree(saltenv)?.files.get(path).map(|entry| entry.mode & 0o7777))
    }

    fn refresh(&self) {
        let mut trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        trees.values_mut().for_each(|tree| tree.fresh = false);
    }
}
