//! The thread that writes: what comes while it brings lines to disk goes with the next ones together.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc,
    },
};

use serde::Serialize;
use tokio::sync::oneshot;

use super::{AuditEvent, file::LogFile};

/// Lines that are brought to disk together at most.
const MAX_GROUP: usize = 1024;
/// Lines that could not be written and are kept for another try.
const MAX_BACKLOG: usize = 10_000;

/// Who waits for a line to be on disk.
pub(super) type Promise = oneshot::Sender<Result<(), Arc<io::Error>>>;

/// What is to be written.
pub(super) struct Entry {
    /// Microseconds since 1970.
    pub(super) time: i64,
    pub(super) event: AuditEvent,
    pub(super) promise: Option<Promise>,
}

/// What the inlet and the writer both look at.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    /// Entries on their way.
    pub(super) waiting: AtomicUsize,
    /// Entries that nobody will write any more.
    pub(super) lost: AtomicU64,
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    /// Counts the lines since the master's start: a line that is missing is missed.
    seq: u64,
    #[serde(flatten)]
    event: &'a AuditEvent,
}

/// Writes lines until nobody can bring more.
pub(super) struct Writer {
    file: LogFile,
    gauge: Arc<Gauge>,
    seq: u64,
    /// Lines that nobody waits for and that could not be written yet.
    backlog: Vec<Entry>,
}

impl Writer {
    pub(super) fn new(file: LogFile, gauge: Arc<Gauge>) -> Writer {
        Writer { file, gauge, seq: 0, backlog: Vec::new() }
    }

    pub(super) fn run(mut self, inbox: &mpsc::Receiver<Entry>) {
        while let Ok(first) = inbox.recv() {
            let mut group = std::mem::take(&mut self.backlog);
            group.push(first);
            group.extend(inbox.try_iter().take(MAX_GROUP - 1));
            self.write(group);
        }
    }

    fn write(&mut self, group: Vec<Entry>) {
        let lost = self.gauge.lost.load(Ordering::Relaxed);
        let mut lines = Vec::new();
        let mut seq = self.seq;
        if let Some(first) = group.first().filter(|_| lost > 0) {
            add(&mut lines, &mut seq, first.time, &AuditEvent::Lost { entries: lost });
        }
        for entry in &group {
            add(&mut lines, &mut seq, entry.time, &entry.event);
        }
        match self.file.add(&lines) {
            Ok(()) => {
                self.seq = seq;
                self.gauge.lost.fetch_sub(lost, Ordering::Relaxed);
                self.gauge.waiting.fetch_sub(group.len(), Ordering::Relaxed);
                for promise in group.into_iter().filter_map(|entry| entry.promise) {
                    // Whoever has gone does not want to know.
                    let _ = promise.send(Ok(()));
                }
            }
            Err(error) => self.keep_back(group, error),
        }
    }

    /// Who waits is told; what nobody waits for is tried again with what comes next.
    fn keep_back(&mut self, group: Vec<Entry>, error: io::Error) {
        tracing::error!(%error, "could not write the audit log");
        let error = Arc::new(error);
        for entry in group {
            match entry.promise {
                Some(promise) => {
                    let _ = promise.send(Err(Arc::clone(&error)));
                }
                None if self.backlog.len() < MAX_BACKLOG => {
                    self.backlog.push(entry);
                    continue;
                }
                None => drop(self.gauge.lost.fetch_add(1, Ordering::Relaxed)),
            }
            self.gauge.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

fn add(lines: &mut Vec<u8>, seq: &mut u64, time: i64, event: &AuditEvent) {
    *seq += 1;
    let time = jiff::Timestamp::from_microsecond(time).unwrap_or_default();
    let line = Line { time: format!("{time:.6}"), seq: *seq, event };
    match serde_json::to_writer(&mut *lines, &line) {
        Ok(()) => lines.push(b'\n'),
        Err(error) => tracing::error!(%error, "an audit entry cannot be written as JSON"),
    }
}
