//! The rest of the master's way to its sessions.

use std::{net::SocketAddr, sync::Arc};

use halite_common::{
    hush::Hush,
    id::MinionId,
    session::Timing,
    transport,
    wire::{self, MAX_MESSAGE, ToMinion, encode_within},
};
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use super::{
    Doorkeeper, SendError, SessionError, SessionEvent, Settings, Speaker,
    admission::{Admission, Limits},
    dispatch::Dispatch,
    judge::Judge,
    peer::Common,
    registry::Registry,
    weight::Scale,
};

/// Events that wait for the rest of the master. When it is full, sessions stop to open frames, and then their connections
/// are not read.
const EVENTS: usize = 1024;

/// A handle on all sessions; clones are the same handle.
#[derive(Clone)]
pub struct Sessions {
    registry: Arc<Registry>,
    address: SocketAddr,
    stop: Arc<watch::Sender<bool>>,
    done: watch::Receiver<()>,
}

impl Sessions {
    /// Starts to listen. Events come through the bounded receiver; while it is full, who has something to tell is not read.
    /// Must be called within a tokio runtime.
    pub fn start(
        settings: Settings,
        doorkeeper: Arc<dyn Doorkeeper>,
    ) -> Result<(Sessions, mpsc::Receiver<SessionEvent>), SessionError> {
        let (transport, arrivals, address) = transport::listen(&settings.interface, settings.port)?;
        let (events, receiver) = mpsc::channel(EVENTS);
        let (stop, stopping) = watch::channel(false);
        let registry = Arc::<Registry>::default();
        let common = Common {
            transport: transport.into(),
            registry: registry.clone(),
            judge: Judge::new(doorkeeper),
            scale: Scale::default(),
            events,
            hush: Hush::default(),
            origin: Instant::now(),
            stopping,
            max_pending: settings.max_pending,
            max_message: settings.max_message,
        };
        let admission = Admission::new(Limits {
            per_second: settings.handshakes_per_second,
            total: settings.max_half_open,
            per_address: settings.max_half_open_per_address,
        });
        let timing = Timing { handshake: settings.handshake_timeout, ..Timing::default() };
        let dispatch = Dispatch::new(Arc::new(common), settings.key, timing, admission);
        let (running, done) = watch::channel(());
        tokio::spawn(async move {
            dispatch.run(arrivals).await;
            drop(running);
        });
        Ok((Sessions { registry, address, stop: Arc::new(stop), done }, receiver))
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Queues a message, waiting while the queue is full.
    pub async fn send(&self, to: &Speaker, message: &ToMinion) -> Result<(), SendError> {
        let outbox = self.registry.outbox(to).ok_or(SendError::Absent)?;
        outbox.send(encoded(message)?).await.map_err(|_| SendError::Absent)
    }

    /// Queues a message, or tells that the queue is full.
    pub fn try_send(&self, to: &Speaker, message: &ToMinion) -> Result<(), SendError> {
        let outbox = self.registry.outbox(to).ok_or(SendError::Absent)?;
        outbox.try_send(encoded(message)?).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SendError::Busy,
            mpsc::error::TrySendError::Closed(_) => SendError::Absent,
        })
    }

    /// Tells whether a minion is there.
    pub fn is_connected(&self, id: &MinionId) -> bool {
        self.registry.outbox(&Speaker::daemon(id.clone())).is_some()
    }

    /// The minions that are there, sorted.
    pub fn connected(&self) -> Vec<MinionId> {
        self.registry.open()
    }

    /// Asks the doorkeeper again about a minion; call it when an operator has accepted a key. Waiting sessions come
    /// in at once.
    pub fn reconsider(&self, id: &MinionId) {
        self.registry.reconsider(id);
    }

    /// Ends a minion's sessions; call it when an operator has rejected or deleted its key.
    pub fn dismiss(&self, id: &MinionId, reason: &str) {
        self.registry.dismiss(id, reason);
    }

    /// Says goodbye to all and stops listening.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let mut done = self.done.clone();
        // An error means that it is done.
        while done.changed().await.is_ok() {}
    }
}

fn encoded(message: &ToMinion) -> Result<Vec<u8>, SendError> {
    encode_within(message, wire::Limits::known(MAX_MESSAGE)).map_err(SendError::Message)
}
