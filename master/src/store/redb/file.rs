//! The file itself: reading, writing a group of batches, and opening it anew after an I/O error.

use std::{
    ops::Bound,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use redb::{
    Database, Durability, ReadableDatabase, ReadableTable, Table as Open, TableDefinition, WriteTransaction,
};

use crate::store::{Batch, Expect, Row, Scan, Table, Version};

type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;
/// The last version that was given out.
const META: TableDefinition<'static, &'static str, u64> = TableDefinition::new("meta");
const LAST_VERSION: &str = "last_version";
const CACHE_BYTES: usize = 64 << 20;

pub(super) struct File {
    path: PathBuf,
    /// `None` while it could not be opened anew.
    database: RwLock<Option<Database>>,
}

fn definition(table: Table) -> Definition {
    TableDefinition::new(table.name())
}

impl File {
    pub(super) fn open(path: &Path) -> Result<File, redb::Error> {
        Ok(File { path: path.to_owned(), database: RwLock::new(Some(open(path)?)) })
    }

    pub(super) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Row>, redb::Error> {
        self.with(|database| {
            let open = database.begin_read()?.open_table(definition(table))?;
            Ok(open.get(key)?.map(|guard| row(key, guard.value())))
        })
    }

    pub(super) fn scan(&self, scan: &Scan) -> Result<Vec<Row>, redb::Error> {
        self.with(|database| {
            let open = database.begin_read()?.open_table(definition(scan.table))?;
            let (from, to) = bounds(scan);
            let mut range =
                open.range::<&[u8]>((from.as_ref().map(Vec::as_slice), to.as_ref().map(Vec::as_slice)))?;
            let mut rows = Vec::new();
            while rows.len() < scan.limit {
                let next = if scan.backwards { range.next_back() } else { range.next() };
                let Some(entry) = next else { break };
                let (key, value) = entry?;
                rows.push(row(key.value(), value.value()));
            }
            Ok(rows)
        })
    }

    /// Writes batches in one durable transaction; a batch that does not find what it expects gives the table.
    pub(super) fn write(&self, batches: &[&Batch]) -> Result<Vec<Result<Version, Table>>, redb::Error> {
        let written = self.with(|database| {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::Immediate)?;
            let mut results = Vec::with_capacity(batches.len());
            {
                let mut meta = transaction.open_table(META)?;
                let mut version = meta.get(LAST_VERSION)?.map_or(0, |guard| guard.value());
                for batch in batches {
                    version += 1;
                    results.push(apply(&transaction, batch, Version(version))?);
                }
                meta.insert(LAST_VERSION, version)?;
            }
            transaction.commit()?;
            Ok(results)
        });
        if written.is_err() {
            self.reopen();
        }
        written
    }

    fn with<T>(&self, work: impl FnOnce(&Database) -> Result<T, redb::Error>) -> Result<T, redb::Error> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        work(database.as_ref().ok_or(redb::Error::DatabaseClosed)?)
    }

    /// redb refuses everything after an I/O error such as a full disk, until it is opened anew.
    fn reopen(&self) {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        *database = None;
        match open(&self.path) {
            Ok(anew) => *database = Some(anew),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(store = %self.path.display(), error, "could not open the store anew");
            }
        }
    }
}

fn open(path: &Path) -> Result<Database, redb::Error> {
    let database = Database::builder().set_cache_size(CACHE_BYTES).create(path)?;
    let transaction = database.begin_write()?;
    transaction.open_table(META)?;
    for table in Table::ALL {
        transaction.open_table(definition(table))?;
    }
    transaction.commit()?;
    Ok(database)
}

fn apply(
    transaction: &WriteTransaction,
    batch: &Batch,
    version: Version,
) -> Result<Result<Version, Table>, redb::Error> {
    for change in &batch.changes {
        let open = transaction.open_table(definition(change.table))?;
        if !as_expected(&open, &change.key, change.expect)? {
            return Ok(Err(change.table));
        }
    }
    for change in &batch.changes {
        let mut open = transaction.open_table(definition(change.table))?;
        match &change.value {
            Some(value) => {
                let stored = [&version.0.to_be_bytes(), value.as_slice()].concat();
                open.insert(change.key.as_slice(), stored.as_slice())?;
            }
            None => {
                open.remove(change.key.as_slice())?;
            }
        }
    }
    Ok(Ok(version))
}

fn as_expected(
    open: &Open<'_, &'static [u8], &'static [u8]>,
    key: &[u8],
    expect: Expect,
) -> Result<bool, redb::Error> {
    Ok(match expect {
        Expect::Anything => true,
        Expect::Absent => open.get(key)?.is_none(),
        Expect::Version(version) => {
            open.get(key)?.is_some_and(|guard| row(key, guard.value()).version == version)
        }
    })
}

/// A row is stored behind its version, eight bytes.
fn row(key: &[u8], stored: &[u8]) -> Row {
    let (version, value) = stored.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    Row { key: key.to_vec(), value: value.to_vec(), version: Version(u64::from_be_bytes(*version)) }
}

fn bounds(scan: &Scan) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let mut from = Bound::Included(scan.prefix.clone());
    let mut to = successor(&scan.prefix).map_or(Bound::Unbounded, Bound::Excluded);
    match &scan.after {
        Some(after) if scan.backwards => to = Bound::Excluded(after.clone()),
        Some(after) => from = Bound::Excluded(after.clone()),
        None => {}
    }
    (from, to)
}

/// The first key that is behind all keys with this prefix.
fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut out = prefix[..=last].to_vec();
    out[last] += 1;
    Some(out)
}
