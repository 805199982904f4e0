//! What operators decide about keys.

use halite_common::{
    api::{KeyAction, KeyChange, KeyInfo, KeyList},
    glob::Glob,
};

use super::{
    KeyRing,
    record::{KeyRecord, Status},
};
use crate::store::{Batch, Expect, StoreError, Table};

impl KeyRing {
    /// Changes the state of keys; gives the keys that are concerned, by the state they had.
    ///
    /// The sessions of these minions have to be reconsidered afterwards.
    pub fn change(&self, change: &KeyChange) -> Result<KeyList, StoreError> {
        let concerned = select(self.list()?, change);
        if change.dry_run {
            return Ok(concerned);
        }
        let mut batch = Batch::new();
        // Denied keys go first: a decision about the id's own key is the later word.
        for key in &concerned.denied {
            batch = self.change_denied(batch, change.action, key)?;
        }
        for key in concerned.pending.iter().chain(&concerned.accepted).chain(&concerned.rejected) {
            batch = self.change_own(batch, change.action, key)?;
        }
        if !batch.changes.is_empty() {
            self.store.commit(batch).wait()?;
        }
        concerned.pending.iter().for_each(|key| self.note(&key.id, false));
        Ok(concerned)
    }

    fn change_own(&self, batch: Batch, action: KeyAction, key: &KeyInfo) -> Result<Batch, StoreError> {
        let id = key.id.as_str();
        // The operator decided about the key that was listed, not about one that came since.
        let Some((row, record)) =
            self.record(Table::Keys, &key.id)?.filter(|(_, r)| r.key.to_string() == key.key)
        else {
            return Ok(batch);
        };
        let expect = Expect::Version(row.version);
        let status = match action {
            KeyAction::Accept => Status::Accepted,
            KeyAction::Reject => Status::Rejected,
            KeyAction::Delete => {
                let batch = batch.delete_if(Table::Keys, id, expect);
                let keep = self.policy().preserve_minion_cache;
                return Ok(if keep { batch } else { batch.delete(Table::Minions, id) });
            }
        };
        batch.put_if(Table::Keys, id, expect, &KeyRecord { status, ..record })
    }

    /// To accept a denied key is to take it in the place of the one that the id had; to reject it leaves that one alone.
    fn change_denied(&self, batch: Batch, action: KeyAction, key: &KeyInfo) -> Result<Batch, StoreError> {
        let batch = batch.delete(Table::Denied, key.id.as_str());
        match (action, self.record(Table::Denied, &key.id)?) {
            (KeyAction::Accept, Some((_, record))) => {
                let record = KeyRecord { status: Status::Accepted, ..record };
                batch.put(Table::Keys, key.id.as_str(), &record)
            }
            _ => Ok(batch),
        }
    }
}

/// As in Salt: accepting and rejecting concern keys that wait, others only when included; deleting concerns all.
fn select(list: KeyList, change: &KeyChange) -> KeyList {
    let globs: Option<Vec<Glob>> = change.glob.as_ref().map(|text| text.split(',').map(Glob::new).collect());
    let named = |keys: Vec<KeyInfo>, include: bool| -> Vec<KeyInfo> {
        let fits = |key: &KeyInfo| {
            globs.as_ref().is_none_or(|globs| globs.iter().any(|glob| glob.matches(key.id.as_str())))
        };
        if include { keys.into_iter().filter(fits).collect() } else { Vec::new() }
    };
    let delete = change.action == KeyAction::Delete;
    KeyList {
        master: list.master,
        pending: named(list.pending, true),
        accepted: named(
            list.accepted,
            delete || change.action == KeyAction::Reject && change.include_accepted,
        ),
        rejected: named(
            list.rejected,
            delete || change.action == KeyAction::Accept && change.include_rejected,
        ),
        denied: named(list.denied, delete || change.include_denied),
    }
}
