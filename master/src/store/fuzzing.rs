//! A door for the fuzzer, there only in its builds: a store in which every row has the same content.

use super::{Batch, Row, Scan, Store, StoreError, Table, Ticket, Version};

/// A store with one row in every table. What is written is lost.
pub struct OneRow {
    /// The key of the row.
    pub key: Vec<u8>,
    /// Its content.
    pub value: Vec<u8>,
}

impl OneRow {
    fn row(&self) -> Row {
        Row { key: self.key.clone(), value: self.value.clone(), version: Version(1) }
    }
}

impl Store for OneRow {
    fn get(&self, _: Table, _: &[u8]) -> Result<Option<Row>, StoreError> {
        Ok(Some(self.row()))
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Row>, StoreError> {
        let begins = self.key.starts_with(&scan.prefix) && scan.after.is_none();
        Ok(if begins { vec![self.row()] } else { Vec::new() })
    }

    fn commit(&self, _: Batch) -> Ticket {
        let (promise, ticket) = Ticket::new();
        let _ = promise.send(Ok(Version(2)));
        ticket
    }
}
