//! The master's one loop.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use halite_common::{
    chain,
    config::Config,
    failure::{Failure, Kind},
    id::Jid,
    version,
};
use tokio::sync::{mpsc, oneshot};

use super::{
    compose::{Parts, compose, now, unavailable},
    event::Event,
    greet::Greeter,
    reload::reload,
};
use crate::{
    api::{self, Listener},
    audit::AuditEvent,
    house::{Command, House},
    jobs::Desk,
    session::SessionEvent,
};

/// How often old jobs are looked for.
const FORGET_EVERY: Duration = Duration::from_secs(600);
/// Writes under way, beyond which minions have to wait.
const MAX_WRITES: usize = 4096;
/// How long operators may finish what they have begun when the master stops.
const PARTING: Duration = Duration::from_secs(2);

/// Runs the master until `shutdown`. A configuration that comes through `reloads` takes the place of the one in force.
pub async fn run(
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
    reloads: mpsc::Receiver<Config>,
) -> Result<(), Failure> {
    let socket = config.path("api_socket");
    let listener = Listener::bind(&socket).await.map_err(|error| unavailable(&error))?;
    let parts = compose(&config)?;
    api::set_reach(&socket, &parts.house.acl()).map_err(|error| unavailable(&error))?;
    let house = Arc::clone(&parts.house);
    house.audit.record(AuditEvent::Started { version: version::PROGRAM }).await?;
    let (stop_api, api_stops) = oneshot::channel::<()>();
    let serving = tokio::spawn(listener.serve(Arc::clone(&house), async {
        let _ = api_stops.await;
    }));
    house.ready.store(true, Ordering::Release);
    notify(&[sd_notify::NotifyState::Ready]);
    tracing::info!(socket = %socket.display(), "the master is ready");

    serve(parts, config, shutdown, reloads).await;

    house.ready.store(false, Ordering::Release);
    house.sessions.stop().await;
    // All that was noted before is on disk with it.
    if let Err(error) = house.audit.record(AuditEvent::Stopped {}).await {
        tracing::error!(error = chain::print(&error), "the end is not in the audit log");
    }
    let _ = stop_api.send(());
    match tokio::time::timeout(PARTING, serving).await {
        Ok(Ok(Err(error))) => Err(Failure::new(Kind::Io, format!("could not serve operators: {error}"))),
        _ => Ok(()),
    }
}

async fn serve(
    parts: Parts,
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
    reloads: mpsc::Receiver<Config>,
) {
    let Parts { house, desk, orders, events, requests, signing_key } = parts;
    let greeter = Greeter::new(requests, signing_key);
    let mut forget = tokio::time::interval(FORGET_EVERY);
    forget.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut office = Office { house, desk, greeter, config };
    let mut inlets = Inlets { orders, events, forget, reloads };
    tokio::pin!(shutdown);
    loop {
        let event = tokio::select! {
            () = &mut shutdown => Event::Stop,
            event = inlets.next(&mut office.desk) => event,
        };
        if !office.take(event) {
            break;
        }
    }
    notify(&[sd_notify::NotifyState::Stopping]);
    office.finish_writing().await;
}

/// Where events come from.
struct Inlets {
    orders: mpsc::Receiver<Command>,
    events: mpsc::Receiver<SessionEvent>,
    forget: tokio::time::Interval,
    reloads: mpsc::Receiver<Config>,
}

impl Inlets {
    /// Waits for what happens next.
    async fn next(&mut self, desk: &mut Desk) -> Event {
        let wake = desk.wake_at().map(tokio::time::Instant::from_std);
        let may_hear = desk.writing() < MAX_WRITES;
        tokio::select! {
            written = desk.written() => Event::Written(written),
            Some(event) = self.events.recv(), if may_hear => Event::Session(event),
            Some(command) = self.orders.recv() => Event::Command(command),
            () = sleep_until(wake) => Event::Tick,
            _ = self.forget.tick() => Event::Forget,
            Some(config) = self.reloads.recv() => Event::Reload(Box::new(config)),
        }
    }
}

async fn sleep_until(wake: Option<tokio::time::Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// Those who deal with events.
struct Office {
    house: Arc<House>,
    desk: Desk,
    greeter: Greeter,
    config: Config,
}

impl Office {
    /// Deals with an event; false when the master is to stop.
    fn take(&mut self, event: Event) -> bool {
        match event {
            Event::Session(event) => self.greeter.hear(&self.house, &mut self.desk, event),
            Event::Command(command) => self.obey(command),
            Event::Written(written) => self.desk.settle(written),
            Event::Tick => self.desk.tick(),
            Event::Forget => self.forget(),
            Event::Reload(new) => {
                self.config = reload(&self.config, *new, &self.house, &mut self.desk, &mut self.greeter);
            }
            Event::Stop => return false,
        }
        true
    }

    /// Whoever asked and has gone needs no answer.
    fn obey(&mut self, command: Command) {
        match command {
            Command::Publish(order) => self.desk.publish(*order),
            Command::Watch(jid, reply) => drop(reply.send(self.desk.watch(jid))),
            Command::Cancel(jid, reply) => self.desk.cancel(jid, reply),
        }
    }

    /// Forgets jobs that are older than `keep_jobs_seconds`; 0 keeps them all. Those that a minion may still return stay
    /// for `keep_owed_jobs_seconds`; 0 keeps these.
    fn forget(&self) {
        let Some(limit) = self.before("keep_jobs_seconds") else { return };
        let owed = self.before("keep_owed_jobs_seconds");
        let owed = owed.or_else(|| Jid::at_micros(0)).unwrap_or(limit);
        let archive = self.house.archive.clone();
        tokio::task::spawn_blocking(move || match archive.forget_before(limit, owed) {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old jobs are forgotten"),
            Err(error) => {
                tracing::error!(error = chain::print(&error), "could not forget old jobs");
            }
        });
    }

    /// The id of a job that is as old as an option says; `None` if that is 0.
    fn before(&self, option: &str) -> Option<Jid> {
        let keep = i64::try_from(self.config.seconds(option).as_micros()).unwrap_or(i64::MAX);
        let limit = i64::try_from(now()).unwrap_or(0).saturating_mul(1_000_000).saturating_sub(keep);
        Jid::at_micros(limit.max(0)).filter(|_| keep > 0)
    }

    /// What minions have returned is stored before the master goes.
    async fn finish_writing(&mut self) {
        while self.desk.writing() > 0 {
            let written = self.desk.written().await;
            self.desk.settle(written);
        }
    }
}

/// Tells systemd, where it has asked to be told.
fn notify(states: &[sd_notify::NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "could not tell systemd");
    }
}
