//! Reads what is stored about jobs, and forgets what is old.

use std::{collections::HashSet, sync::Arc};

use halite_common::{
    id::{Jid, MinionId},
    job::Report,
};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    EndRecord, JobRecord,
    record::{target_key, target_prefix},
};
use crate::store::{Batch, Row, Scan, Store, StoreError, Table};

const PAGE: usize = 500;

/// An [`EndRecord`] without its return, which may be large.
#[derive(Deserialize)]
struct EndOnly {
    report: Report,
    result: Option<IgnoredAny>,
    #[serde(default)]
    never_sent: bool,
}

/// Reads what is stored about jobs.
#[derive(Clone)]
pub struct Archive {
    store: Arc<dyn Store>,
}

impl Archive {
    /// Makes the reader of a store.
    pub fn new(store: Arc<dyn Store>) -> Archive {
        Archive { store }
    }

    /// The job of that id.
    pub fn job(&self, jid: Jid) -> Result<Option<JobRecord>, StoreError> {
        let row = self.store.get(Table::Jobs, jid.as_str().as_bytes())?;
        row.map(|row| row.decode(Table::Jobs)).transpose()
    }

    /// Every job, oldest first.
    pub fn for_each_job(&self, mut visit: impl FnMut(Jid, JobRecord)) -> Result<(), StoreError> {
        self.store.for_each(Scan::new(Table::Jobs, PAGE), |row| {
            if let Some(jid) = jid_of(&row) {
                visit(jid, row.decode(Table::Jobs)?);
            }
            Ok(())
        })
    }

    /// The jobs that have not ended.
    pub fn active(&self) -> Result<Vec<Jid>, StoreError> {
        let mut out = Vec::new();
        self.store.for_each(Scan::new(Table::ActiveJobs, PAGE), |row| {
            out.extend(jid_of(&row));
            Ok(())
        })?;
        Ok(out)
    }

    /// The id that was given out last.
    pub fn last(&self) -> Result<Option<Jid>, StoreError> {
        Ok(self.store.scan(&Scan::new(Table::Jobs, 1).backwards())?.first().and_then(jid_of))
    }

    /// What one target ended with.
    pub fn end(&self, jid: Jid, id: &MinionId) -> Result<Option<EndRecord>, StoreError> {
        let row = self.store.get(Table::Returns, &target_key(jid, id))?;
        row.map(|row| row.decode(Table::Returns)).transpose()
    }

    /// What each target ended with, as far as it has; sorted by id.
    pub fn for_each_end(&self, jid: Jid, visit: impl FnMut(MinionId, EndRecord)) -> Result<(), StoreError> {
        self.walk(jid, visit)
    }

    fn walk<T: DeserializeOwned>(
        &self,
        jid: Jid,
        mut visit: impl FnMut(MinionId, T),
    ) -> Result<(), StoreError> {
        let prefix = target_prefix(jid);
        self.store.for_each(Scan::new(Table::Returns, PAGE).prefix(prefix.clone()), |row| {
            if let Some(id) = target_of(&row, &prefix) {
                visit(id, row.decode(Table::Returns)?);
            }
            Ok(())
        })
    }

    /// Where the targets stand that have ended.
    pub fn reports(&self, jid: Jid) -> Result<Vec<(MinionId, Report)>, StoreError> {
        let mut out = Vec::new();
        self.walk(jid, |id, end: EndOnly| out.push((id, end.report)))?;
        Ok(out)
    }

    /// The targets of an ended job that may still return: they may have the job, and were given up.
    pub fn owing(&self, jid: Jid) -> Result<Vec<MinionId>, StoreError> {
        let mut owing = Vec::new();
        self.walk(jid, |id, end: EndOnly| {
            let has_it_not = end.never_sent || matches!(end.report, Report::Refused { .. });
            if end.result.is_none() && !has_it_not {
                owing.push(id);
            }
        })?;
        Ok(owing)
    }

    /// The targets that were away when their job was published, and were sent it since.
    pub fn sent(&self, jid: Jid) -> Result<HashSet<MinionId>, StoreError> {
        let prefix = target_prefix(jid);
        let mut sent = HashSet::new();
        self.store.for_each(Scan::new(Table::Sent, PAGE).prefix(prefix.clone()), |row| {
            sent.extend(target_of(&row, &prefix));
            Ok(())
        })?;
        Ok(sent)
    }

    /// Forgets the ended jobs from before `limit`, and those that a minion may still return if they are from before
    /// `owed`, too; gives their number. Blocks.
    pub fn forget_before(&self, limit: Jid, owed: Jid) -> Result<usize, StoreError> {
        let active = self.active()?;
        let mut old = Vec::new();
        let mut scan = Scan::new(Table::Jobs, PAGE);
        loop {
            let page: Vec<Jid> = self.store.scan(&scan)?.iter().filter_map(jid_of).collect();
            let last = page.last().copied();
            old.extend(page.into_iter().filter(|jid| *jid < limit && !active.contains(jid)));
            match last.filter(|last| *last < limit) {
                Some(last) => scan.after = Some(last.as_str().into()),
                None => break,
            }
        }
        let mut forgotten = 0;
        for jid in old {
            if jid < owed || self.owing(jid)?.is_empty() {
                self.forget(jid)?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    /// What belongs to targets goes first, so that nothing is left without its job.
    fn forget(&self, jid: Jid) -> Result<(), StoreError> {
        for table in [Table::Sent, Table::Returns] {
            loop {
                let page = self.store.scan(&Scan::new(table, PAGE).prefix(target_prefix(jid)))?;
                if page.is_empty() {
                    break;
                }
                let batch = page.into_iter().fold(Batch::new(), |batch, row| batch.delete(table, row.key));
                self.store.commit(batch).wait()?;
            }
        }
        self.store.commit(Batch::new().delete(Table::Jobs, jid.as_str())).wait()?;
        Ok(())
    }
}

fn target_of(row: &Row, prefix: &[u8]) -> Option<MinionId> {
    std::str::from_utf8(row.key.get(prefix.len()..)?).ok()?.parse().ok()
}

fn jid_of(row: &Row) -> Option<Jid> {
    std::str::from_utf8(&row.key).ok()?.parse().ok()
}
