//! Takes connections from the kernel and gives each a task.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    os::fd::AsFd,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    time::{Duration, Instant},
};

use rustix::net::sockopt;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    time::sleep,
};
use tracing::{debug, info, warn};

use super::{
    connection::{Connection, Over, UNPROVED},
    strangers::Strangers,
};
use crate::{
    chain,
    hush::Hush,
    transport::{Arrival, Outgoing, Peer},
};

/// Pause after the kernel would not give a connection, mostly because too many files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// The ways to all connections.
#[derive(Clone, Default)]
pub(super) struct Ways(Arc<Mutex<HashMap<Peer, Way>>>);

/// The way to one connection; without it the connection sends what is queued, and closes.
pub(super) struct Way {
    pub(super) frames: mpsc::UnboundedSender<Outgoing>,
    /// Bytes of the largest frame that is taken of it.
    pub(super) largest: Arc<AtomicUsize>,
    pub(super) give_up: watch::Sender<bool>,
}

impl Ways {
    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<Peer, Way>> {
        // Nothing panics while it holds the lock; the map is whole in any case.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up a connection.
    pub(super) fn forget(&self, peer: Peer) {
        if let Some(way) = self.lock().remove(&peer) {
            way.give_up.send_replace(true);
        }
    }
}

/// What all connections share.
pub(super) struct Accept {
    pub(super) listener: TcpListener,
    pub(super) arrivals: mpsc::Sender<Arrival>,
    pub(super) ways: Ways,
    pub(super) strangers: Strangers,
    pub(super) closing: watch::Receiver<bool>,
    pub(super) hush: Arc<Hush>,
    pub(super) origin: Instant,
}

impl Accept {
    /// Works until the transport is closed or nobody listens to arrivals.
    pub(super) async fn run(mut self) {
        for number in 0_u64.. {
            let accepted = tokio::select! {
                _ = self.closing.wait_for(|closing| *closing) => break,
                () = self.arrivals.closed() => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, address)) => self.connection(number, stream, address),
                Err(error) => {
                    warn!("could not take a connection: {error}");
                    sleep(PAUSE).await;
                }
            }
        }
        let peers: Vec<Peer> = self.ways.lock().keys().copied().collect();
        peers.into_iter().for_each(|peer| self.ways.forget(peer));
    }

    fn connection(&self, number: u64, stream: TcpStream, address: SocketAddr) {
        let address = address.ip().to_canonical();
        let Some(place) = self.strangers.enter(address) else {
            debug!(%address, "a connection was closed: too many are silent");
            return;
        };
        tune(&stream, address);
        let peer = Peer::new(number);
        let (frames, outgoing) = mpsc::unbounded_channel();
        let (give_up, given_up) = watch::channel(false);
        let largest = Arc::new(AtomicUsize::new(UNPROVED));
        self.ways.lock().insert(peer, Way { frames, largest: Arc::clone(&largest), give_up });
        let (arrivals, ways) = (self.arrivals.clone(), self.ways.clone());
        let (hush, origin) = (self.hush.clone(), self.origin);
        let connection =
            Connection { peer, address, arrivals: arrivals.clone(), outgoing, largest, given_up, place };
        tokio::spawn(async move {
            let (over, spoke) = connection.serve(stream).await;
            let why = chain::print(&over);
            if matches!(over, Over::Malformed(_)) && hush.lets(origin.elapsed()) {
                info!(%address, "a connection was cut: {why}");
            } else {
                debug!(%address, "a connection is over: {why}");
            }
            ways.lock().remove(&peer);
            if !spoke {
                return;
            }
            // Failing means that nobody listens any more.
            let _ = arrivals.send(Arrival::Gone { peer, reason: "the connection is over" }).await;
        });
    }
}

fn tune(stream: &TcpStream, address: IpAddr) {
    let fd = stream.as_fd();
    let tuned = stream
        .set_nodelay(true)
        .and_then(|()| Ok(sockopt::set_socket_keepalive(fd, true)?))
        .and_then(|()| Ok(sockopt::set_tcp_keepidle(fd, Duration::from_secs(60))?))
        .and_then(|()| Ok(sockopt::set_tcp_keepintvl(fd, Duration::from_secs(15))?))
        .and_then(|()| Ok(sockopt::set_tcp_keepcnt(fd, 4)?));
    if let Err(error) = tuned {
        debug!(%address, "a connection's options could not be set: {error}");
    }
}
