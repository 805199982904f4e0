//! Opens the listening socket.

use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{mpsc, watch},
};

use super::{
    accept::{Accept, Ways},
    strangers::Strangers,
};
use crate::transport::{Arrivals, MAX_MESSAGE_SIZE, Outgoing, Peer, Transport, TransportError};

/// Connections that the kernel holds until they are taken.
const BACKLOG: u32 = 4096;

/// Frames between the connections and whoever receives them. When it is full, connections with more are not read.
const ARRIVALS: usize = 1024;

/// Listens on an address such as `0.0.0.0` or `::`; port 0 takes any. Gives the address that it became. Must be
/// called within a tokio runtime.
pub fn listen(
    interface: &str,
    port: u16,
) -> Result<(Box<dyn Transport>, Arrivals, SocketAddr), TransportError> {
    raise_open_files();
    let failed = |error: std::io::Error| TransportError::Bind {
        address: format!("{interface} port {port}"),
        reason: error.to_string(),
    };
    let address = resolve(interface, port).map_err(failed)?;
    let listener = bind(address).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let (arrived, arrivals) = mpsc::channel(ARRIVALS);
    let (close, closing) = watch::channel(false);
    let ways = Ways::default();
    let accept = Accept {
        listener,
        arrivals: arrived,
        ways: ways.clone(),
        strangers: Strangers::default(),
        closing,
        hush: Arc::default(),
        origin: Instant::now(),
    };
    tokio::spawn(accept.run());
    Ok((Box::new(Listener { ways, close }), Arrivals::plain(arrivals), bound))
}

fn resolve(interface: &str, port: u16) -> std::io::Result<SocketAddr> {
    let bare = interface.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok((address, port).into());
    }
    (interface, port)
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| std::io::Error::other("the name has no address"))
}

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A master that is started again must not wait for connections of its predecessor to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Every connection takes a file descriptor; the soft limit is meant for programs that use `select`.
fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Failing leaves the limit as it was, and the operator's `ulimit` in charge.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// The sending half; closes everything when it goes.
struct Listener {
    ways: Ways,
    close: watch::Sender<bool>,
}

impl Transport for Listener {
    fn send(&self, frame: Outgoing) {
        if let Some(way) = self.ways.lock().get(&frame.peer) {
            // Failing means that the connection is over, which is reported by itself.
            let _ = way.frames.send(frame);
        }
    }
    fn trust(&self, peer: Peer) {
        if let Some(way) = self.ways.lock().get(&peer) {
            way.largest.store(MAX_MESSAGE_SIZE, Ordering::Relaxed);
        }
    }

    fn forget(&self, peer: Peer) {
        self.ways.forget(peer);
    }
    fn close(&self) {
        self.close.send_replace(true);
    }
}
