//! The rest of the minion's way to its jobs.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{TrySendError, sync_channel},
    },
    thread,
};

use halite_common::{
    id::Jid,
    wire::{ToMaster, ToMinion},
};
use tokio::sync::mpsc;

use super::{Desk, Input, Shared, Threads};
use crate::{context::Home, journal::Journal};

/// Inputs that wait. When it is full, messages are dropped: the master says again what matters. The threads of jobs wait.
const INPUTS: usize = 1024;

/// Runs jobs; clones are the same executor. Nothing here waits, but for `stop`.
#[derive(Clone)]
pub(crate) struct Executor(Arc<Shared>);

impl Executor {
    /// Starts with what the journal holds. What is to be said goes into `outbox` as far as there is room: what is lost
    /// there is said again.
    pub(crate) fn start(
        home: Arc<Home>,
        journal: Journal,
        outbox: mpsc::Sender<ToMaster>,
    ) -> io::Result<Executor> {
        let (sender, inputs) = sync_channel(INPUTS);
        let shared = Arc::new(Shared::new(home, sender, outbox, journal.holding()));
        let desk = Desk::new(Threads::new(Arc::clone(&shared))?, journal);
        thread::Builder::new().name("executor".into()).spawn(move || desk.run(&inputs))?;
        Ok(Executor(shared))
    }

    /// Takes `Welcome`, `Job`, `Acknowledge`, `Find` and `Cancel`; other messages are passed over. `Welcome` brings the
    /// key that jobs are checked by, and has the unacknowledged returns sent again.
    pub(crate) fn on_message(&self, message: ToMinion) {
        let concerns = matches!(
            message,
            ToMinion::Welcome { .. }
                | ToMinion::Job(_)
                | ToMinion::Acknowledge { .. }
                | ToMinion::Find { .. }
                | ToMinion::Cancel { .. }
        );
        if !concerns {
            return;
        }
        match self.0.inputs.try_send(Input::Message(message)) {
            Err(TrySendError::Full(welcome @ Input::Message(ToMinion::Welcome { .. }))) => {
                self.insist(welcome)
            }
            Err(TrySendError::Full(_)) => {
                tracing::warn!("the minion is busy: a message of the master is dropped");
            }
            _ => {}
        }
    }

    /// Without its welcome the minion would say nothing until the next session, and the master greets it once.
    fn insist(&self, welcome: Input) {
        let shared = Arc::clone(&self.0);
        let wait = move || drop(shared.inputs.send(welcome));
        if let Err(error) = thread::Builder::new().name("welcome".into()).spawn(wait) {
            tracing::error!(%error, "the minion is too busy to hear that the master is there");
        }
    }

    /// The session is over: nothing is said until the next `Welcome`. Jobs run on.
    pub(crate) fn on_disconnected(&self) {
        self.0.set_online(false);
        // If there is no room, the next `Welcome` does the same.
        let _ = self.0.inputs.try_send(Input::Offline);
    }

    /// Later jobs run by another configuration; those that run go on as they began.
    pub(crate) fn follow(&self, home: Arc<Home>) {
        self.0.follow(home);
    }

    /// Jobs taken whose results the master has not acknowledged: for `Hello`.
    pub(crate) fn holding(&self) -> Vec<Jid> {
        self.0.holding().clone()
    }

    /// Takes no more jobs, and waits until what has ended is in the journal. What runs still is told as lost at the next
    /// start.
    pub(crate) fn stop(&self) {
        let (sender, done) = sync_channel(1);
        if self.0.inputs.send(Input::Stop(sender)).is_ok() {
            // An error means that it has stopped.
            let _ = done.recv();
        }
    }
}
