//! Lets operators watch a job.

use std::sync::Arc;

use halite_common::id::Jid;
use tokio::sync::mpsc;

use super::{
    super::{Snapshot, Step},
    Desk,
};

/// Steps that a watcher may be behind before it is let go.
const MAX_BEHIND: usize = 4096;

impl Desk {
    /// A job as it stands, and the way to what follows; `None` if it is not active: then all is in the archive.
    pub fn watch(&mut self, jid: Jid) -> Option<Snapshot> {
        let entry = self.lives.get_mut(&jid)?;
        let (sender, steps) = mpsc::channel::<Step>(MAX_BEHIND);
        entry.watchers.push(sender);
        let reports = entry.life.standing().map(|(id, report)| (id.clone(), report)).collect();
        Some(Snapshot { record: Arc::clone(&entry.record), reports, steps })
    }
}
