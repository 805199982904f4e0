//! Reads what is stored about jobs, and forgets what is old.

use std::sync::Arc;

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
    record::{end_key, end_prefix},
};
use crate::store::{Batch, Row, Scan, Store, StoreError, Table};

const PAGE: usize = 500;

/// An [`EndRecord`] without its return, which may be large.
#[derive(Deserialize)]
struct EndOnly {
    report: Report,
    result: Option<IgnoredAny>,
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
        let row = self.store.get(Table::Returns, &end_key(jid, id))?;
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
        let prefix = end_prefix(jid);
        self.store.for_each(Scan::new(Table::Returns, PAGE).prefix(prefix.clone()), |row| {
            let id = std::str::from_utf8(&row.key[prefix.len()..]).ok().and_then(|id| id.parse().ok());
            if let Some(id) = id {
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

    /// Whether a minion that was sent a job, and was given up, may still return.
    fn is_owed(&self, jid: Jid) -> Result<bool, StoreError> {
        let mut owed = false;
        self.walk(jid, |_, end: EndOnly| {
            owed |= end.result.is_none() && matches!(end.report, Report::Silent | Report::Lost);
        })?;
        Ok(owed)
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
            if jid < owed || !self.is_owed(jid)? {
                self.forget(jid)?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    /// Ends go first, so that nothing is left without its job.
    fn forget(&self, jid: Jid) -> Result<(), StoreError> {
        loop {
            let page = self.store.scan(&Scan::new(Table::Returns, PAGE).prefix(end_prefix(jid)))?;
            let full = page.len() == PAGE;
            let batch =
                page.into_iter().fold(Batch::new(), |batch, row| batch.delete(Table::Returns, row.key));
            if full {
                self.store.commit(batch).wait()?;
            } else {
                self.store.commit(batch.delete(Table::Jobs, jid.as_str())).wait()?;
                return Ok(());
            }
        }
    }
}

fn jid_of(row: &Row) -> Option<Jid> {
    std::str::from_utf8(&row.key).ok()?.parse().ok()
}
