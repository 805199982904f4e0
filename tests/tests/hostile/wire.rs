//! A ZeroMQ DEALER by hand: sends what libzmq sends, and what it never would.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream},
    time::{Duration, Instant},
};

use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

/// How long an answer may take before the master counts as silent.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

const GREETING: &[u8; 64] = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x01NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const READY: &[u8] = b"\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06DEALER";

/// What came from the master.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Frame(Vec<u8>),
    Closed,
    Silent,
}

/// One connection.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    /// Connects, and says nothing.
    pub(crate) fn dial(port: u16) -> io::Result<Wire> {
        Wire::dial_from(port, Ipv4Addr::LOCALHOST)
    }

    /// Connects from one of the addresses of loopback, as another host would.
    pub(crate) fn dial_from(port: u16, from: Ipv4Addr) -> io::Result<Wire> {
        let fd = socket(AddressFamily::INET, SocketType::STREAM, None)?;
        bind(&fd, &SocketAddr::V4(SocketAddrV4::new(from, 0)))?;
        connect(&fd, &SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)))?;
        let stream = TcpStream::from(fd);
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Wire { stream, buffer: Vec::new() })
    }

    /// Connects and does what ZeroMQ wants before the first message.
    pub(crate) fn ready(port: u16, from: Ipv4Addr) -> io::Result<Wire> {
        let mut wire = Wire::dial_from(port, from)?;
        wire.raw(GREETING)?;
        wire.raw(READY)?;
        Ok(wire)
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Sends a message of one frame.
    pub(crate) fn send(&mut self, body: &[u8]) -> io::Result<()> {
        self.raw(&framed(body))
    }

    /// The next message; pings are passed over.
    pub(crate) fn hear(&mut self, patience: Duration) -> Heard {
        let end = Instant::now() + patience;
        loop {
            while let Some((command, body)) = self.take() {
                if !command {
                    return Heard::Frame(body);
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return Heard::Silent;
            }
            let mut bytes = [0; 16 << 10];
            match self.stream.read(&mut bytes) {
                Ok(0) => return Heard::Closed,
                Ok(count) => self.buffer.extend_from_slice(&bytes[..count]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Heard::Silent;
                }
                Err(_) => return Heard::Closed,
            }
        }
    }

    /// Whether the master cuts the connection, whatever it says before.
    pub(crate) fn is_cut(&mut self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        loop {
            match self.hear(end.saturating_duration_since(Instant::now())) {
                Heard::Closed => return true,
                Heard::Silent => return false,
                Heard::Frame(_) => {}
            }
        }
    }

    fn take(&mut self) -> Option<(bool, Vec<u8>)> {
        if self.buffer.first() == Some(&0xff) {
            // The master's greeting.
            self.buffer.get(..GREETING.len())?;
            self.buffer.drain(..GREETING.len());
        }
        let flags = *self.buffer.first()?;
        let (head, len) = if flags & 2 == 0 {
            (2, usize::from(*self.buffer.get(1)?))
        } else {
            let len = self.buffer.get(1..9)?.try_into().map(u64::from_be_bytes).unwrap_or(u64::MAX);
            (9, usize::try_from(len).expect("the master sends no such frame"))
        };
        let body = self.buffer.get(head..head + len)?.to_vec();
        self.buffer.drain(..head + len);
        Some((flags & 4 != 0, body))
    }
}

/// A message's frame.
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    headed(0, body.len() as u64, body)
}

/// A frame with flags and a length of the caller's choice.
pub(crate) fn headed(flags: u8, len: u64, body: &[u8]) -> Vec<u8> {
    match u8::try_from(len) {
        Ok(len) => [&[flags, len], body].concat(),
        Err(_) => [&[flags | 2][..], &len.to_be_bytes(), body].concat(),
    }
}
