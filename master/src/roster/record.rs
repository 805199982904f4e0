//! What is known of a minion, as it is stored.

use std::sync::Arc;

use halite_common::value::Dict;
use serde::{Deserialize, Serialize};

/// What is known of a minion, as it is stored by its id. All of it is the minion's own word, and proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MinionRecord {
    /// Version of its program.
    pub version: String,
    /// Its grains.
    pub grains: Arc<Dict>,
    /// When it was last here (seconds since 1970).
    pub seen: u64,
    /// Where it talked from.
    #[serde(default)]
    pub address: String,
}
