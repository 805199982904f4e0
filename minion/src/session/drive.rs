//! One open connection: drives the session's state machine with frames, time and queues.

use std::{sync::Arc, time::Duration};

use halite_common::{
    crypto::PublicKey,
    session::{End, MinionEnd, MinionEvent},
    transport::{Arrival, Arrivals, Outgoing, Peer, Transport, WINDOW},
    wire::{Limits, Verdict, decode},
};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    time::{Instant, sleep_until},
};
use tracing::{info, warn};

use super::{
    SessionEvent,
    handle::Slot,
    wish::{Wish, unwanted},
};

/// Messages that wait to be sent, encoded. When it is full, `Session::send` waits.
const OUTBOX: usize = 64;

/// What the master is told where nothing is wrong.
pub(super) const LEAVES: &str = "the minion leaves";

/// One connection's session.
pub(super) struct Drive<'a> {
    pub(super) end: MinionEnd,
    pub(super) transport: Box<dyn Transport>,
    pub(super) arrivals: Arrivals,
    pub(super) events: &'a mpsc::Sender<SessionEvent>,
    pub(super) slot: &'a Slot,
    pub(super) wish: watch::Receiver<Wish>,
    pub(super) origin: Instant,
    pub(super) max_message: usize,
    /// Called with the master's key as soon as it is proved and trusted; an error ends the session.
    pub(super) proved: &'a (dyn Fn(PublicKey) -> Result<(), End> + Send + Sync),
    /// An event that waits for room; until it has gone, no frame is opened.
    pub(super) event: Option<SessionEvent>,
    pub(super) outbox: Option<mpsc::Receiver<Vec<u8>>>,
}

impl Drive<'_> {
    /// Runs the session to its end; tells why it ended, and whether it had been open.
    pub(super) async fn run(mut self) -> (End, bool) {
        let window = Arc::new(Semaphore::new(WINDOW));
        let end = loop {
            if let Err(end) = self.turn(&window).await {
                break end;
            }
        };
        self.slot.set(None);
        if !matches!(end, End::Bye(_) | End::Crypto(_) | End::Deaf { .. })
            && let Some(bytes) = self.end.talk.bye(self.origin.elapsed(), &end.to_string())
            && let Ok(room) = window.try_acquire_owned()
        {
            self.transport.send(Outgoing { peer: Peer::dialled(), bytes, room });
        }
        self.transport.close();
        let was_open = self.outbox.is_some();
        if was_open {
            // Failing means that nobody listens any more.
            let _ = self.events.send(SessionEvent::Disconnected { reason: end.to_string() }).await;
        }
        (end, was_open)
    }

    /// Waits for the next thing to happen and does it.
    async fn turn(&mut self, window: &Arc<Semaphore>) -> Result<(), End> {
        let wake = self.origin + self.end.talk.wake_at().min(Duration::from_secs(3600));
        tokio::select! {
            () = unwanted(&mut self.wish) => Err(End::Done(LEAVES.to_owned())),
            room = self.events.reserve(), if self.event.is_some() => match room {
                Ok(room) => {
                    if let Some(event) = self.event.take() {
                        room.send(event);
                    }
                    Ok(())
                }
                Err(_) => Err(End::Done("nobody listens".to_owned())),
            },
            arrival = self.arrivals.recv(), if self.event.is_none() => match arrival {
                Some(Arrival::Frame { frame, .. }) => self.receive(frame.bytes()),
                Some(Arrival::Up) => Ok(()),
                Some(Arrival::Malformed { .. }) => Err(End::Unexpected("a frame of several parts")),
                Some(Arrival::Gone { reason, .. }) => Err(End::Bye(reason.to_owned())),
                None => Err(End::Bye("the connection is gone".to_owned())),
            },
            room = window.clone().acquire_owned(), if self.end.talk.has_frame() => {
                // The window is never closed.
                if let (Ok(room), Some(bytes)) = (room, self.end.talk.next_frame(self.origin.elapsed())?) {
                    self.transport.send(Outgoing { peer: Peer::dialled(), bytes, room });
                }
                Ok(())
            }
            message = receive(&mut self.outbox), if self.end.talk.takes_message() => {
                self.end.talk.put_message(message);
                Ok(())
            }
            () = sleep_until(wake) => {
                let now = self.origin.elapsed();
                if self.event.is_some() {
                    self.end.talk.excuse(now);
                }
                self.end.talk.tick(now)
            }
        }
    }

    fn receive(&mut self, bytes: &[u8]) -> Result<(), End> {
        match self.end.receive(self.origin.elapsed(), bytes)? {
            None => {}
            Some(MinionEvent::Message(bytes)) => {
                self.event = Some(SessionEvent::Message(decode(&bytes, Limits::known(self.max_message))?));
            }
            Some(MinionEvent::Verdict { master, verdict }) => {
                (self.proved)(master)?;
                self.event = Some(if verdict == Verdict::Accepted {
                    let (sender, outbox) = mpsc::channel(OUTBOX);
                    self.outbox = Some(outbox);
                    self.slot.set(Some(sender));
                    info!(master = %master.fingerprint(), "connected");
                    SessionEvent::Connected { master }
                } else {
                    if let Verdict::Pending { token: Some(fault) } = verdict {
                        warn!("{fault}");
                    }
                    info!(master = %master.fingerprint(), "the master waits for an operator to accept our key");
                    SessionEvent::Pending
                });
            }
        }
        Ok(())
    }
}

async fn receive(outbox: &mut Option<mpsc::Receiver<Vec<u8>>>) -> Vec<u8> {
    if let Some(outbox) = outbox
        && let Some(message) = outbox.recv().await
    {
        return message;
    }
    std::future::pending().await
}
