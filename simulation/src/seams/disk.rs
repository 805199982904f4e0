//! The disk under a minion's journal: it forgets what was not synced, tears the last write, and gets full.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use halite_minion::journal::{Disk, Spoilt};

use super::Fuse;
use crate::dice::Dice;

/// A disk; clones are the same disk.
#[derive(Clone)]
pub(crate) struct SimDisk(Arc<Mutex<Platter>>);

struct Platter {
    synced: Vec<u8>,
    written: Vec<u8>,
    full: bool,
    fuse: Arc<Fuse>,
    dice: Dice,
}

impl SimDisk {
    pub(crate) fn new(fuse: Arc<Fuse>, seed: u64) -> SimDisk {
        let dice = Dice::new(seed);
        SimDisk(Arc::new(Mutex::new(Platter { synced: vec![], written: vec![], full: false, fuse, dice })))
    }

    fn lock(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_full(&self, full: bool) {
        self.lock().full = full;
    }

    /// The machine has died: of what was not synced, anything may be there, in part, or as zeros.
    pub(crate) fn crash(&self) {
        let platter = &mut *self.lock();
        let (synced, written, dice) = (&platter.synced, &platter.written, &mut platter.dice);
        if synced != written {
            let common = synced.iter().zip(written).take_while(|(a, b)| a == b).count();
            let kept = common + dice.pick(written.len() - common + 1);
            platter.synced = match dice.below(4) {
                0 => synced.clone(),
                1 => written.clone(),
                2 => written[..kept].to_vec(),
                _ => [&written[..kept], &vec![0; written.len() - kept]].concat(),
            };
        }
        platter.written = platter.synced.clone();
    }
}

fn died() -> io::Error {
    io::Error::other("the machine died")
}

impl Disk for SimDisk {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.lock().written.clone())
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let platter = &mut *self.lock();
        let alive = platter.fuse.spend();
        if !alive && platter.dice.one_in(2) {
            return Err(died());
        }
        platter.written.truncate(usize::try_from(offset).expect("a simulated journal is short"));
        if alive && !platter.full {
            platter.written.extend(bytes);
            return Ok(());
        }
        let part = platter.dice.pick(bytes.len() + 1);
        platter.written.extend(&bytes[..part]);
        match (alive, bytes.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => Err(io::ErrorKind::StorageFull.into()),
            (false, _) => Err(died()),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let platter = &mut *self.lock();
        if !platter.fuse.spend() {
            return Err(died());
        }
        // Some file systems find room only now.
        if platter.full && platter.dice.one_in(2) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.synced = platter.written.clone();
        Ok(())
    }

    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        let platter = &mut *self.lock();
        if !platter.fuse.spend() {
            return Err(died());
        }
        if platter.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        platter.written = bytes.to_vec();
        platter.synced = bytes.to_vec();
        Ok(())
    }

    fn set_aside(&mut self, _: Spoilt, _: &[u8]) -> io::Result<()> {
        if self.lock().full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}
