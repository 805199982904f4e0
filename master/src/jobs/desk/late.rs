//! Returns for jobs that have ended: the target had been given up, or the acknowledgement was lost.

use halite_common::{chain, job::Return, wire::ToMinion};

use super::{
    super::{EndRecord, life::end_of, record::target_key},
    Desk,
    write::What,
};
use crate::{
    quiet::Quiet,
    store::{Batch, Expect, StoreError, Table},
};

static QUIET: Quiet = Quiet::new();

impl Desk {
    pub(super) fn returned_late(&mut self, result: Return) {
        let (jid, id) = (result.jid, result.id.clone());
        match self.keep_late(result) {
            Ok(Some((batch, end))) => {
                let told = self.ended(jid, &id, &end);
                self.write(batch, What::Late { jid, id, told });
            }
            // There is nothing to store: the minion may forget it.
            Ok(None) => self.tell_minion(&id, ToMinion::Acknowledge { jid }),
            Err(error) => {
                tracing::error!(%jid, minion = %id, error = chain::print(&error), "could not keep a late return");
            }
        }
    }

    fn keep_late(&self, result: Return) -> Result<Option<(Batch, EndRecord)>, StoreError> {
        let (jid, key) = (result.jid, target_key(result.jid, &result.id));
        let Some(record) = self.archive.job(jid)?.filter(|record| record.minions.contains(&result.id)) else {
            if QUIET.lets() {
                tracing::warn!(%jid, minion = %result.id, "a minion returned for a job that it was never sent");
            }
            return Ok(None);
        };
        drop(record);
        let row = self.store.get(Table::Returns, &key)?;
        let known: Option<EndRecord> = row.as_ref().map(|row| row.decode(Table::Returns)).transpose()?;
        if known.is_some_and(|known| known.result.is_some()) {
            return Ok(None);
        }
        let expect = row.map_or(Expect::Absent, |row| Expect::Version(row.version));
        let (report, at) = (end_of(&result), self.clock.moment().0);
        let end = EndRecord { report, result: Some(result), at, never_sent: false };
        Ok(Some((Batch::new().put_if(Table::Returns, key, expect, &end)?, end)))
    }
}
