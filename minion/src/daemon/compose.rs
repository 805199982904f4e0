//! Puts the minion's parts together, by its configuration.

use std::{future::Future, path::PathBuf, sync::Arc};

use halite_common::{
    config::Config,
    failure::{Failure, Kind},
};
use tokio::sync::mpsc;

use super::{
    conduct::conduct,
    masters::{Way, masters, order, way},
    places,
    stack::Stack,
};
use crate::{
    context::{Files, Home, LocalFiles, LocalPillar, PillarSource},
    requests::{Line, RemoteFiles, RemotePillar},
};

/// Runs the minion until `shutdown` comes. A configuration that comes through `reloads` takes the place of the one in force.
pub async fn run(
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
    reloads: mpsc::Receiver<Config>,
) -> Result<(), Failure> {
    let id = config.minion_id()?;
    let way = way(&config);
    let cachedir = config.path("cachedir");
    let masters = if way == Way::Disabled { Vec::new() } else { masters(&config)? };
    let order = order(&config, &id, masters.len());
    places::hand_over(&cachedir, &masters).map_err(|error| {
        Failure::new(Kind::Io, format!("could not move the journal in {}: {error}", cachedir.display()))
    })?;
    let homes: Vec<PathBuf> =
        masters.iter().map(|master| places::journal_home(&cachedir, &masters, master)).collect();
    let (sights, seen) = mpsc::unbounded_channel();
    let mut stacks = Vec::with_capacity(masters.len());
    for (number, master) in masters.into_iter().enumerate() {
        stacks.push(Stack::open(&config, &id, &homes[number], (number, master), sights.clone())?);
    }
    places::warn_of_others(&cachedir, &homes);
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    conduct(&stacks, way, order, seen, shutdown, reloads).await;
    let mut stopping = tokio::task::JoinSet::new();
    stacks.into_iter().for_each(|stack| drop(stopping.spawn(stack.stop())));
    stopping.join_all().await;
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
