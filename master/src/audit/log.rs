//! The way into the audit log.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock, atomic::Ordering, mpsc},
    thread,
};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    job::Call,
};
use serde_json::Value as Json;
use thiserror::Error;
use tokio::sync::oneshot;

use super::{
    AuditEvent,
    file::LogFile,
    mask::Mask,
    writer::{Entry, Gauge, Writer},
};

/// Entries on their way, beyond which those that nobody waits for are lost, and counted.
const MAX_WAITING: usize = 100_000;

/// An entry could not be written.
#[derive(Clone, Debug, Error)]
#[error("could not write the audit log {}", path.display())]
pub struct AuditError {
    path: PathBuf,
    #[source]
    source: Arc<io::Error>,
}

impl From<AuditError> for Failure {
    fn from(error: AuditError) -> Failure {
        Failure::new(Kind::Io, chain::print(&error))
            .hint("nothing is done that cannot be written there; `audit_log: ''` turns it off")
    }
}

/// The way into the audit log, if there is one. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Audit(Option<Arc<Inlet>>);

#[derive(Debug)]
struct Inlet {
    path: PathBuf,
    entries: mpsc::Sender<Entry>,
    gauge: Arc<Gauge>,
    mask: RwLock<Mask>,
    /// Microseconds since 1970.
    now: fn() -> i64,
}

impl Audit {
    /// Opens the log that the configuration names (`audit_log`); with an empty name there is none.
    pub fn open(config: &Config, now: fn() -> i64) -> Result<Audit, AuditError> {
        let path = config.path("audit_log");
        if path.as_os_str().is_empty() {
            return Ok(Audit::default());
        }
        Audit::at(&path, Mask::from_config(config), now)
    }

    pub(super) fn at(path: &Path, mask: Mask, now: fn() -> i64) -> Result<Audit, AuditError> {
        let failed = |source| AuditError { path: path.to_owned(), source: Arc::new(source) };
        let gauge = Arc::new(Gauge::default());
        let writer = Writer::new(LogFile::open(path).map_err(failed)?, Arc::clone(&gauge));
        let (entries, inbox) = mpsc::channel();
        thread::Builder::new().name("audit".into()).spawn(move || writer.run(&inbox)).map_err(failed)?;
        Ok(Audit(Some(Arc::new(Inlet {
            path: path.to_owned(),
            entries,
            gauge,
            mask: RwLock::new(mask),
            now,
        }))))
    }

    /// Tells whether there is a log.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Follows another configuration from now on.
    pub fn follow(&self, config: &Config) {
        if let Some(inlet) = &self.0 {
            *inlet.mask.write().unwrap_or_else(PoisonError::into_inner) = Mask::from_config(config);
        }
    }

    /// A call as it may be written down.
    pub fn call(&self, call: &Call) -> Json {
        match &self.0 {
            Some(inlet) => inlet.mask.read().unwrap_or_else(PoisonError::into_inner).call(call),
            None => Json::Null,
        }
    }

    /// Calls as they may be written down.
    pub fn calls(&self, calls: &[Call]) -> Vec<Json> {
        calls.iter().map(|call| self.call(call)).collect()
    }

    /// Writes an entry, and waits until it is on disk. What it tells must not happen if this fails.
    pub fn record(&self, event: AuditEvent) -> impl Future<Output = Result<(), AuditError>> + use<> {
        let waiting = self.0.clone().map(|inlet| {
            let (promise, written) = oneshot::channel();
            inlet.send(event, Some(promise));
            (inlet, written)
        });
        async move {
            let Some((inlet, written)) = waiting else { return Ok(()) };
            let gone = || Err(Arc::new(io::Error::other("its thread is gone")));
            written
                .await
                .unwrap_or_else(|_| gone())
                .map_err(|source| AuditError { path: inlet.path.clone(), source })
        }
    }

    /// Writes an entry as a thread that may block.
    pub fn record_blocking(&self, event: AuditEvent) -> Result<(), AuditError> {
        let Some(inlet) = &self.0 else { return Ok(()) };
        let (promise, written) = oneshot::channel();
        inlet.send(event, Some(promise));
        let gone = || Err(Arc::new(io::Error::other("its thread is gone")));
        written
            .blocking_recv()
            .unwrap_or_else(|_| gone())
            .map_err(|source| AuditError { path: inlet.path.clone(), source })
    }

    /// Has an entry written soon. One that cannot be written is tried again, and counted when it is lost.
    pub fn note(&self, event: impl FnOnce() -> AuditEvent) {
        let Some(inlet) = &self.0 else { return };
        if inlet.gauge.waiting.load(Ordering::Relaxed) >= MAX_WAITING {
            inlet.gauge.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        inlet.send(event(), None);
    }
}

impl Inlet {
    fn send(&self, event: AuditEvent, promise: Option<super::writer::Promise>) {
        self.gauge.waiting.fetch_add(1, Ordering::Relaxed);
        // The writer lives as long as anybody can send; a promise that is dropped tells of its end.
        let _ = self.entries.send(Entry { time: (self.now)(), event, promise });
    }
}
