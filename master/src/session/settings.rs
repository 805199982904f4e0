//! What a master's sessions are told at start.

use std::time::Duration;

use halite_common::crypto::NodeKey;

/// Settings of the session server; `Settings::new` has the defaults.
pub struct Settings {
    /// The master's own key.
    pub key: NodeKey,
    /// Address to listen on, such as `0.0.0.0` or `::`.
    pub interface: String,
    /// Port to listen on; 0 for any.
    pub port: u16,
    /// Handshakes begun per second; peers beyond that are told when to come back.
    pub handshakes_per_second: u32,
    /// Peers in all that have not proved a key yet.
    pub max_half_open: usize,
    /// Peers of one address that have not proved a key yet.
    pub max_half_open_per_address: usize,
    /// Sessions of minions whose key waits for an operator.
    pub max_pending: usize,
    /// Time for a peer to prove its key.
    pub handshake_timeout: Duration,
    /// Bytes of the largest message that a minion may send.
    pub max_message: usize,
}

impl Settings {
    /// The defaults for a master of that key, on all addresses and Salt's return port.
    pub fn new(key: NodeKey) -> Settings {
        Settings {
            key,
            interface: "0.0.0.0".to_owned(),
            port: 4506,
            handshakes_per_second: 2000,
            max_half_open: 4096,
            max_half_open_per_address: 256,
            max_pending: 1000,
            handshake_timeout: Duration::from_secs(10),
            max_message: halite_common::wire::MAX_MESSAGE,
        }
    }
}
