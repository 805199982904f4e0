//! The ledger and its file: what was decided is kept before it is done.

use std::path::Path;

use halite_common::{
    chain,
    id::{Jid, MinionId},
};

use super::{Action, Disk, Event, JournalError, Ledger, Passage, RealDisk, Record, RecordFile};

/// The file beside a journal that names the master it is for; it is made when the journal is there.
pub(crate) const OWNER: &str = "master";
/// By how much a journal may be longer than twice what matters in it.
const SLACK: u64 = 256 << 10;

/// What the minion has promised, on disk.
pub struct Journal {
    ledger: Ledger,
    file: RecordFile,
    slack: u64,
}

impl Journal {
    /// Opens the journal below a `cachedir`, or begins one; nobody else may have it open. When what matters in it
    /// reaches `max_bytes`, new jobs are refused; results are kept all the same.
    pub(crate) fn open(cachedir: &Path, max_bytes: u64) -> Result<Journal, JournalError> {
        let folder = cachedir.join("journal");
        if was_lost(&folder) {
            tracing::warn!(
                path = %folder.join("journal").display(),
                "the journal is empty or missing although there was one: jobs that the minion took and results that it \
                 owed are not known any more"
            );
        }
        let disk = Box::new(RealDisk::open(&folder)?);
        Journal::on(disk, max_bytes, SLACK, &folder.join("journal"))
    }

    /// Opens the journal on a disk, where errors name it by `path`. It is rewritten when it is twice as long as what
    /// matters in it, and `slack`.
    pub fn on(disk: Box<dyn Disk>, max_bytes: u64, slack: u64, path: &Path) -> Result<Journal, JournalError> {
        let opened = RecordFile::open(disk);
        let opened =
            opened.map_err(|source| JournalError::Io { act: "read", path: path.to_owned(), source })?;
        let (file, back) = opened.ok_or_else(|| JournalError::Foreign { path: path.to_owned() })?;
        let mut ledger = Ledger::new(max_bytes);
        for passage in back.passages {
            match passage {
                Passage::Record(record, bytes) => drop(ledger.kept(record, bytes)),
                Passage::Damage => ledger.damaged(),
            }
        }
        let mut journal = Journal { ledger, file, slack };
        if !journal.file.is_sound() {
            tracing::error!(
                bytes = back.spoilt,
                path = %path.display(),
                "the journal is damaged: jobs that were taken before the damage are told as lost and are not run, unless \
                 it is known what became of them; what the damaged part alone held is not known any more. \
                 Look at the disk; `journal.damaged` beside it is a copy, as long as there are few"
            );
            // Where this fails, it is tried again before anything is added.
            journal.rewrite();
        } else if back.spoilt > 0 {
            tracing::warn!(
                bytes = back.spoilt,
                path = %path.display(),
                "the end of the journal was no whole record and was cut off; `journal.torn` is a copy"
            );
        }
        Ok(journal)
    }

    /// What is left to do from before. To be called once, first.
    pub(crate) fn resume(&mut self, id: &MinionId) -> Vec<Action> {
        let (mut actions, events) = self.ledger.resume(id);
        for event in events {
            actions.extend(self.take(event));
        }
        actions
    }

    /// Takes in an event; what it gives may be done, as all that it needs is on disk.
    pub(crate) fn take(&mut self, event: Event) -> Vec<Action> {
        let (record, mut actions) = self.ledger.take(event);
        if let Some(record) = record {
            actions.extend(self.keep(record));
        }
        actions
    }

    /// Jobs taken, whose results have not been acknowledged.
    pub(crate) fn holding(&self) -> Vec<Jid> {
        self.ledger.holding().collect()
    }

    /// Whether a job has been taken before.
    pub(crate) fn knows(&self, jid: Jid) -> bool {
        self.ledger.entries.contains_key(&jid)
    }

    /// Whether a result waits to be kept.
    pub(crate) fn is_behind(&self) -> bool {
        !self.ledger.unkept.is_empty()
    }

    fn keep(&mut self, record: Record) -> Vec<Action> {
        // Losing an acknowledgement only has the result sent again.
        let sync = !matches!(record, Record::Acknowledged { .. });
        if !self.file.is_sound() {
            self.rewrite();
        }
        match self.file.append(&record, sync) {
            Ok(bytes) => {
                let actions = self.ledger.kept(record, bytes);
                self.compact();
                actions
            }
            Err(error) => {
                let error = chain::print(&error);
                tracing::error!(error, "could not write the journal");
                self.ledger.not_kept(record, &format!("the minion could not write its journal: {error}"))
            }
        }
    }

    fn compact(&mut self) {
        if self.file.length() <= 2 * self.ledger.bytes() + self.slack {
            return;
        }
        self.rewrite();
    }

    fn rewrite(&mut self) {
        let live = self.ledger.live();
        match self.file.rewrite(&live) {
            Ok(lengths) => self.ledger.rewritten(live.iter().zip(lengths)),
            Err(error) => tracing::error!(error = chain::print(&error), "could not rewrite the journal"),
        }
    }
}

/// Whether a journal that had been begun is gone.
pub(super) fn was_lost(folder: &Path) -> bool {
    RealDisk::is_blank(folder) && folder.join(OWNER).exists()
}
