//! Listening on the network: tcpdump on the hosts' bridge.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::network::BRIDGE;
use crate::shell;

/// A recording that goes on until it is ended.
pub(crate) struct Recording {
    child: Child,
    file: PathBuf,
}

/// Begins to record every packet of the network.
pub(crate) fn record(file: PathBuf) -> Result<Recording, String> {
    shell::need("tcpdump", "tcpdump")?;
    let child = Command::new("tcpdump")
        .args(["-i", BRIDGE, "-U", "-s", "0", "--immediate-mode", "-w"])
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("could not run tcpdump: {error}"))?;
    // The file begins with its header as soon as tcpdump listens.
    for _ in 0..100 {
        if fs::metadata(&file).is_ok_and(|data| data.len() >= 24) {
            return Ok(Recording { child, file });
        }
        thread::sleep(Duration::from_millis(50));
    }
    Err("tcpdump does not listen".into())
}

impl Recording {
    /// Ends the recording and gives all packets.
    pub(crate) fn end(mut self) -> Result<Packets, String> {
        // What is on its way is still to be written.
        thread::sleep(Duration::from_millis(500));
        let id = self.child.id().to_string();
        shell::run("kill", &["-INT", &id])?;
        self.child.wait().map_err(|error| format!("tcpdump: {error}"))?;
        let bytes = fs::read(&self.file).map_err(|error| format!("could not read the recording: {error}"))?;
        Ok(Packets { file: self.file, bytes })
    }
}

/// What was recorded.
pub(crate) struct Packets {
    file: PathBuf,
    bytes: Vec<u8>,
}

impl Packets {
    /// Tells whether some text occurs in any packet.
    pub(crate) fn contain(&self, text: &str) -> bool {
        self.bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// How many bytes were recorded.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// TCP payload in bytes that went from one address to another.
    pub(crate) fn payload(&self, from: &str, to: &str) -> Result<usize, String> {
        let file = self.file.display().to_string();
        let filter = format!("tcp and src host {from} and dst host {to}");
        let text = shell::run("tcpdump", &["-n", "-q", "-r", &file, &filter])?;
        // `… > …: tcp 123`
        Ok(text.lines().filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok()).sum())
    }
}
