//! The table of minions.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use halite_common::{id::MinionId, value::Dict};

use super::MinionRecord;
use crate::{
    quiet::Quiet,
    store::{Batch, Scan, Store, StoreError, Table},
};

static QUIET: Quiet = Quiet::new();

const PAGE: usize = 500;
/// Bytes that are kept of one minion at most.
const MAX_RECORD: usize = 4 << 20;

/// The table of minions. Shared by all who look minions up.
pub struct Roster {
    store: Arc<dyn Store>,
    known: RwLock<HashMap<MinionId, MinionRecord>>,
    /// Who has said hello and not left.
    here: RwLock<BTreeSet<MinionId>>,
    /// Seconds since 1970.
    now: fn() -> u64,
}

impl Roster {
    /// Reads the table from a store.
    pub fn open(store: Arc<dyn Store>, now: fn() -> u64) -> Result<Roster, StoreError> {
        let mut known = HashMap::new();
        store.for_each(Scan::new(Table::Minions, PAGE), |row| {
            let id = std::str::from_utf8(&row.key).ok().and_then(|id| id.parse().ok());
            if let Some(id) = id {
                known.insert(id, row.decode(Table::Minions)?);
            }
            Ok(())
        })?;
        Ok(Roster { store, known: RwLock::new(known), here: RwLock::default(), now })
    }

    /// Notes a minion that has come, with what it says of itself.
    pub fn arrived(&self, id: &MinionId, version: String, grains: Dict, address: String) {
        let grains = own(id, grains);
        self.change(id, |record| {
            *record = MinionRecord { version: version_of(version), grains, seen: (self.now)(), address };
        });
        self.here.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
    }

    /// Notes what a call tells of its minion, which need not be here itself.
    pub fn introduced(&self, id: &MinionId, version: String, grains: Dict) {
        let grains = own(id, grains);
        self.change(id, |record| {
            let seen = if record.seen == 0 { (self.now)() } else { record.seen };
            *record = MinionRecord { version: version_of(version), grains, seen, ..record.clone() };
        });
    }

    /// Notes the grains of a minion that says they have changed.
    pub fn changed(&self, id: &MinionId, grains: Dict) {
        let grains = own(id, grains);
        self.change(id, |record| record.grains = grains);
    }

    /// Notes that a minion has left.
    pub fn left(&self, id: &MinionId) {
        self.here.write().unwrap_or_else(PoisonError::into_inner).remove(id);
        self.change(id, |record| record.seen = (self.now)());
    }

    /// Forgets a minion whose key was deleted. The store forgets it together with the key.
    pub fn forget(&self, id: &MinionId) {
        self.write().remove(id);
    }

    /// Who is here and has told its grains: the minions that a job is sent to at once, sorted.
    pub fn here(&self) -> Vec<MinionId> {
        self.here.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// A minion's grains; none if it never came.
    pub fn grains(&self, id: &MinionId) -> Option<Arc<Dict>> {
        self.read().get(id).map(|record| Arc::clone(&record.grains))
    }

    /// When a minion was last here (seconds since 1970).
    pub fn seen(&self, id: &MinionId) -> Option<u64> {
        self.read().get(id).map(|record| record.seen)
    }

    /// Everything about a minion.
    pub fn get(&self, id: &MinionId) -> Option<MinionRecord> {
        self.read().get(id).cloned()
    }

    /// Changes a record in memory, and in the store as soon as that has time: it can be asked for again.
    fn change(&self, id: &MinionId, change: impl FnOnce(&mut MinionRecord)) {
        let mut known = self.write();
        let before = known.get(id).cloned().unwrap_or_default();
        let mut record = before.clone();
        change(&mut record);
        if record == before {
            return;
        }
        let batch = match Batch::new().put(Table::Minions, id.as_str(), &record) {
            Ok(batch) => batch,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(minion = %id, error, "could not store what a minion says of itself");
                return;
            }
        };
        let size =
            batch.changes.iter().filter_map(|change| change.value.as_ref()).map(Vec::len).sum::<usize>();
        if size > MAX_RECORD {
            if QUIET.lets() {
                tracing::warn!(minion = %id, size, "a minion says more of itself than is kept");
            }
            return;
        }
        known.insert(id.clone(), record);
        drop(self.store.commit(batch));
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<MinionId, MinionRecord>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<MinionId, MinionRecord>> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Grains are the minion's own word, but who it is was proved: as in Salt, `id` among them is the master's.
fn own(id: &MinionId, mut grains: Dict) -> Arc<Dict> {
    grains.insert("id", id.as_str());
    Arc::new(grains)
}

/// A version is a few digits, and what is longer is none.
fn version_of(mut version: String) -> String {
    version.truncate(version.floor_char_boundary(64));
    version
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::value::Dict;

    use super::Roster;
    use crate::store::{Redb, Store};

    #[test]
    fn what_a_minion_said_is_known_while_it_is_away_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let open = || -> Arc<dyn Store> { Arc::new(Redb::open(&folder.path().join("store")).unwrap()) };
        let id = "web1".parse().unwrap();
        let roster = Roster::open(open(), || 10).unwrap();
        assert_eq!(roster.grains(&id), None);
        roster.arrived(&id, "1".into(), Dict::from([("os", "Debian")]), "192.0.2.1".into());
        roster.changed(&id, Dict::from([("os", "Ubuntu"), ("id", "db1")]));
        drop(roster);
        let roster = Roster::open(open(), || 20).unwrap();
        assert_eq!(roster.grains(&id).unwrap().get("os").unwrap().as_str(), Some("Ubuntu"));
        assert_eq!(roster.grains(&id).unwrap().get("id").unwrap().as_str(), Some("web1"), "not its word");
        assert_eq!(roster.seen(&id), Some(10));
        roster.left(&id);
        assert_eq!(roster.seen(&id), Some(20));
    }
}
