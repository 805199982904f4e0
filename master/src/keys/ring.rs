//! All keys of this master.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use halite_common::{
    api::KeyList,
    chain,
    crypto::PublicKey,
    failure::{Failure, Kind},
    id::MinionId,
};

use super::{
    Policy,
    record::{KeyRecord, Status},
};
use crate::{
    audit::Audit,
    store::{Row, Scan, Store, StoreError, Table},
};

const PAGE: usize = 1000;

/// All keys of this master, and the tokens that bring new ones in.
pub struct KeyRing {
    pub(super) store: Arc<dyn Store>,
    policy: RwLock<Arc<Policy>>,
    /// The master's own key, for its fingerprint.
    pub(super) own: PublicKey,
    /// Seconds since 1970.
    pub(super) now: fn() -> u64,
    /// Ids whose key waits: counted at the door, where reading them all would be too dear.
    pub(super) pending: Mutex<BTreeSet<MinionId>>,
    pub(super) audit: Audit,
}

impl KeyRing {
    /// Opens the key ring in a store.
    pub fn open(
        store: Arc<dyn Store>,
        policy: Policy,
        own: PublicKey,
        now: fn() -> u64,
    ) -> Result<KeyRing, StoreError> {
        let policy = RwLock::new(Arc::new(policy));
        let ring = KeyRing { store, policy, own, now, pending: Mutex::default(), audit: Audit::default() };
        let pending = ring.records(Table::Keys)?.into_iter().filter(|(_, r)| r.status == Status::Pending);
        let pending = pending.map(|(id, _)| id).collect();
        Ok(KeyRing { pending: Mutex::new(pending), ..ring })
    }

    /// The same key ring, which tells what it decides by itself.
    #[must_use]
    pub fn audited(self, audit: Audit) -> KeyRing {
        KeyRing { audit, ..self }
    }

    /// The policy in force.
    pub(super) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows another policy from now on.
    pub fn follow(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// Lists all keys.
    pub fn list(&self) -> Result<KeyList, StoreError> {
        let mut list = KeyList { master: self.own.fingerprint().to_string(), ..KeyList::default() };
        for (id, record) in self.records(Table::Keys)? {
            let keys = match record.status {
                Status::Pending => &mut list.pending,
                Status::Accepted => &mut list.accepted,
                Status::Rejected => &mut list.rejected,
            };
            keys.push(record.info(id));
        }
        list.denied = self.records(Table::Denied)?.into_iter().map(|(id, record)| record.info(id)).collect();
        Ok(list)
    }

    /// The ids with an accepted key, sorted.
    pub fn accepted(&self) -> Result<Vec<MinionId>, StoreError> {
        let records = self.records(Table::Keys)?.into_iter();
        Ok(records.filter(|(_, record)| record.status == Status::Accepted).map(|(id, _)| id).collect())
    }

    fn records(&self, table: Table) -> Result<Vec<(MinionId, KeyRecord)>, StoreError> {
        let mut out = Vec::new();
        self.store.for_each(Scan::new(table, PAGE), |row| {
            let record = row.decode(table)?;
            out.extend(id_of(&row).map(|id| (id, record)));
            Ok(())
        })?;
        Ok(out)
    }

    pub(super) fn record(&self, table: Table, id: &MinionId) -> Result<Option<(Row, KeyRecord)>, StoreError> {
        let Some(row) = self.store.get(table, id.as_str().as_bytes())? else { return Ok(None) };
        let record = row.decode(table)?;
        Ok(Some((row, record)))
    }

    pub(super) fn note(&self, id: &MinionId, pending: bool) {
        let mut ids = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if pending {
            ids.insert(id.clone());
        } else {
            ids.remove(id);
        }
    }
}

/// Rows are written with parsed ids only; another one is somebody else's and is passed over.
fn id_of(row: &Row) -> Option<MinionId> {
    std::str::from_utf8(&row.key).ok()?.parse().ok()
}

/// Tells a store's trouble as a failure.
pub(crate) fn trouble(error: &StoreError) -> Failure {
    Failure::new(Kind::Io, chain::print(error))
}
