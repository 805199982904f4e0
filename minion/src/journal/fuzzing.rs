//! A door for the fuzzer, there only in its builds: a journal whose file holds any bytes.

use std::{io, mem, sync::Arc};

use halite_common::{
    id::{Jid, MinionId},
    job::{Job, Return},
};

use super::{Action, Disk, Event, Journal, Spoilt, file};

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
    fn set_aside(&mut self, _: Spoilt, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// A journal's file with these records, whatever is in them: their lengths and checksums are right.
pub fn file_of(records: &[&[u8]]) -> Vec<u8> {
    let mut content = file::MAGIC.to_vec();
    records.iter().for_each(|record| content.extend(file::frame_of(record).unwrap_or_default()));
    content
}

/// What became of a journal.
pub struct Opened {
    /// The jobs that it held.
    pub held: Vec<Jid>,
    /// The jobs that ran.
    pub ran: Vec<Jid>,
    /// What its file has in the end.
    pub left: Vec<u8>,
}

/// Opens a journal with this content, takes up what it left, and lets every job that it holds end; `None` if it is no
/// journal.
pub fn open(content: Vec<u8>) -> Option<Opened> {
    let disk = Shared::default();
    disk.content().content = content;
    let mut journal = on(&disk)?;
    let id: MinionId = "web1".parse().ok()?;
    let (held, mut ran) = (journal.holding(), Vec::new());
    let mut actions = journal.resume(&id);
    while !actions.is_empty() {
        for action in mem::take(&mut actions) {
            match action {
                Action::Queue(job) => actions.extend(journal.take(Event::Due { jid: job.jid })),
                Action::Run(job) => {
                    ran.push(job.jid);
                    actions.extend(journal.take(Event::Ended { result: result(&job, &id) }));
                }
                Action::Owe(result) => actions.extend(journal.take(Event::Acknowledged { jid: result.jid })),
                _ => {}
            }
        }
    }
    drop(journal);
    let left = mem::take(&mut disk.content().content);
    Some(Opened { held, ran, left })
}

/// A journal's file with so many jobs in it that have begun, and have not ended.
pub fn begun(jobs: u8) -> Vec<u8> {
    let disk = Shared::default();
    let Some(mut journal) = on(&disk) else { return Vec::new() };
    for job in (0..jobs).filter_map(|number| job(number).map(Arc::new)) {
        let jid = job.jid;
        journal.take(Event::Offered { job, bytes: 0, now: 0 });
        journal.take(Event::Due { jid });
    }
    drop(journal);
    mem::take(&mut disk.content().content)
}

fn on(disk: &Shared) -> Option<Journal> {
    Journal::on(Box::new(disk.clone()), 1 << 20, 1 << 10, "journal".as_ref()).ok()
}

fn job(number: u8) -> Option<Job> {
    let jid = format!("20261120093000000{number:03}").parse().ok()?;
    Some(Job { user: "root".to_owned(), expires: 100, ..super::restore::unknown(jid) })
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
