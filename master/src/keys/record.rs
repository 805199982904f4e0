//! A key as it is stored.

use halite_common::{api::KeyInfo, crypto::PublicKey, id::MinionId};
use serde::{Deserialize, Serialize};

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Pending,
    Accepted,
    Rejected,
}

/// A key as it is stored; its id is the row's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeyRecord {
    pub(super) key: PublicKey,
    /// A key in the table of denied keys has no meaning here.
    pub(super) status: Status,
    /// When it was first seen (seconds since 1970).
    pub(super) seen: u64,
    /// Where it came from, for people.
    pub(super) address: String,
}

impl KeyRecord {
    pub(super) fn info(&self, id: MinionId) -> KeyInfo {
        KeyInfo { id, key: self.key.to_string(), fingerprint: self.key.fingerprint().to_string() }
    }
}
