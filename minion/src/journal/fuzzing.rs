//! A door for the fuzzer, there only in its builds: a journal whose file holds any bytes.

use std::{io, mem, sync::Arc};

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Return},
};

use super::{Action, Disk, Event, Journal, file};

/// A file in memory that the fuzzer can read after the journal has closed it.
#[derive(Default)]
struct Memory {
    content: Vec<u8>,
}

#[derive(Clone, Default)]
struct Shared(std::sync::Arc<std::sync::Mutex<Memory>>);

impl Shared {
    fn content(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Disk for Shared {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.content().content.clone())
    }
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let content = &mut self.content().content;
        content.truncate(usize::try_from(offset).map_err(io::Error::other)?);
        content.extend(bytes);
        Ok(())
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.content().content = bytes.to_vec();
        Ok(())
    }
    fn set_aside(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// A journal's file with these records, whatever is in them: their lengths and checksums are right.
pub fn file_of(records: &[&[u8]]) -> Vec<u8> {
    let mut content = file::MAGIC.to_vec();
    records.iter().for_each(|record| content.extend(file::frame_of(record).unwrap_or_default()));
    content
}

/// Opens a journal with this content, takes up what it left, and lets every job that it holds end. Gives the jobs that
/// it held, and what its file has then; `None` if it is no journal.
pub fn open(content: Vec<u8>) -> Option<(Vec<Jid>, Vec<u8>)> {
    let disk = Shared::default();
    disk.content().content = content;
    let mut journal = Journal::on(Box::new(disk.clone()), 1 << 20, 1 << 10, "journal".as_ref()).ok()?;
    let id: MinionId = "web1".parse().ok()?;
    let held = journal.holding();
    let mut actions = journal.resume(&id);
    while !actions.is_empty() {
        for action in mem::take(&mut actions) {
            match action {
                Action::Queue(job) => actions.extend(journal.take(Event::Due { jid: job.jid })),
                Action::Run(job) => actions.extend(journal.take(Event::Ended { result: result(&job, &id) })),
                Action::Owe(result) => actions.extend(journal.take(Event::Acknowledged { jid: result.jid })),
                _ => {}
            }
        }
    }
    drop(journal);
    let left = mem::take(&mut disk.content().content);
    Some((held, left))
}

fn result(job: &Job, id: &MinionId) -> Arc<Return> {
    Arc::new(Return {
        jid: job.jid,
        id: id.clone(),
        function: "test.ping".to_owned(),
        value: true.into(),
        retcode: 0,
        success: true,
        out: None,
        failures: Vec::new(),
        lost: false,
    })
}
