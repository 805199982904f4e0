//! All that serves one master: a session, a journal, an executor, and the loop between them.

use std::{path::Path, sync::Arc};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    id::MinionId,
    wire::Role,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::{
    compose::home,
    failover::Sight,
    places,
    settings::session_settings,
    talk::{Talk, deliver},
};
use crate::{
    executor::Executor,
    journal::{Journal, JournalError},
    requests::Line,
    session::{MasterAddress, Session},
};

/// Messages that wait for the session. When it is full, results wait for their next turn and progress is lost.
const OUTBOX: usize = 256;
/// Configurations that wait to be followed.
const RELOADS: usize = 4;

/// All that serves one master.
pub(super) struct Stack {
    session: Session,
    executor: Executor,
    reloads: mpsc::Sender<Config>,
    stop: watch::Sender<bool>,
    talking: JoinHandle<()>,
}

/// Who is told what becomes of sessions: the master's number comes with it.
pub(super) type Sights = mpsc::UnboundedSender<(usize, Sight)>;

impl Stack {
    /// Opens the journal in a folder, and begins to serve the master, as soon as it is wanted.
    pub(super) fn open(
        config: &Config,
        id: &MinionId,
        place: &Path,
        master: (usize, MasterAddress),
        sights: Sights,
    ) -> Result<Stack, Failure> {
        let io = |error: &dyn std::error::Error| Failure::new(Kind::Io, chain::print(error));
        let journal =
            Journal::open(place, config.number("journal_max_bytes")).map_err(|error| match &error {
                JournalError::InUse { .. } => io(&error),
                JournalError::Foreign { path } => io(&error).hint(format!(
                    "move {} away to begin a new one; jobs that the minion took and results that it owed are lost then",
                    path.display()
                )),
                _ => io(&error).hint("run the minion as root, or give it its own folders with `root_dir`"),
            })?;
        let (number, master) = master;
        places::own_journal(place, &master);
        let mut settings = session_settings(config, id, Role::Daemon)?;
        settings.masters = vec![master];
        let (session, events) = Session::idle(settings);
        let (outbox, messages) = mpsc::channel(OUTBOX);
        tokio::spawn(deliver(session.clone(), messages));
        let line = Line::new(session.clone());
        let home = Arc::new(home(config.clone(), id.clone(), &line));
        let executor =
            Executor::start(Arc::clone(&home), journal, outbox.clone()).map_err(|error| io(&error))?;
        let (reloads, reloaded) = mpsc::channel(RELOADS);
        let (stop, mut stopping) = watch::channel(false);
        let shutdown = async move {
            // An error means that the stack is gone.
            let _ = stopping.wait_for(|stop| *stop).await;
        };
        // Who does not listen any more is stopping.
        let tell = move |sight| {
            let _ = sights.send((number, sight));
        };
        let mut talk = Talk::new(home, executor.clone(), line, outbox, Box::new(tell));
        let talking = tokio::spawn(async move { talk.listen(events, shutdown, reloaded).await });
        Ok(Stack { session, executor, reloads, stop, talking })
    }

    /// Looks for the master from now on, or leaves it. Jobs run on.
    pub(super) fn want(&self, wanted: bool) {
        self.session.want(wanted);
    }

    /// Whether the master waits for something: a job that it gave is not over, or its result is not acknowledged.
    pub(super) fn owes(&self) -> bool {
        !self.executor.holding().is_empty()
    }

    /// Follows a configuration that was read anew.
    pub(super) async fn reload(&self, config: Config) {
        // Who does not listen any more is stopping.
        let _ = self.reloads.send(config).await;
    }

    /// Takes no more jobs, keeps what has ended, and says goodbye.
    pub(super) async fn stop(self) {
        self.stop.send_replace(true);
        let _ = self.talking.await;
        let executor = self.executor.clone();
        let _ = tokio::task::spawn_blocking(move || executor.stop()).await;
        self.session.stop().await;
    }
}
