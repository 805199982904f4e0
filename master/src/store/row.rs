//! Tables and rows.

use serde::de::DeserializeOwned;

use super::StoreError;

/// The tables there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Keys of minions, by id.
    Keys,
    /// Keys that came with an id which another key holds, by id.
    Denied,
    /// Enrolment tokens, by token id.
    Tokens,
    /// What is known of minions (grains, last seen), by id.
    Minions,
    /// Jobs, by jid.
    Jobs,
    /// Jobs that have not ended, by jid.
    ActiveJobs,
    /// Targets that were away when their job was published and were sent it since, by jid and minion id.
    Sent,
    /// Returns and final states, by jid and minion id.
    Returns,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 8] = [
        Table::Keys,
        Table::Denied,
        Table::Tokens,
        Table::Minions,
        Table::Jobs,
        Table::ActiveJobs,
        Table::Sent,
        Table::Returns,
    ];

    /// The table's name in a backend.
    pub fn name(self) -> &'static str {
        match self {
            Table::Keys => "keys",
            Table::Denied => "denied",
            Table::Tokens => "tokens",
            Table::Minions => "minions",
            Table::Jobs => "jobs",
            Table::ActiveJobs => "active_jobs",
            Table::Sent => "sent",
            Table::Returns => "returns",
        }
    }
}

/// A row's version: another one after every change, and never the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub(super) u64);

impl Version {
    /// The version of that number: for backends.
    pub fn of(number: u64) -> Version {
        Version(number)
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub key: Vec<u8>,
    /// Its content.
    pub value: Vec<u8>,
    /// Its version, for compare-and-set.
    pub version: Version,
}

impl Row {
    /// Reads the content.
    pub fn decode<T: DeserializeOwned>(&self, table: Table) -> Result<T, StoreError> {
        rmp_serde::from_slice(&self.value).map_err(|source| StoreError::Content {
            table: table.name(),
            key: String::from_utf8_lossy(&self.key).into_owned(),
            source: Box::new(source),
        })
    }
}
