//! The master's store: what is handed over is durable after a sync and not before, and gets lost with the machine.

use std::{
    collections::{BTreeMap, VecDeque},
    error::Error,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use halite_master::store::{Batch, Expect, Promise, Row, Scan, Store, StoreError, Table, Ticket, Version};

use super::Fuse;

type Outcome = Result<Version, StoreError>;
type Rows = BTreeMap<(&'static str, Vec<u8>), (Vec<u8>, Version)>;

/// A store in memory.
pub(crate) struct SimStore {
    state: Mutex<State>,
    fuse: Arc<Fuse>,
    /// The bug put in on purpose: it says that a batch is stored as soon as it has it.
    hasty: bool,
}

#[derive(Default)]
struct State {
    /// What outlives the machine.
    durable: Rows,
    /// What was handed over and is not yet durable.
    pending: VecDeque<(Batch, Option<Promise>)>,
    /// What is decided and not yet told.
    decided: VecDeque<(Promise, Outcome)>,
    version: u64,
    full: bool,
    /// While nothing else happens, what is handed over is durable and told at once.
    at_once: bool,
    /// What became durable so.
    written: Vec<Written>,
}

/// A row that has become durable: its table and key, what was there before, and what is there now.
pub(crate) struct Written {
    pub(crate) table: Table,
    pub(crate) key: Vec<u8>,
    pub(crate) before: Option<Vec<u8>>,
    pub(crate) now: Option<Vec<u8>>,
}

impl SimStore {
    pub(crate) fn new(fuse: Arc<Fuse>, hasty: bool) -> SimStore {
        SimStore { state: Mutex::default(), fuse, hasty }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_full(&self, full: bool) {
        self.lock().full = full;
    }

    pub(crate) fn set_at_once(&self, at_once: bool) {
        self.lock().at_once = at_once;
    }

    /// The rows that changed at once since the last look.
    pub(crate) fn take_written(&self) -> Vec<Written> {
        std::mem::take(&mut self.lock().written)
    }

    /// How many batches wait to become durable.
    pub(crate) fn pending(&self) -> usize {
        self.lock().pending.len()
    }

    /// How many outcomes wait to be told.
    pub(crate) fn decided(&self) -> usize {
        self.lock().decided.len()
    }

    /// Makes the first batches durable, as one group; gives the rows that changed.
    pub(crate) fn sync(&self, batches: usize) -> Vec<Written> {
        let state = &mut *self.lock();
        let mut written = Vec::new();
        for _ in 0..batches {
            let Some((batch, promise)) = state.pending.pop_front() else { break };
            let outcome = state.carry_out(batch, &mut written);
            state.decided.extend(promise.map(|promise| (promise, outcome)));
        }
        written
    }

    /// Tells the outcome of a batch.
    pub(crate) fn tell(&self, position: usize) {
        let decided = self.lock().decided.remove(position);
        if let Some((promise, outcome)) = decided {
            // A master that has died does not want to know.
            let _ = promise.send(outcome);
        }
    }

    /// The machine has died; of what was not durable, the first batches may be.
    pub(crate) fn crash(&self, durable: usize) -> Vec<Written> {
        let written = self.sync(durable);
        let state = &mut *self.lock();
        state.pending.clear();
        state.decided.clear();
        written
    }

    /// A durable row.
    pub(crate) fn durable(&self, table: Table, key: &[u8]) -> Option<Row> {
        let state = self.lock();
        let (value, version) = state.durable.get(&(table.name(), key.to_vec()))?;
        Some(Row { key: key.to_vec(), value: value.clone(), version: *version })
    }

    /// All durable rows of a table.
    pub(crate) fn rows(&self, table: Table) -> Vec<Row> {
        let state = self.lock();
        let rows = state.durable.range((table.name(), Vec::new())..);
        rows.take_while(|((name, _), _)| *name == table.name())
            .map(|((_, key), (value, version))| Row {
                key: key.clone(),
                value: value.clone(),
                version: *version,
            })
            .collect()
    }
}

impl State {
    fn carry_out(&mut self, batch: Batch, written: &mut Vec<Written>) -> Outcome {
        if self.full {
            let error: Arc<dyn Error + Send + Sync> = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
            return Err(StoreError::Write(error));
        }
        for change in &batch.changes {
            let row = self.durable.get(&(change.table.name(), change.key.clone()));
            let holds = match change.expect {
                Expect::Anything => true,
                Expect::Absent => row.is_none(),
                Expect::Version(version) => row.is_some_and(|(_, is)| *is == version),
            };
            if !holds {
                return Err(StoreError::Conflict { table: change.table.name() });
            }
        }
        self.version += 1;
        let version = Version::of(self.version);
        for change in batch.changes {
            let key = (change.table.name(), change.key.clone());
            let before = match &change.value {
                Some(value) => self.durable.insert(key, (value.clone(), version)),
                None => self.durable.remove(&key),
            };
            let before = before.map(|(value, _)| value);
            written.push(Written { table: change.table, key: change.key, before, now: change.value });
        }
        Ok(version)
    }
}

impl Store for SimStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Row>, StoreError> {
        Ok(self.durable(table, key))
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.rows(scan.table);
        rows.retain(|row| row.key.starts_with(&scan.prefix));
        if scan.backwards {
            rows.reverse();
        }
        if let Some(after) = &scan.after {
            rows.retain(|row| if scan.backwards { row.key < *after } else { row.key > *after });
        }
        rows.truncate(scan.limit);
        Ok(rows)
    }

    fn commit(&self, batch: Batch) -> Ticket {
        let (promise, ticket) = Ticket::new();
        let state = &mut *self.lock();
        if state.at_once {
            let mut written = std::mem::take(&mut state.written);
            let outcome = state.carry_out(batch, &mut written);
            state.written = written;
            // Whoever has gone does not want to know.
            let _ = promise.send(outcome);
            return ticket;
        }
        if !self.fuse.spend() {
            return ticket;
        }
        if self.hasty {
            state.pending.push_back((batch, None));
            state.decided.push_back((promise, Ok(Version::of(state.version))));
        } else {
            state.pending.push_back((batch, Some(promise)));
        }
        ticket
    }
}
