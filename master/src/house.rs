//! What the parts of the master that serve operators share.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, AtomicU32, AtomicU64},
};

use halite_common::{
    api::{KeyAction, KeyChange, KeyList, Published},
    failure::{Failure, Kind},
    id::Jid,
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    acl::Acl,
    api::Denials,
    audit::{Audit, AuditEvent, KeyEntry},
    jobs::{Archive, Order, Snapshot},
    keys::{KeyRing, trouble},
    publish::Resolver,
    roster::Roster,
    session::Sessions,
};

/// What operators ask of the desk.
pub(crate) enum Command {
    /// Make a job.
    Publish(Box<Order>),
    /// Watch a job; `None` if it is not active.
    Watch(Jid, oneshot::Sender<Option<Snapshot>>),
    /// End a job; false if it is not active.
    Cancel(Jid, oneshot::Sender<Result<bool, Failure>>),
}

/// What the parts of the master that serve operators share.
pub(crate) struct House {
    /// Keys and tokens.
    pub(crate) keys: Arc<KeyRing>,
    /// Minions.
    pub(crate) roster: Arc<Roster>,
    /// Whom a target means.
    pub(crate) resolver: Resolver,
    /// Sessions.
    pub(crate) sessions: Sessions,
    /// What is stored about jobs.
    pub(crate) archive: Archive,
    /// The way to the desk.
    pub(crate) desk: mpsc::Sender<Command>,
    /// Which local users may do what.
    pub(crate) acl: RwLock<Arc<Acl>>,
    /// For how many seconds a job waits for minions that are away, where it does not say (`queue_ttl`).
    pub(crate) queue_ttl: AtomicU32,
    /// Who did what.
    pub(crate) audit: Audit,
    /// Refusals, told.
    pub(crate) denials: Denials,
    /// Whether minions and operators are served.
    pub(crate) ready: AtomicBool,
    /// Jobs since the start.
    pub(crate) published: AtomicU64,
    /// Runners called since the start.
    pub(crate) runners: AtomicU64,
}

impl House {
    /// Which local users may publish what.
    pub(crate) fn acl(&self) -> Arc<Acl> {
        Arc::clone(&self.acl.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands an order to the desk and waits until the job is stored.
    pub(crate) async fn order(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<Published, Failure>>) -> Order,
    ) -> Result<Published, Failure> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Publish(Box::new(order(reply)))).await?;
        answer.await.map_err(|_| stopping())?
    }

    /// Watches a job; `None` if it is not active.
    pub(crate) async fn watch(&self, jid: Jid) -> Result<Option<Snapshot>, Failure> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Watch(jid, reply)).await?;
        answer.await.map_err(|_| stopping())
    }

    /// Ends a job; false if it is not active. That it is to end is stored when this returns.
    pub(crate) async fn cancel(&self, jid: Jid) -> Result<bool, Failure> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Cancel(jid, reply)).await?;
        answer.await.map_err(|_| stopping())?
    }

    /// Changes the state of keys, and lets the sessions that this concerns in or sends them away. Blocks.
    pub(crate) fn change_keys(
        &self,
        change: &KeyChange,
        action: &'static str,
        user: String,
    ) -> Result<KeyList, Failure> {
        let preview = KeyChange { dry_run: true, ..change.clone() };
        let meant = self.keys.change(&preview).map_err(|error| trouble(&error))?;
        if change.dry_run {
            return Ok(meant);
        }
        self.audit.record_blocking(AuditEvent::KeysChanged { user, action, keys: key_entries(&meant) })?;
        let concerned = self.keys.change(change).map_err(|error| trouble(&error))?;
        let KeyList { accepted, pending, rejected, denied, .. } = &concerned;
        for key in accepted.iter().chain(pending).chain(rejected).chain(denied) {
            match change.action {
                KeyAction::Accept => self.sessions.reconsider(&key.id),
                KeyAction::Reject => self.sessions.dismiss(&key.id, "its key was rejected"),
                KeyAction::Delete => {
                    self.sessions.dismiss(&key.id, "its key was deleted");
                    self.roster.forget(&key.id);
                }
            }
        }
        // Who came in with the key that a denied one has replaced must come again.
        if change.action == KeyAction::Accept {
            denied
                .iter()
                .for_each(|key| self.sessions.dismiss(&key.id, "another key was accepted for its id"));
        }
        Ok(concerned)
    }

    async fn send(&self, command: Command) -> Result<(), Failure> {
        self.desk.send(command).await.map_err(|_| stopping())
    }
}

/// The keys of a list, as the audit log names them.
fn key_entries(list: &KeyList) -> Vec<KeyEntry> {
    let of = [
        ("pending", &list.pending),
        ("accepted", &list.accepted),
        ("rejected", &list.rejected),
        ("denied", &list.denied),
    ];
    of.into_iter().flat_map(|(state, keys)| keys.iter().map(move |key| KeyEntry::new(key, state))).collect()
}

fn stopping() -> Failure {
    Failure::new(Kind::Unavailable, "the master is stopping")
}
