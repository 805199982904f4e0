//! A call with the master's files and pillar: a session of its own for as long as the call lasts.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    id::MinionId,
    version,
    wire::{ToMaster, ToMinion},
};
use tokio::{runtime::Runtime, sync::mpsc};

use crate::{
    context::Home,
    daemon::{home, session_settings},
    journal::{Journal, JournalError},
    requests::Line,
    session::{Session, SessionEvent},
};

/// A session that lasts as long as this.
pub(super) struct Connection {
    pub(super) home: Arc<Home>,
    session: Session,
    runtime: Runtime,
    /// Keeps the daemon out: a master has one session with a minion.
    _journal: Journal,
}

impl Connection {
    /// Connects to the master, or says why not.
    pub(super) fn open(config: Config) -> Result<Connection, Failure> {
        let id = config.minion_id()?;
        let journal =
            Journal::open(&config.path("cachedir"), u64::MAX).map_err(|error| in_use(&error, &id))?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime
            .map_err(|error| Failure::new(Kind::Internal, format!("could not start the runtime: {error}")))?;
        let settings = session_settings(&config, &id)?;
        let patience =
            settings.handshake_timeout + config.seconds("auth_timeout").max(Duration::from_secs(5));
        let (session, line, events) = {
            let _inside = runtime.enter();
            let (session, events) = Session::start(settings);
            (session.clone(), Line::new(session), events)
        };
        let home = Arc::new(home(config, id.clone(), &line));
        let trouble = Arc::new(Mutex::new(None));
        let talk = talk(Arc::clone(&home), session.clone(), line.clone(), events, Arc::clone(&trouble));
        runtime.spawn(talk);
        line.wait_open(patience).map_err(|failure| {
            let known = trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
            known.unwrap_or_else(|| failure.hint("start the master, or use `--local`"))
        })?;
        Ok(Connection { home, session, runtime, _journal: journal })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.runtime.block_on(self.session.stop());
    }
}

fn in_use(error: &JournalError, id: &MinionId) -> Failure {
    match error {
        JournalError::InUse { .. } => Failure::new(
            Kind::Unavailable,
            "the minion runs on this machine and has the session with the master",
        )
        .hint(format!("use `--local`, or ask the master: `halite {id} …`")),
        other => Failure::new(Kind::Io, chain::print(other)),
    }
}

async fn talk(
    home: Arc<Home>,
    session: Session,
    line: Line,
    mut events: mpsc::Receiver<SessionEvent>,
    trouble: Arc<Mutex<Option<Failure>>>,
) {
    let note = |failure| *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    while let Some(event) = events.recv().await {
        match event {
            SessionEvent::Connected { .. } => {
                let asked = Arc::clone(&home);
                let grains = tokio::task::spawn_blocking(move || asked.grains()).await.unwrap_or_default();
                let version = version::PROGRAM.to_owned();
                let grains = grains.as_ref().clone();
                let hello = ToMaster::Hello { version, grains, holding: Vec::new() };
                if let Err(error) = session.send(&hello).await {
                    note(Failure::new(Kind::Unavailable, chain::print(&error)));
                }
            }
            SessionEvent::Message(ToMinion::Welcome { .. }) => line.set_open(true),
            SessionEvent::Message(message) => line.answer(message),
            SessionEvent::Disconnected { .. } => line.set_open(false),
            SessionEvent::Refused(failure) => note(failure),
            SessionEvent::Pending => note(
                Failure::new(
                    Kind::Denied,
                    "the master has this minion's key and waits for an operator to accept it",
                )
                .hint(format!("on the master: `halite key -a {}`", home.id)),
            ),
        }
    }
}
