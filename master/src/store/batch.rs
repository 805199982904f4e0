//! Changes that happen together or not at all.

use serde::Serialize;

use super::{StoreError, Table, Version};

/// What must be true of a row for a batch to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Anything,
    /// It is not there.
    Absent,
    /// It is there in this version.
    Version(Version),
}

/// One change.
#[derive(Clone, Debug)]
pub struct Change {
    /// The table.
    pub table: Table,
    /// The row's key.
    pub key: Vec<u8>,
    /// What must be true before.
    pub expect: Expect,
    /// The new content; `None` deletes the row.
    pub value: Option<Vec<u8>>,
}

/// Changes that happen together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The changes, in order.
    pub changes: Vec<Change>,
}

impl Batch {
    /// A batch without changes.
    pub fn new() -> Batch {
        Batch::default()
    }

    /// Writes a row.
    pub fn put<T: Serialize>(
        self,
        table: Table,
        key: impl Into<Vec<u8>>,
        value: &T,
    ) -> Result<Batch, StoreError> {
        self.put_if(table, key, Expect::Anything, value)
    }

    /// Writes a row if it is as expected.
    pub fn put_if<T: Serialize>(
        mut self,
        table: Table,
        key: impl Into<Vec<u8>>,
        expect: Expect,
        value: &T,
    ) -> Result<Batch, StoreError> {
        let value = rmp_serde::to_vec_named(value)
            .map_err(|source| StoreError::Encode { table: table.name(), source: Box::new(source) })?;
        self.changes.push(Change { table, key: key.into(), expect, value: Some(value) });
        Ok(self)
    }

    /// Deletes a row, whether it is there or not.
    #[must_use]
    pub fn delete(self, table: Table, key: impl Into<Vec<u8>>) -> Batch {
        self.delete_if(table, key, Expect::Anything)
    }

    /// Deletes a row if it is as expected.
    #[must_use]
    pub fn delete_if(mut self, table: Table, key: impl Into<Vec<u8>>, expect: Expect) -> Batch {
        self.changes.push(Change { table, key: key.into(), expect, value: None });
        self
    }
}
