//! The rest of the minion's way to its session.

use std::sync::{Arc, Mutex, PoisonError};

use halite_common::wire::{CodecError, Limits, MAX_MESSAGE, ToMaster, encode_within};
use thiserror::Error;
use tokio::sync::{mpsc, watch};

use super::{SessionEvent, Settings, search::Search, wish::Wish};

/// Events that wait for the rest of the minion. When it is full, nothing is read from the network.
const EVENTS: usize = 64;

/// A handle on the session; clones are the same handle.
#[derive(Clone)]
pub struct Session {
    outbox: Slot,
    wish: Arc<watch::Sender<Wish>>,
    done: watch::Receiver<()>,
}

/// A message that was not taken.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// No session is open.
    #[error("the master is not connected")]
    Offline,
    /// No master would take the message: it is too large or nested too deep. Sending it again would not help.
    #[error("the message cannot be sent")]
    Message(#[source] CodecError),
}

impl Session {
    /// Starts to look for a master, and goes on until `stop`. Events come through the bounded receiver; while it is
    /// full, nothing is read from the network. Must be called within a tokio runtime.
    pub fn start(settings: Settings) -> (Session, mpsc::Receiver<SessionEvent>) {
        Session::begin(settings, true)
    }

    /// The same, but away until it is wanted.
    pub(crate) fn idle(settings: Settings) -> (Session, mpsc::Receiver<SessionEvent>) {
        Session::begin(settings, false)
    }

    fn begin(settings: Settings, wanted: bool) -> (Session, mpsc::Receiver<SessionEvent>) {
        let (events, receiver) = mpsc::channel(EVENTS);
        let (wish, wished) = watch::channel(if wanted { Wish::On } else { Wish::Off });
        let (running, done) = watch::channel(());
        let outbox = Slot::default();
        let search = Search::new(settings, events, outbox.clone(), wished);
        tokio::spawn(async move {
            search.run().await;
            drop(running);
        });
        (Session { outbox, wish: Arc::new(wish), done }, receiver)
    }

    /// Queues a message for the master, waiting while the queue is full. A message that was taken may still be lost.
    pub async fn send(&self, message: &ToMaster) -> Result<(), SendError> {
        let outbox = self.outbox.get().ok_or(SendError::Offline)?;
        let bytes = encode_within(message, Limits::known(MAX_MESSAGE)).map_err(SendError::Message)?;
        outbox.send(bytes).await.map_err(|_| SendError::Offline)
    }

    /// Tells whether the session is open.
    pub fn is_connected(&self) -> bool {
        self.outbox.get().is_some()
    }

    /// Looks for a master from now on, or says goodbye and is away until it is wanted.
    pub(crate) fn want(&self, wanted: bool) {
        let wish = if wanted { Wish::On } else { Wish::Off };
        self.wish.send_if_modified(|now| {
            let changes = *now != Wish::Stopped && *now != wish;
            if changes {
                *now = wish;
            }
            changes
        });
    }

    /// Says goodbye and stops.
    pub async fn stop(&self) {
        self.wish.send_replace(Wish::Stopped);
        let mut done = self.done.clone();
        // An error means that it is done.
        while done.changed().await.is_ok() {}
    }
}

/// The way into the open session, if there is one. Each session has a queue of its own: what was meant for one is
/// never sent in the next.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<mpsc::Sender<Vec<u8>>>>>);

impl Slot {
    fn get(&self) -> Option<mpsc::Sender<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, outbox: Option<mpsc::Sender<Vec<u8>>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = outbox;
    }
}
