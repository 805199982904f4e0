//! A call with the master's files and pillar: a session of its own, beside the daemon's, for as long as the call lasts.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    id::Jid,
    job::{Call, Return},
    value::{Dict, Value},
    version,
    wire::{Role, ToMaster, ToMinion},
};
use halite_states::declare::Progress;
use tokio::{runtime::Runtime, sync::mpsc};

use super::CallReply;
use crate::{
    context::{Answers, Home, Listener},
    daemon::{home, session_settings},
    requests::Line,
    session::{Session, SessionEvent},
};

/// A session that lasts as long as this.
pub(super) struct Connection {
    pub(super) home: Arc<Home>,
    session: Session,
    line: Line,
    runtime: Runtime,
}

impl Connection {
    /// Connects to the master, or says why not.
    pub(super) fn open(config: Config, answers: Answers) -> Result<Connection, Failure> {
        let id = config.minion_id()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime
            .map_err(|error| Failure::new(Kind::Internal, format!("could not start the runtime: {error}")))?;
        let settings = session_settings(&config, &id, Role::Call)?;
        let patience =
            settings.handshake_timeout + config.seconds("auth_timeout").max(Duration::from_secs(5));
        let (session, line, events) = {
            let _inside = runtime.enter();
            let (session, events) = Session::start(settings);
            (session.clone(), Line::new(session), events)
        };
        let home = Arc::new(home(config, id.clone(), &line).with_answers(answers));
        let trouble = Arc::<Trouble>::default();
        let talk = talk(Arc::clone(&home), session.clone(), line.clone(), events, Arc::clone(&trouble));
        runtime.spawn(talk);
        trouble.wait_for(&line, patience)?;
        Ok(Connection { home, session, line, runtime })
    }

    /// Hears what the function has to tell.
    pub(super) fn listener(&self) -> Arc<dyn Listener> {
        Arc::new(Caller { home: Arc::clone(&self.home), line: self.line.clone() })
    }

    /// Has the master store what the function gave. That it could not is no failure of the function.
    pub(super) fn report(&self, call: Call, jid: Jid, reply: &CallReply) {
        let result = Box::new(Return {
            jid,
            id: self.home.id.clone(),
            function: call.function.clone(),
            value: reply.value.clone(),
            retcode: reply.retcode,
            success: reply.success,
            out: reply.out.clone(),
            failures: reply.failures.clone(),
            lost: false,
        });
        let asked = self.line.ask(|request| ToMaster::Called { request, call: Box::new(call), result });
        match asked.and_then(|answers| answers.next()) {
            Ok(ToMinion::Noted { jid: Some(jid), .. }) => {
                tracing::debug!(%jid, "the master has stored what the call gave");
            }
            Ok(_) => tracing::warn!("the master has not stored what the call gave"),
            Err(failure) => tracing::warn!("the master has not stored what the call gave: {failure}"),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.runtime.block_on(self.session.stop());
    }
}

/// Why there is no session yet.
#[derive(Default)]
struct Trouble {
    latest: Mutex<Option<Failure>>,
    /// Waiting would not help.
    is_final: AtomicBool,
}

impl Trouble {
    fn note(&self, failure: Failure, is_final: bool) {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
        self.is_final.fetch_or(is_final, Ordering::AcqRel);
    }

    /// Waits for the session as long as there is hope.
    fn wait_for(&self, line: &Line, patience: Duration) -> Result<(), Failure> {
        const LOOK: Duration = Duration::from_millis(100);
        let end = Instant::now() + patience;
        while let Err(failure) = line.wait_open(LOOK) {
            if self.is_final.load(Ordering::Acquire) || Instant::now() >= end {
                let known = self.latest.lock().unwrap_or_else(PoisonError::into_inner).take();
                return Err(known.unwrap_or_else(|| failure.hint("start the master, or use `--local`")));
            }
        }
        Ok(())
    }
}

/// Hears a function that was called by hand, and tells the master.
struct Caller {
    home: Arc<Home>,
    line: Line,
}

impl Listener for Caller {
    fn progress(&self, _: &Progress<'_>) {}

    fn event(&self, tag: &str, data: Value) -> Result<(), Failure> {
        self.line.tell(&ToMaster::Event { tag: tag.to_owned(), data })
    }

    fn grains_changed(&self) {
        let told = self.line.tell(&ToMaster::Grains { grains: Dict::clone(&self.home.grains()) });
        if let Err(failure) = told {
            tracing::debug!("the master was not told that the grains have changed: {failure}");
        }
    }

    fn running(&self) -> Vec<Dict> {
        Vec::new()
    }

    fn signal(&self, _: &str, _: i32) -> Option<Vec<u32>> {
        None
    }
}

async fn talk(
    home: Arc<Home>,
    session: Session,
    line: Line,
    mut events: mpsc::Receiver<SessionEvent>,
    trouble: Arc<Trouble>,
) {
    let note = |failure| trouble.note(failure, false);
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
            SessionEvent::Refused(failure) => trouble.note(failure, true),
            SessionEvent::Unreachable(failure) => note(failure.hint("start the master, or use `--local`")),
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
