//! Takes frames from the network and gives each to its peer's session; strangers pass admission first.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use halite_common::{
    crypto::NodeKey,
    session::{MasterEnd, Timing},
    transport::{Arrival, Arrivals, INCOMING, Incoming, Outgoing, Peer},
};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::timeout,
};
use tracing::{debug, warn};

use super::{
    admission::Admission,
    peer::{Common, Load, Session, stopped},
};

/// Refusals to strangers that may be under way at once; those beyond are not sent.
const REFUSALS: usize = 256;

/// Time for sessions to say goodbye.
const GOODBYE: std::time::Duration = std::time::Duration::from_secs(2);

/// The room between the network and the sessions.
pub(super) struct Dispatch {
    common: Arc<Common>,
    key: NodeKey,
    timing: Timing,
    admission: Admission,
    inboxes: HashMap<Peer, Inbox>,
    sessions: JoinSet<Peer>,
    refusals: Arc<Semaphore>,
}

struct Inbox {
    frames: mpsc::Sender<Incoming>,
    task: tokio::task::Id,
}

impl Dispatch {
    pub(super) fn new(common: Arc<Common>, key: NodeKey, timing: Timing, admission: Admission) -> Dispatch {
        Dispatch {
            common,
            key,
            timing,
            admission,
            inboxes: HashMap::new(),
            sessions: JoinSet::new(),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
        }
    }

    /// Works until told to stop, then lets all sessions say goodbye.
    pub(super) async fn run(mut self, mut arrivals: Arrivals) {
        let mut stopping = self.common.stopping.clone();
        loop {
            tokio::select! {
                () = stopped(&mut stopping) => break,
                arrival = arrivals.recv() => match arrival {
                    Some(arrival) => self.take(arrival),
                    None => {
                        warn!("the network's thread has ended; no minion can be reached any more");
                        break;
                    }
                },
                Some(over) = self.sessions.join_next_with_id() => self.tidy(over),
            }
        }
        if !*stopping.borrow() {
            // Sessions that are not told to stop end when their inbox closes.
            self.inboxes.clear();
        }
        let goodbye = async { while self.sessions.join_next().await.is_some() {} };
        // Who is not done by then is cut off.
        let _ = timeout(GOODBYE, goodbye).await;
        self.common.transport.close();
        // The transport lets go of its channel when its port is free again and its connections are cut.
        let _ = timeout(GOODBYE, async { while arrivals.recv().await.is_some() {} }).await;
    }

    fn take(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Frame { peer, address, frame } => self.frame(peer, address, frame),
            Arrival::Gone { peer, .. } | Arrival::Malformed { peer } => {
                // Its session ends when it finds its inbox closed.
                self.inboxes.remove(&peer);
                self.common.transport.forget(peer);
            }
            Arrival::Up => {}
        }
    }

    /// Passes a frame on; never waits, so that nobody waits for somebody else's session.
    fn frame(&mut self, peer: Peer, address: Option<IpAddr>, frame: Incoming) {
        let Some(inbox) = self.inboxes.get(&peer) else { return self.stranger(peer, address, frame) };
        // There is room for all that a connection lets through. A closed inbox is that of a session that is just over:
        // its connection is about to be cut.
        let _ = inbox.frames.try_send(frame);
    }

    fn stranger(&mut self, peer: Peer, address: Option<IpAddr>, frame: Incoming) {
        if !MasterEnd::begins(frame.bytes()) {
            debug!(?peer, ?address, "a frame that begins no session");
            return self.common.transport.forget(peer);
        }
        let now = self.common.now();
        let place = match self.admission.enter(now, address) {
            Ok(place) => place,
            Err(seconds) => return self.refuse(peer, seconds),
        };
        let (frames, inbox) = mpsc::channel(INCOMING);
        // The channel was made empty just now.
        let _ = frames.try_send(frame);
        let session = Session {
            common: self.common.clone(),
            peer,
            address: address.map_or_else(|| "an unknown address".to_owned(), |address| address.to_string()),
            end: MasterEnd::new(self.key.clone(), self.timing, self.common.max_message, now),
            inbox,
            place: Some(place),
            known: None,
            event: None,
            judging: None,
            load: Load::default(),
        };
        let task = self.sessions.spawn(session.run()).id();
        self.inboxes.insert(peer, Inbox { frames, task });
    }

    fn refuse(&self, peer: Peer, seconds: u16) {
        if let Ok(room) = self.refusals.clone().try_acquire_owned()
            && let Ok(bytes) = MasterEnd::later(seconds).encode()
        {
            self.common.transport.send(Outgoing { peer, bytes, room });
        }
        self.common.transport.forget(peer);
    }

    fn tidy(&mut self, over: Result<(tokio::task::Id, Peer), tokio::task::JoinError>) {
        match over {
            Ok((_, peer)) => {
                self.inboxes.remove(&peer);
                self.common.transport.forget(peer);
            }
            Err(error) => {
                warn!("a session broke down: {error}");
                let broken = self.inboxes.extract_if(|_, inbox| inbox.task == error.id());
                broken.for_each(|(peer, _)| self.common.transport.forget(peer));
            }
        }
    }
}
