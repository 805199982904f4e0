//! What a minion's session is told at start.

use std::{path::PathBuf, time::Duration};

use halite_common::{
    crypto::{Fingerprint, NodeKey, Secret},
    id::MinionId,
    value::Dict,
    wire::Role,
};

/// Where a master may be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterAddress {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// Settings of the session; `Settings::new` has the defaults.
pub struct Settings {
    /// The minion's id.
    pub id: MinionId,
    /// The minion's own key.
    pub key: NodeKey,
    /// Masters, tried in order; the first that answers is kept.
    pub masters: Vec<MasterAddress>,
    /// File that holds the master's public key from the first contact on.
    pub master_key: PathBuf,
    /// Folder that holds the key of each master in a file of its own, where there are several. It is used instead of
    /// that file.
    pub pins: Option<PathBuf>,
    /// What a master's key may be, if it is said: Salt's `master_finger`. It stands above the file.
    pub master_fingers: Vec<Fingerprint>,
    /// A one-time enrolment token.
    pub token: Option<Secret>,
    /// What the session is for.
    pub role: Role,
    /// Grains that `autosign_grains` names.
    pub grains: Dict,
    /// First pause before another attempt; it doubles with each.
    pub reconnect: Duration,
    /// Longest pause before another attempt.
    pub reconnect_max: Duration,
    /// Whether pauses are spread at random, so that not all minions come at once.
    pub spread: bool,
    /// Longest pause before a name that was not found is looked up again.
    pub retry_dns: Duration,
    /// Time for a master to answer and prove its key.
    pub handshake_timeout: Duration,
    /// Bytes of the largest message that a master may send.
    pub max_message: usize,
}

impl Settings {
    /// The defaults for a minion of that id and key.
    pub fn new(id: MinionId, key: NodeKey, masters: Vec<MasterAddress>, master_key: PathBuf) -> Settings {
        Settings {
            id,
            key,
            masters,
            master_key,
            pins: None,
            master_fingers: Vec::new(),
            token: None,
            role: Role::Daemon,
            grains: Dict::new(),
            reconnect: Duration::from_millis(500),
            reconnect_max: Duration::from_secs(60),
            spread: true,
            retry_dns: Duration::from_secs(30),
            handshake_timeout: Duration::from_secs(10),
            max_message: halite_common::wire::MAX_MESSAGE,
        }
    }
    /// The file that holds a master's key.
    pub(crate) fn pin(&self, master: &MasterAddress) -> PathBuf {
        match &self.pins {
            Some(folder) => folder.join(format!("{}.pub", master.file_name())),
            None => self.master_key.clone(),
        }
    }
}

impl MasterAddress {
    /// A name for files that belong to this master.
    pub(crate) fn file_name(&self) -> String {
        let mut name = String::new();
        for byte in self.host.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' => name.push(char::from(byte)),
                other => name.push_str(&format!("%{other:02X}")),
            }
        }
        format!("{name}_{}", self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::MasterAddress;

    #[test]
    fn a_master_has_a_name_for_files() {
        let check = |host: &str, expected: &str| {
            assert_eq!(MasterAddress { host: host.into(), port: 4506 }.file_name(), expected);
        };
        check("salt.example.com", "salt.example.com_4506");
        check("fd00::1", "fd00%3A%3A1_4506");
        check("../x/\u{e9}", "..%2Fx%2F%C3%A9_4506");
    }
}
