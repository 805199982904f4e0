//! The one loop of the minion: what comes from the master goes to whom it concerns, one arm a line.

use std::{future::Future, sync::Arc, time::Duration};

use halite_common::{
    chain,
    config::{Config, Reload},
    value::Dict,
    version,
    wire::{ToMaster, ToMinion},
};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::{compose::home, failover::Sight, grains::Told};
use crate::{
    context::Home,
    executor::Executor,
    requests::Line,
    session::{Session, SessionEvent},
};

/// The loop's state.
pub(super) struct Talk {
    home: Arc<Home>,
    executor: Executor,
    line: Line,
    outbox: mpsc::Sender<ToMaster>,
    /// Grains that were collected for the master.
    collected: (mpsc::Sender<Arc<Dict>>, mpsc::Receiver<Arc<Dict>>),
    told: Told,
    /// How often grains are collected anew; `None` for never.
    refresh: Option<Duration>,
    /// Told what becomes of the session.
    tell: Box<dyn Fn(Sight) + Send>,
}

impl Talk {
    pub(super) fn new(
        home: Arc<Home>,
        executor: Executor,
        line: Line,
        outbox: mpsc::Sender<ToMaster>,
        tell: Box<dyn Fn(Sight) + Send>,
    ) -> Talk {
        let minutes = home.config.number("grains_refresh_every");
        let refresh = (minutes > 0).then(|| Duration::from_secs(minutes.saturating_mul(60)));
        Talk {
            home,
            executor,
            line,
            outbox,
            collected: mpsc::channel(4),
            told: Told::default(),
            refresh,
            tell,
        }
    }

    /// Listens until `shutdown` comes.
    pub(super) async fn listen(
        &mut self,
        mut events: mpsc::Receiver<SessionEvent>,
        shutdown: impl Future<Output = ()> + Send,
        mut reloads: mpsc::Receiver<Config>,
    ) {
        const NEVER: Duration = Duration::from_secs(u32::MAX as u64);
        let mut shutdown = std::pin::pin!(shutdown);
        let mut refresh = interval(self.refresh.unwrap_or(NEVER));
        refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once.
        refresh.tick().await;
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                event = events.recv() => match event {
                    Some(event) => self.hear(event),
                    None => return,
                },
                Some(grains) = self.collected.1.recv() => self.greet(&grains),
                _ = refresh.tick() => self.collect(true),
                Some(config) = reloads.recv() => self.reload(config),
            }
        }
    }

    /// Follows a configuration that was read anew: later jobs run by it, with grains and pillar of their own.
    fn reload(&mut self, new: Config) {
        let Reload { config, changed, after_restart } = self.home.config.reload(new);
        if !after_restart.is_empty() {
            tracing::warn!(
                "these options have changed and count after a restart: {}",
                after_restart.join(", ")
            );
        }
        let home = Arc::new(home(config, self.home.id.clone(), &self.line).after(&self.home));
        self.executor.follow(Arc::clone(&home));
        self.home = home;
        self.collect(false);
        if self.line.is_open() {
            self.fetch_pillar();
        }
        let changed = if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") };
        tracing::info!("the configuration is reloaded; changed: {changed}");
    }

    fn hear(&mut self, event: SessionEvent) {
        match event {
            SessionEvent::Connected { .. } => {
                (self.tell)(Sight::Up);
                self.collect(false);
            }
            SessionEvent::Message(message) => self.message(message),
            SessionEvent::Disconnected { .. } => {
                self.line.set_open(false);
                self.executor.on_disconnected();
                self.told = Told::default();
                (self.tell)(Sight::Down);
            }
            SessionEvent::Pending | SessionEvent::Refused(_) | SessionEvent::Unreachable(_) => {
                (self.tell)(Sight::Failed);
            }
        }
    }

    fn message(&mut self, message: ToMinion) {
        match message {
            answer @ (ToMinion::Pillar { .. }
            | ToMinion::Manifest { .. }
            | ToMinion::Blob { .. }
            | ToMinion::BlobGone { .. }
            | ToMinion::Environments { .. }) => self.line.answer(answer),
            welcome @ ToMinion::Welcome { .. } => {
                self.executor.on_message(welcome);
                self.line.set_open(true);
                self.fetch_pillar();
            }
            // Only calls report, and only they are answered.
            ToMinion::Noted { .. } => {}
            other => self.executor.on_message(other),
        }
    }

    /// Has the pillar at hand before the first job asks, as Salt's minion does.
    fn fetch_pillar(&self) {
        let home = Arc::clone(&self.home);
        tokio::task::spawn_blocking(move || home.pillar());
    }

    /// Collects grains beside the loop: that may take a moment.
    fn collect(&self, anew: bool) {
        let (home, collected) = (Arc::clone(&self.home), self.collected.0.clone());
        tokio::task::spawn_blocking(move || {
            if anew {
                home.forget_grains();
            }
            // The loop may be gone.
            let _ = collected.blocking_send(home.grains());
        });
    }

    /// Opens the talk, or tells grains that have changed.
    fn greet(&mut self, grains: &Arc<Dict>) {
        if !self.told.differs(grains) {
            return;
        }
        let members = grains.as_ref().clone();
        let message = if self.line.is_open() {
            ToMaster::Grains { grains: members }
        } else {
            let (version, holding) = (version::PROGRAM.to_owned(), self.executor.holding());
            ToMaster::Hello { version, grains: members, holding }
        };
        if self.outbox.try_send(message).is_ok() {
            self.told.tell(grains);
        }
    }
}

/// Hands messages to the session, one after the other.
pub(super) async fn deliver(session: Session, mut messages: mpsc::Receiver<ToMaster>) {
    while let Some(message) = messages.recv().await {
        if let Err(error) = session.send(&message).await {
            tracing::debug!(error = %chain::print(&error), "a message could not be sent");
        }
    }
}
