//! Pairs questions with answers. Workers block here; the loop that talks never does.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::Duration,
};

use halite_common::{
    chain,
    failure::{Failure, Kind},
    wire::{ToMaster, ToMinion},
};
use tokio::{runtime::Handle, sync::watch};

use crate::session::Session;

/// How long the master may think about one answer, or one piece of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The way to the master for those who wait for answers.
#[derive(Clone)]
pub(crate) struct Line(Arc<Inner>);

struct Inner {
    session: Session,
    runtime: Handle,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Sender<ToMinion>>>,
    open: watch::Sender<bool>,
}

/// Answers to one question.
pub(crate) struct Answers<'a> {
    line: &'a Line,
    request: u64,
    receiver: Receiver<ToMinion>,
}

impl Line {
    /// A line over a session. Must be called within a tokio runtime.
    pub(crate) fn new(session: Session) -> Line {
        Line(Arc::new(Inner {
            session,
            runtime: Handle::current(),
            next: AtomicU64::new(1),
            waiting: Mutex::default(),
            open: watch::Sender::new(false),
        }))
    }

    /// Tells that questions can be asked now, or not any more: then those who wait are told.
    pub(crate) fn set_open(&self, open: bool) {
        self.0.open.send_replace(open);
        if !open {
            self.waiting().clear();
        }
    }

    /// Tells whether questions can be asked.
    pub(crate) fn is_open(&self) -> bool {
        *self.0.open.borrow()
    }

    /// Takes an answer.
    pub(crate) fn answer(&self, message: ToMinion) {
        let request = match &message {
            ToMinion::Pillar { request, .. }
            | ToMinion::Manifest { request, .. }
            | ToMinion::Blob { request, .. }
            | ToMinion::BlobGone { request, .. }
            | ToMinion::Environments { request, .. }
            | ToMinion::Noted { request, .. } => *request,
            _ => return,
        };
        if let Some(waiting) = self.waiting().get(&request) {
            // Whoever asked may have given up.
            let _ = waiting.send(message);
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Sender<ToMinion>>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until questions can be asked. Must not be called by the loop that talks.
    pub(crate) fn wait_open(&self, patience: Duration) -> Result<(), Failure> {
        let mut open = self.0.open.subscribe();
        let waited = self.0.runtime.block_on(async {
            tokio::time::timeout(patience, open.wait_for(|open| *open)).await.is_ok_and(|open| open.is_ok())
        });
        if waited { Ok(()) } else { Err(Failure::new(Kind::Unavailable, "the master is not connected")) }
    }

    /// Says something that has no answer. Must not be called by the loop that talks.
    pub(crate) fn tell(&self, message: &ToMaster) -> Result<(), Failure> {
        let sent = self.0.runtime.block_on(self.0.session.send(message));
        sent.map_err(|error| Failure::new(Kind::Unavailable, chain::print(&error)))
    }

    /// Asks. Must not be called by the loop that talks.
    pub(crate) fn ask(&self, question: impl FnOnce(u64) -> ToMaster) -> Result<Answers<'_>, Failure> {
        self.wait_open(PATIENCE)?;
        let request = self.0.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = channel();
        self.waiting().insert(request, sender);
        let answers = Answers { line: self, request, receiver };
        self.tell(&question(request))?;
        Ok(answers)
    }
}

impl Answers<'_> {
    /// The next answer.
    pub(crate) fn next(&self) -> Result<ToMinion, Failure> {
        self.receiver.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => Failure::new(Kind::Unavailable, "the master does not answer"),
            RecvTimeoutError::Disconnected => {
                Failure::new(Kind::Unavailable, "the connection to the master was cut")
            }
        })
    }
}

impl Drop for Answers<'_> {
    fn drop(&mut self) {
        self.line.waiting().remove(&self.request);
    }
}

/// Tries again while the master is away; anything else is final.
pub(super) fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Failure>) -> Result<T, Failure> {
    const ATTEMPTS: usize = 5;
    for _ in 1..ATTEMPTS {
        match attempt() {
            Err(failure) if failure.kind == Kind::Unavailable => {}
            done => return done,
        }
    }
    attempt()
}

/// An answer that does not fit its question.
pub(super) fn unexpected() -> Failure {
    Failure::new(Kind::Protocol, "the master's answer does not fit the question")
}
