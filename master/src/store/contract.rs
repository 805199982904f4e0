//! What every backend can do.

use super::{Batch, Row, StoreError, Table, Ticket};

/// Which rows to walk.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The table.
    pub table: Table,
    /// Only keys that begin so.
    pub prefix: Vec<u8>,
    /// Only keys behind this one, in walking order: where the page before ended.
    pub after: Option<Vec<u8>>,
    /// At most so many rows.
    pub limit: usize,
    /// From the last key to the first.
    pub backwards: bool,
}

impl Scan {
    /// All rows of a table in the order of their keys, `limit` at a time.
    pub fn new(table: Table, limit: usize) -> Scan {
        Scan { table, prefix: Vec::new(), after: None, limit, backwards: false }
    }

    /// Only rows whose key begins so.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Vec<u8>>) -> Scan {
        self.prefix = prefix.into();
        self
    }

    /// From the last key to the first.
    #[must_use]
    pub fn backwards(mut self) -> Scan {
        self.backwards = true;
        self
    }

    /// Only rows behind that key.
    #[must_use]
    pub fn after(mut self, key: impl Into<Vec<u8>>) -> Scan {
        self.after = Some(key.into());
        self
    }
}

/// A backend.
pub trait Store: Send + Sync + 'static {
    /// Reads a row.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Row>, StoreError>;

    /// Reads a page of rows. A page shorter than the limit is the last.
    fn scan(&self, scan: &Scan) -> Result<Vec<Row>, StoreError>;

    /// Carries a batch out, all or nothing. When the ticket is honoured the batch outlives a power cut.
    ///
    /// Batches of one caller happen in the order in which they were handed over.
    fn commit(&self, batch: Batch) -> Ticket;
}

impl dyn Store {
    /// Walks all rows that a scan names, page by page.
    pub fn for_each(
        &self,
        mut scan: Scan,
        mut visit: impl FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        loop {
            let page = self.scan(&scan)?;
            let Some(last) = page.last().map(|row| row.key.clone()) else { return Ok(()) };
            let full = page.len() == scan.limit;
            page.into_iter().try_for_each(&mut visit)?;
            if !full {
                return Ok(());
            }
            scan.after = Some(last);
        }
    }
}
