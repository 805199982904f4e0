//! Who is there: by minion, the way to its session.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use halite_common::{id::MinionId, wire::Role};
use tokio::sync::{Notify, Semaphore, mpsc, watch};

use super::Speaker;

/// Messages that wait for a minion, encoded. When it is full, `send` waits and `try_send` refuses.
const OUTBOX: usize = 64;

/// Calls that may sit beside one minion. Each costs memory, and a minion may be an attacker.
const MAX_CALLS: usize = 4;

/// All sessions whose claim was heard and not refused.
#[derive(Default)]
pub(super) struct Registry {
    sessions: Mutex<HashMap<MinionId, Table>>,
    serial: AtomicU64,
    pending: AtomicUsize,
}

/// The sessions of one minion.
struct Table {
    daemon: Option<Entry>,
    calls: Vec<Entry>,
    /// The minion's own place for a large message.
    large: Arc<Semaphore>,
}

impl Default for Table {
    fn default() -> Table {
        Table { daemon: None, calls: Vec::new(), large: Arc::new(Semaphore::new(1)) }
    }
}

impl Table {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.daemon.iter().chain(&self.calls)
    }

    fn entry_mut(&mut self, serial: u64) -> Option<&mut Entry> {
        self.daemon.iter_mut().chain(&mut self.calls).find(|entry| entry.serial == serial)
    }

    fn remove(&mut self, serial: u64) {
        self.daemon.take_if(|entry| entry.serial == serial);
        self.calls.retain(|entry| entry.serial != serial);
    }
}

struct Entry {
    serial: u64,
    open: bool,
    outbox: mpsc::Sender<Vec<u8>>,
    reconsider: Arc<Notify>,
    dismiss: watch::Sender<Option<String>>,
}

/// A session's own side of its entry; taken off the list when it goes.
pub(super) struct Seat {
    registry: Arc<Registry>,
    serial: u64,
    pending: bool,
    /// Whose it is.
    pub(super) who: Speaker,
    /// The minion's own place for a large message.
    pub(super) large: Arc<Semaphore>,
    /// Messages to send.
    pub(super) outbox: mpsc::Receiver<Vec<u8>>,
    /// Told when the doorkeeper is to be asked again.
    pub(super) reconsider: Arc<Notify>,
    /// Holds a reason once the session is to end.
    pub(super) dismissed: watch::Receiver<Option<String>>,
    /// Closed once the minion's session before this one is over.
    pub(super) predecessor: Option<watch::Sender<Option<String>>>,
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, HashMap<MinionId, Table>> {
        // Nothing panics while it holds the lock; the map is whole in any case.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seats a session. One that the minion itself had before is told to end; a call sits beside it, unless too many do.
    pub(super) fn sit(self: &Arc<Registry>, id: &MinionId, role: Role) -> Option<Seat> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let (sender, outbox) = mpsc::channel(OUTBOX);
        let (dismiss, dismissed) = watch::channel(None);
        let reconsider = Arc::new(Notify::new());
        let entry = Entry { serial, open: false, outbox: sender, reconsider: reconsider.clone(), dismiss };
        let mut sessions = self.lock();
        let table = sessions.entry(id.clone()).or_default();
        let large = Arc::clone(&table.large);
        let predecessor = match role {
            Role::Daemon => table.daemon.replace(entry).map(|old| {
                old.dismiss.send_replace(Some("the minion opened another session".to_owned()));
                old.dismiss
            }),
            Role::Call if table.calls.len() >= MAX_CALLS => return None,
            Role::Call => {
                table.calls.push(entry);
                None
            }
        };
        drop(sessions);
        let who = Speaker { id: id.clone(), call: (role == Role::Call).then_some(serial) };
        let registry = self.clone();
        Some(Seat {
            registry,
            serial,
            pending: false,
            who,
            large,
            outbox,
            reconsider,
            dismissed,
            predecessor,
        })
    }

    /// The way to an open session.
    pub(super) fn outbox(&self, who: &Speaker) -> Option<mpsc::Sender<Vec<u8>>> {
        let sessions = self.lock();
        let table = sessions.get(&who.id)?;
        let entry = match who.call {
            None => table.daemon.as_ref(),
            Some(serial) => table.calls.iter().find(|entry| entry.serial == serial),
        };
        entry.filter(|entry| entry.open).map(|entry| entry.outbox.clone())
    }

    /// The minions that are there themselves, sorted.
    pub(super) fn open(&self) -> Vec<MinionId> {
        let is_open = |table: &Table| table.daemon.as_ref().is_some_and(|entry| entry.open);
        let mut ids: Vec<_> =
            self.lock().iter().filter(|(_, table)| is_open(table)).map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }

    pub(super) fn reconsider(&self, id: &MinionId) {
        self.lock()
            .get(id)
            .into_iter()
            .flat_map(Table::entries)
            .for_each(|entry| entry.reconsider.notify_one());
    }

    pub(super) fn dismiss(&self, id: &MinionId, reason: &str) {
        for entry in self.lock().get(id).into_iter().flat_map(Table::entries) {
            entry.dismiss.send_replace(Some(reason.to_owned()));
        }
    }
}

impl Seat {
    /// Waits with a pending key; false if too many wait already.
    pub(super) fn wait(&mut self, max_pending: usize) -> bool {
        if !self.pending {
            let before = self.registry.pending.fetch_add(1, Ordering::Relaxed);
            if before >= max_pending {
                self.registry.pending.fetch_sub(1, Ordering::Relaxed);
                return false;
            }
            self.pending = true;
        }
        true
    }

    /// Messages may be sent from now on.
    pub(super) fn open(&mut self) {
        self.stop_waiting();
        self.set_open(true);
    }

    /// No message may be sent any more. The seat stays taken, so that a successor still waits for its end.
    pub(super) fn close(&self) {
        self.set_open(false);
    }

    fn set_open(&self, open: bool) {
        let mut sessions = self.registry.lock();
        // A daemon's entry may be its successor's by now.
        if let Some(entry) = sessions.get_mut(&self.who.id).and_then(|table| table.entry_mut(self.serial)) {
            entry.open = open;
        }
    }

    fn stop_waiting(&mut self) {
        if std::mem::take(&mut self.pending) {
            self.registry.pending.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.stop_waiting();
        let mut sessions = self.registry.lock();
        let Some(table) = sessions.get_mut(&self.who.id) else { return };
        table.remove(self.serial);
        if table.entries().next().is_none() {
            sessions.remove(&self.who.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::wire::Role;

    use super::{MAX_CALLS, Registry, Seat, Speaker};

    fn sit(registry: &Arc<Registry>, id: &str, role: Role) -> Option<Seat> {
        registry.sit(&id.parse().unwrap(), role)
    }

    #[test]
    fn a_new_session_takes_the_seat_of_the_old_one() {
        let registry = Arc::new(Registry::default());
        let id: halite_common::id::MinionId = "web1".parse().unwrap();
        let who = Speaker::daemon(id.clone());
        let sit = || sit(&registry, "web1", Role::Daemon).unwrap();
        let mut old = sit();
        old.open();
        assert_eq!(registry.open(), std::slice::from_ref(&id));
        let mut new = sit();
        assert!(old.dismissed.borrow().is_some() && new.dismissed.borrow().is_none());
        assert!(registry.outbox(&who).is_none(), "the new one is not open yet");
        new.open();
        drop(old);
        assert!(registry.outbox(&who).is_some(), "the old one's going changes nothing");
        new.close();
        assert!(registry.outbox(&who).is_none(), "a closed one is not written to");
        assert!(sit().predecessor.is_some(), "but its end is still waited for");
        drop(new);
        assert!(registry.open().is_empty());
    }

    #[test]
    fn calls_sit_beside_the_minion_and_are_few() {
        let registry = Arc::new(Registry::default());
        let mut daemon = sit(&registry, "web1", Role::Daemon).unwrap();
        daemon.open();
        let mut calls: Vec<Seat> =
            std::iter::from_fn(|| sit(&registry, "web1", Role::Call)).take(MAX_CALLS + 1).collect();
        assert_eq!(calls.len(), MAX_CALLS);
        assert!(sit(&registry, "web2", Role::Call).is_some(), "each minion has its own");
        assert!(daemon.dismissed.borrow().is_none() && calls[0].predecessor.is_none());
        calls[0].open();
        assert!(registry.outbox(&calls[0].who).is_some() && registry.outbox(&calls[1].who).is_none());
        drop(daemon);
        assert!(registry.open().is_empty(), "a call is nobody's presence");
        registry.dismiss(&calls[0].who.id, "gone");
        assert!(calls.iter().all(|call| call.dismissed.borrow().is_some()));
        let who = calls[0].who.clone();
        drop(calls);
        assert!(registry.outbox(&who).is_none());
        assert!(sit(&registry, "web1", Role::Call).is_some());
    }

    #[test]
    fn pending_seats_are_counted() {
        let registry = Arc::new(Registry::default());
        let mut first = sit(&registry, "a", Role::Daemon).unwrap();
        let mut second = sit(&registry, "b", Role::Daemon).unwrap();
        assert!(first.wait(1) && first.wait(1) && !second.wait(1));
        first.open();
        assert!(second.wait(1));
        drop(second);
        assert!(sit(&registry, "c", Role::Call).unwrap().wait(1));
    }
}
