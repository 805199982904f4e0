//! The master's way to its minions: a bounded queue for each open session.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use halite_common::{
    id::MinionId,
    wire::{Envelope, ToMinion},
};
use halite_master::{jobs::Post, session::SendError};

use super::Fuse;

/// Messages that wait for a minion, as in the real master's sessions.
pub(crate) const OUTBOX: usize = 64;

/// The queues to all minions.
pub(crate) struct Mail {
    boxes: Mutex<Vec<Outbox>>,
    /// Jobs that were posted since the last look, and to whom.
    posted: Mutex<Vec<(usize, Envelope)>>,
    fuse: Arc<Fuse>,
}

struct Outbox {
    id: MinionId,
    open: bool,
    queue: VecDeque<ToMinion>,
    /// How many may wait.
    room: usize,
}

impl Mail {
    pub(crate) fn new(ids: impl Iterator<Item = MinionId>, fuse: Arc<Fuse>) -> Mail {
        let outbox = |id| Outbox { id, open: false, queue: VecDeque::new(), room: OUTBOX };
        Mail { boxes: Mutex::new(ids.map(outbox).collect()), posted: Mutex::default(), fuse }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Outbox>> {
        self.boxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens or closes the way to a minion; what waits there is gone.
    pub(crate) fn set_open(&self, minion: usize, open: bool) {
        let outbox = &mut self.lock()[minion];
        outbox.open = open;
        outbox.queue.clear();
    }

    pub(crate) fn set_room(&self, minion: usize, room: usize) {
        self.lock()[minion].room = room;
    }

    /// Takes what waits for a minion, oldest first.
    pub(crate) fn take(&self, minion: usize) -> Option<ToMinion> {
        self.lock()[minion].queue.pop_front()
    }

    /// The jobs that were posted since the last look, and to whom.
    pub(crate) fn take_posted(&self) -> Vec<(usize, Envelope)> {
        std::mem::take(&mut self.posted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many messages wait for a minion.
    pub(crate) fn waiting(&self, minion: usize) -> usize {
        self.lock()[minion].queue.len()
    }
}

impl Post for Mail {
    fn post(&self, id: &MinionId, message: ToMinion) -> Result<(), SendError> {
        let mut boxes = self.lock();
        let outbox = boxes.iter_mut().enumerate().find(|(_, outbox)| outbox.id == *id && outbox.open);
        let Some((minion, outbox)) = outbox else { return Err(SendError::Absent) };
        if outbox.queue.len() >= outbox.room {
            return Err(SendError::Busy);
        }
        // Whoever dies meanwhile never learns that nothing was sent.
        if self.fuse.spend() {
            if let ToMinion::Job(envelope) = &message {
                let mut posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
                posted.push((minion, envelope.clone()));
            }
            outbox.queue.push_back(message);
        }
        Ok(())
    }
}
