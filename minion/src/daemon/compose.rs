//! Puts the minion's parts together, by its configuration.

use std::{future::Future, sync::Arc};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    wire::Role,
};
use tokio::sync::mpsc;

use super::{
    settings::session_settings,
    talk::{Talk, deliver},
};
use crate::{
    context::{Files, Home, LocalFiles, LocalPillar, PillarSource},
    executor::Executor,
    journal::{Journal, JournalError},
    requests::{Line, RemoteFiles, RemotePillar},
    session::Session,
};

/// Messages that wait for the session. When it is full, results wait for their next turn and progress is lost.
const OUTBOX: usize = 256;

/// Runs the minion until `shutdown` comes. A configuration that comes through `reloads` takes the place of the one in force.
pub async fn run(
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
    reloads: mpsc::Receiver<Config>,
) -> Result<(), Failure> {
    let io = |error: &dyn std::error::Error| Failure::new(Kind::Io, chain::print(error));
    let id = config.minion_id()?;
    let opened = Journal::open(&config.path("cachedir"), config.number("journal_max_bytes"));
    let journal = opened.map_err(|error| match &error {
        JournalError::InUse { .. } => io(&error),
        _ => io(&error).hint("run the minion as root, or give it its own folders with `root_dir`"),
    })?;
    let (session, events) = Session::start(session_settings(&config, &id, Role::Daemon)?);
    let (outbox, messages) = mpsc::channel(OUTBOX);
    tokio::spawn(deliver(session.clone(), messages));
    let line = Line::new(session.clone());
    let home = Arc::new(home(config, id, &line));
    let executor = Executor::start(Arc::clone(&home), journal, outbox.clone()).map_err(|error| io(&error))?;
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    Talk::new(home, executor.clone(), line, outbox).listen(events, shutdown, reloads).await;
    let _ = tokio::task::spawn_blocking(move || executor.stop()).await;
    session.stop().await;
    Ok(())
}

/// The minion with its files and pillar: the master's, or its own with `file_client: local`.
pub(crate) fn home(config: Config, id: halite_common::id::MinionId, line: &Line) -> Home {
    let local = config.text("file_client") == "local";
    let files: Arc<dyn Files> = if local {
        Arc::new(LocalFiles::of(&config))
    } else {
        Arc::new(RemoteFiles::new(line.clone(), &config.path("cachedir")))
    };
    let pillar: Arc<dyn PillarSource> =
        if local { Arc::new(LocalPillar::of(&config)) } else { Arc::new(RemotePillar(line.clone())) };
    Home::new(id, config, files, pillar)
}
