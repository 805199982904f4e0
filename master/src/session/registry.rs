//! Who is there: by minion, the way to its session.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use halite_common::id::MinionId;
use tokio::sync::{Notify, mpsc, watch};

/// Messages that wait for a minion, encoded. When it is full, `send` waits and `try_send` refuses.
const OUTBOX: usize = 64;

/// All sessions whose claim was heard and not refused.
#[derive(Default)]
pub(super) struct Registry {
    sessions: Mutex<HashMap<MinionId, Entry>>,
    serial: AtomicU64,
    pending: AtomicUsize,
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
    id: MinionId,
    serial: u64,
    pending: bool,
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
    fn lock(&self) -> MutexGuard<'_, HashMap<MinionId, Entry>> {
        // Nothing panics while it holds the lock; the map is whole in any case.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seats a session; one that the same minion had before is told to end.
    pub(super) fn sit(self: &Arc<Registry>, id: &MinionId) -> Seat {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let (sender, outbox) = mpsc::channel(OUTBOX);
        let (dismiss, dismissed) = watch::channel(None);
        let reconsider = Arc::new(Notify::new());
        let entry = Entry { serial, open: false, outbox: sender, reconsider: reconsider.clone(), dismiss };
        let predecessor = self.lock().insert(id.clone(), entry).map(|old| {
            old.dismiss.send_replace(Some("the minion opened another session".to_owned()));
            old.dismiss
        });
        let registry = self.clone();
        Seat { registry, id: id.clone(), serial, pending: false, outbox, reconsider, dismissed, predecessor }
    }

    /// The way to an open session.
    pub(super) fn outbox(&self, id: &MinionId) -> Option<mpsc::Sender<Vec<u8>>> {
        self.lock().get(id).filter(|entry| entry.open).map(|entry| entry.outbox.clone())
    }

    pub(super) fn open(&self) -> Vec<MinionId> {
        let mut ids: Vec<_> =
            self.lock().iter().filter(|(_, entry)| entry.open).map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }

    pub(super) fn reconsider(&self, id: &MinionId) {
        if let Some(entry) = self.lock().get(id) {
            entry.reconsider.notify_one();
        }
    }

    pub(super) fn dismiss(&self, id: &MinionId, reason: &str) {
        if let Some(entry) = self.lock().get(id) {
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
        if let Some(entry) = self.registry.lock().get_mut(&self.id)
            && entry.serial == self.serial
        {
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
        if sessions.get(&self.id).is_some_and(|entry| entry.serial == self.serial) {
            sessions.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Registry;

    #[test]
    fn a_new_session_takes_the_seat_of_the_old_one() {
        let registry = Arc::new(Registry::default());
        let id = "web1".parse().unwrap();
        let mut old = registry.sit(&id);
        old.open();
        assert_eq!(registry.open(), std::slice::from_ref(&id));
        let mut new = registry.sit(&id);
        assert!(old.dismissed.borrow().is_some() && new.dismissed.borrow().is_none());
        assert!(registry.outbox(&id).is_none(), "the new one is not open yet");
        new.open();
        drop(old);
        assert!(registry.outbox(&id).is_some(), "the old one's going changes nothing");
        new.close();
        assert!(registry.outbox(&id).is_none(), "a closed one is not written to");
        assert!(registry.sit(&id).predecessor.is_some(), "but its end is still waited for");
        drop(new);
        assert!(registry.open().is_empty());
    }

    #[test]
    fn pending_seats_are_counted() {
        let registry = Arc::new(Registry::default());
        let mut first = registry.sit(&"a".parse().unwrap());
        let mut second = registry.sit(&"b".parse().unwrap());
        assert!(first.wait(1) && first.wait(1) && !second.wait(1));
        first.open();
        assert!(second.wait(1));
        drop(second);
        assert!(registry.sit(&"c".parse().unwrap()).wait(1));
    }
}
