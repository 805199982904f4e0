//! Minions' keys and enrolment tokens, as an operator sees them.

use serde::{Deserialize, Serialize};

use crate::id::MinionId;

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyInfo {
    /// The id it claims.
    pub id: MinionId,
    /// The key, 64 hexadecimal digits.
    pub key: String,
    /// Its fingerprint, pairs of digits with colons between them.
    pub fingerprint: String,
}

/// Keys by their state, each list sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyList {
    /// The fingerprint of the master's own key.
    pub master: String,
    /// Accepted keys (`minions`).
    pub accepted: Vec<KeyInfo>,
    /// Keys that wait (`minions_pre`).
    pub pending: Vec<KeyInfo>,
    /// Rejected keys (`minions_rejected`).
    pub rejected: Vec<KeyInfo>,
    /// Keys of ids that another key holds (`minions_denied`).
    pub denied: Vec<KeyInfo>,
}

/// What becomes of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyAction {
    /// They are accepted.
    Accept,
    /// They are rejected.
    Reject,
    /// They are forgotten.
    Delete,
}

/// Changes the state of keys. The answer lists the keys that it concerns by the state they had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// What becomes of them.
    pub action: KeyAction,
    /// Glob on the id; all if there is none.
    #[serde(default)]
    pub glob: Option<String>,
    /// Accepted keys too.
    #[serde(default)]
    pub include_accepted: bool,
    /// Rejected keys too.
    #[serde(default)]
    pub include_rejected: bool,
    /// Denied keys too.
    #[serde(default)]
    pub include_denied: bool,
    /// Changes nothing, only tells which keys it would concern.
    #[serde(default)]
    pub dry_run: bool,
}

/// Asks for a one-time enrolment token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// Ids that may use it.
    pub glob: String,
    /// Seconds that it lives.
    pub ttl: u64,
}

/// A new token; the only time that its secret is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What to write into the minion's `enrolment_token`.
    pub token: String,
    /// The rest of what is known about it.
    #[serde(flatten)]
    pub info: TokenInfo,
}

/// What is known about a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInfo {
    /// The name to revoke it by.
    pub id: String,
    /// Ids that may use it.
    pub glob: String,
    /// When it was made (seconds since 1970).
    pub created: u64,
    /// When it ends (seconds since 1970).
    pub expires: u64,
}
