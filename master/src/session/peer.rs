//! One peer's session: drives the state machine with frames, time and queues. Seals and opens; decides nothing.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use halite_common::{
    chain,
    failure::Failure,
    hush::Hush,
    session::{End, MasterEnd, MasterEvent},
    transport::{Incoming, Outgoing, Peer, Transport, WINDOW},
    wire::{Limits, Verdict as Answer, decode},
};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    time::{Instant, sleep_until},
};
use tracing::{debug, info, warn};

use super::{
    Claim, SessionEvent, Speaker, Verdict,
    admission::Place,
    judge::Judge,
    registry::{Registry, Seat},
    weight::{self, Scale, Weight},
};

/// Seconds after which a minion may try again when too many keys are pending, or the key store fails.
const BUSY: u16 = 60;

/// Seconds after which a call may try again when too many sit beside its minion.
const BUSY_CALLS: u16 = 2;

/// What all sessions share.
pub(super) struct Common {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) registry: Arc<Registry>,
    pub(super) judge: Judge,
    pub(super) scale: Scale,
    pub(super) events: mpsc::Sender<SessionEvent>,
    pub(super) hush: Hush,
    pub(super) origin: Instant,
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) max_pending: usize,
    pub(super) max_message: usize,
}

impl Common {
    pub(super) fn now(&self) -> Duration {
        self.origin.elapsed()
    }
}

/// One session.
pub(super) struct Session {
    pub(super) common: Arc<Common>,
    pub(super) peer: Peer,
    pub(super) address: String,
    pub(super) end: MasterEnd,
    /// Frames of this peer; as many as its connection lets wait.
    pub(super) inbox: mpsc::Receiver<Incoming>,
    /// The place among strangers, until a key is proved.
    pub(super) place: Option<Place>,
    pub(super) known: Option<Known>,
    /// An event that waits for room; until it has gone, no frame is opened.
    pub(super) event: Option<SessionEvent>,
    pub(super) judging: Option<Judging>,
    pub(super) load: Load,
}

/// A large message that is being put together.
#[derive(Default)]
pub(super) struct Load {
    /// Waits for a place; until then no frame is opened.
    waiting: Option<Pin<Box<dyn Future<Output = Option<Weight>> + Send>>>,
    /// The place, and until when it may be kept.
    place: Option<(Weight, Duration)>,
}

/// What is known of a peer that has proved its key.
pub(super) struct Known {
    claim: Arc<Claim>,
    seat: Option<Seat>,
    /// Whether the rest of the master knows of the session.
    announced: bool,
}

impl Known {
    /// Who speaks, once there is a seat.
    fn who(&self) -> Option<Speaker> {
        self.seat.as_ref().map(|seat| seat.who.clone())
    }
}

pub(super) type Judging = Pin<Box<dyn Future<Output = Result<Verdict, Failure>> + Send>>;

impl Session {
    /// Runs the session to its end and tells everybody concerned.
    pub(super) async fn run(mut self) -> Peer {
        let window = Arc::new(Semaphore::new(WINDOW));
        let end = loop {
            if let Err(end) = self.turn(&window).await {
                break end;
            }
        };
        self.flush(&window, &end);
        self.log(&end);
        if let Some(known) = self.known
            && known.announced
        {
            // Who hears of the end finds the session gone.
            known.seat.iter().for_each(Seat::close);
            if let Some(who) = known.who() {
                let event = SessionEvent::Disconnected { who, reason: end.to_string() };
                // Failing means that nobody listens any more.
                let _ = self.common.events.send(event).await;
            }
        }
        self.peer
    }

    /// Waits for the next thing to happen and does it.
    async fn turn(&mut self, window: &Arc<Semaphore>) -> Result<(), End> {
        let common = self.common.clone();
        let mut stopping = common.stopping.clone();
        let limit = self.load.place.as_ref().map_or(Duration::MAX, |(_, limit)| *limit);
        let wake = common.origin + self.end.talk.wake_at().min(limit).min(Duration::from_secs(3600));
        let mut seat = self.known.as_mut().and_then(|known| known.seat.as_mut());
        let predecessor = seat.as_ref().and_then(|seat| seat.predecessor.clone());
        let mut dismissed = seat.as_ref().map(|seat| seat.dismissed.clone());
        let reconsider = seat.as_ref().map(|seat| seat.reconsider.clone());
        let outbox = seat.as_mut().map(|seat| &mut seat.outbox);
        let opens = self.event.is_none() && self.judging.is_none() && self.load.waiting.is_none();
        tokio::select! {
            () = stopped(&mut stopping) => Err(End::Done("the master stops".to_owned())),
            reason = dismissal(&mut dismissed) => Err(End::Done(reason)),
            room = room_for_event(&common, predecessor), if self.event.is_some() => {
                if let (Ok(room), Some(event)) = (room, self.event.take()) {
                    room.send(event);
                }
                Ok(())
            }
            weight = poll(&mut self.load.waiting), if self.load.waiting.is_some() => {
                self.load.waiting = None;
                self.load.place = weight.map(|weight| (weight, common.now() + weight::TIME));
                Ok(())
            }
            frame = self.inbox.recv(), if opens => match frame {
                Some(frame) => self.receive(frame.bytes()),
                None => Err(End::Bye("the connection is gone".to_owned())),
            },
            verdict = poll(&mut self.judging), if self.judging.is_some() => {
                self.judging = None;
                self.judged(verdict)
            }
            () = notified(reconsider), if self.judging.is_none() => {
                self.judge();
                Ok(())
            }
            room = window.clone().acquire_owned(), if self.end.talk.has_frame() => {
                // The window is never closed.
                if let (Ok(room), Some(bytes)) = (room, self.end.talk.next_frame(common.now())?) {
                    common.transport.send(Outgoing { peer: self.peer, bytes, room });
                }
                Ok(())
            }
            message = receive(outbox), if self.end.talk.takes_message() => {
                self.end.talk.put_message(message);
                Ok(())
            }
            () = sleep_until(wake) => {
                let now = common.now();
                if self.event.is_some() || self.load.waiting.is_some() || !self.inbox.is_empty() {
                    self.end.talk.excuse(now);
                }
                if now >= limit {
                    return Err(End::Timeout { seconds: weight::TIME.as_secs() });
                }
                self.end.talk.tick(now)
            }
        }
    }

    fn receive(&mut self, bytes: &[u8]) -> Result<(), End> {
        match self.end.receive(self.common.now(), bytes)? {
            None => {
                self.weigh();
                Ok(())
            }
            Some(MasterEvent::Claimed { claim, key }) => {
                self.place = None;
                let token = claim.token.map(halite_common::crypto::Secret::new);
                let address = self.address.clone();
                let halite_common::wire::Claim { id, role, grains, .. } = claim;
                let claim = Arc::new(Claim { id, key, token, role, grains, address });
                self.known = Some(Known { claim, seat: None, announced: false });
                self.judge();
                Ok(())
            }
            Some(MasterEvent::Message(bytes)) => {
                let who = self.known.as_ref().and_then(Known::who).ok_or(End::Unexpected("a message"))?;
                let message = decode(&bytes, limits(&bytes, self.common.max_message))?;
                let weight = self.load.place.take().map(|(weight, _)| Box::new(weight));
                self.event = Some(SessionEvent::Message { who, message, weight });
                Ok(())
            }
        }
    }

    /// A message that grows large needs a place before it may grow on.
    fn weigh(&mut self) {
        let is_large = self.end.talk.partial() > weight::LIGHT;
        let seat = self.known.as_ref().and_then(|known| known.seat.as_ref());
        if let Some(seat) = seat.filter(|_| is_large && self.load.place.is_none()) {
            self.load.waiting = Some(Box::pin(self.common.scale.take(Arc::clone(&seat.large))));
        }
    }

    fn judge(&mut self) {
        if let Some(known) = &self.known {
            self.judging = Some(Box::pin(self.common.judge.clone().judge(known.claim.clone())));
        }
    }

    fn judged(&mut self, verdict: Result<Verdict, Failure>) -> Result<(), End> {
        let Some(known) = &mut self.known else { return Ok(()) };
        let claim = Arc::clone(&known.claim);
        let Claim { id, key, role, .. } = &*claim;
        // Only who was not refused takes a seat: a claim alone must not push anybody from his.
        if matches!(verdict, Ok(Verdict::Accepted | Verdict::Pending { .. })) && known.seat.is_none() {
            known.seat = self.common.registry.sit(id, *role);
        }
        let answer = match (verdict, &mut known.seat) {
            (Ok(Verdict::Accepted), _) if known.announced => return Ok(()),
            (Ok(Verdict::Accepted), Some(seat)) => {
                seat.open();
                // Before the verdict goes out, and large messages come in.
                self.common.transport.trust(self.peer);
                known.announced = true;
                let (who, address) = (seat.who.clone(), self.address.clone());
                self.event = Some(SessionEvent::Connected { who, address });
                Answer::Accepted
            }
            (Ok(Verdict::Pending { token }), Some(seat)) => {
                if seat.wait(self.common.max_pending) {
                    info!(minion = %id, address = self.address, fingerprint = %key.fingerprint(),
                        "a minion's key waits to be accepted");
                    Answer::Pending { token }
                } else {
                    Answer::Busy { seconds: BUSY }
                }
            }
            (Ok(Verdict::Accepted | Verdict::Pending { .. }), None) => Answer::Busy { seconds: BUSY_CALLS },
            (Ok(Verdict::Full), _) => Answer::Busy { seconds: BUSY },
            (Ok(Verdict::Rejected), _) => Answer::Rejected,
            (Ok(Verdict::Denied), _) => Answer::Denied,
            (Err(failure), _) => {
                warn!(minion = %id, "could not look up a key: {failure}");
                Answer::Busy { seconds: BUSY }
            }
        };
        self.end.verdict(answer);
        match answer {
            Answer::Accepted | Answer::Pending { .. } => Ok(()),
            refused => Err(End::Refused(refused)),
        }
    }

    /// Sends what the end still has to say, as far as there is room at once.
    fn flush(&mut self, window: &Arc<Semaphore>, end: &End) {
        let now = self.common.now();
        let mut frames = Vec::new();
        if matches!(end, End::Done(_) | End::Worn | End::TooLarge { .. } | End::Frame(_)) {
            frames.extend(self.end.talk.bye(now, &end.to_string()));
        } else {
            while let Ok(Some(frame)) = self.end.talk.next_frame(now) {
                frames.push(frame);
            }
        }
        for bytes in frames {
            let Ok(room) = window.clone().try_acquire_owned() else { return };
            self.common.transport.send(Outgoing { peer: self.peer, bytes, room });
        }
    }

    fn log(&self, end: &End) {
        let Session { address, .. } = self;
        let why = chain::print(end);
        match (&self.known, end) {
            (Some(known), End::Done(_) | End::Bye(_) | End::Worn) => {
                info!(minion = %known.claim.id, address, "session ended: {why}");
            }
            (None, End::Done(_) | End::Bye(_)) => debug!(address, "a stranger left: {why}"),
            _ if !self.common.hush.lets(self.common.now()) => debug!(address, "session ended: {why}"),
            (Some(known), End::Refused(verdict)) => {
                info!(minion = %known.claim.id, address, "a minion was not let in: {verdict:?}");
            }
            (Some(known), _) => warn!(minion = %known.claim.id, address, "session ended: {why}"),
            (None, _) => warn!(address, "a stranger was turned away: {why}"),
        }
    }
}

/// Bytes and values of the largest message that is no result.
const SMALL: Limits = Limits { size: 8 << 20, depth: 64, nodes: 400_000 };

/// What a message may have: results may be large; grains, requests and events are not. Its name stands first.
fn limits(bytes: &[u8], max_message: usize) -> Limits {
    let is_named = |name: &str| {
        let head = 0xa0 | u8::try_from(name.len()).unwrap_or(u8::MAX);
        bytes.strip_prefix(&[0x81, head]).is_some_and(|rest| rest.starts_with(name.as_bytes()))
    };
    if is_named("return") || is_named("called") {
        Limits::known(max_message)
    } else {
        Limits { size: SMALL.size.min(max_message), ..SMALL }
    }
}

/// Waits until the master stops, or nobody holds a handle on the sessions any more.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// Waits until the minion's session before this one has been reported as over, and for room.
async fn room_for_event(
    common: &Common,
    predecessor: Option<watch::Sender<Option<String>>>,
) -> Result<mpsc::Permit<'_, SessionEvent>, mpsc::error::SendError<()>> {
    if let Some(predecessor) = predecessor {
        predecessor.closed().await;
    }
    common.events.reserve().await
}

async fn dismissal(dismissed: &mut Option<watch::Receiver<Option<String>>>) -> String {
    match dismissed {
        Some(dismissed) => match dismissed.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_default(),
            Err(_) => "the master lost track of the session".to_owned(),
        },
        None => std::future::pending().await,
    }
}

async fn poll<T>(waiting: &mut Option<Pin<Box<dyn Future<Output = T> + Send>>>) -> T {
    match waiting {
        Some(waiting) => waiting.await,
        None => std::future::pending().await,
    }
}

async fn notified(reconsider: Option<Arc<tokio::sync::Notify>>) {
    match reconsider {
        Some(reconsider) => reconsider.notified().await,
        None => std::future::pending().await,
    }
}

async fn receive(outbox: Option<&mut mpsc::Receiver<Vec<u8>>>) -> Vec<u8> {
    match outbox {
        Some(outbox) => match outbox.recv().await {
            Some(message) => message,
            None => std::future::pending().await,
        },
        None => std::future::pending().await,
    }
}
