//! Where a minion keeps what belongs to one of its masters.
//!
//! With one master it lies in `cachedir` and `pki_dir` themselves, with several in a folder for each. What a master is owed
//! stays its own when masters are added and taken away.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use crate::{
    folder::{make_private, write_private},
    journal::{Journal, OWNER},
    session::MasterAddress,
};

/// The folder that holds the journal for a master.
pub(super) fn journal_home(cachedir: &Path, masters: &[MasterAddress], master: &MasterAddress) -> PathBuf {
    let own = own(cachedir, master);
    if masters.len() > 1 || own.join("journal").is_dir() { own } else { cachedir.to_owned() }
}

fn own(folder: &Path, master: &MasterAddress) -> PathBuf {
    folder.join("masters").join(master.file_name())
}

/// Notes in a journal's folder which master it is for.
pub(super) fn own_journal(home: &Path, master: &MasterAddress) {
    let path = home.join("journal").join(OWNER);
    let name = master.file_name();
    if fs::read_to_string(&path).ok().as_deref() != Some(name.as_str())
        && let Err(error) = write_private(&path, &name)
    {
        tracing::warn!(%error, path = %path.display(), "could not note whose journal it is");
    }
}

/// Gives a journal from the time of one master to that master, if it is among several now. One that nobody has noted the
/// master of is the first one's.
pub(super) fn hand_over(cachedir: &Path, masters: &[MasterAddress]) -> io::Result<()> {
    let old = cachedir.join("journal");
    if masters.len() < 2 || !old.is_dir() {
        return Ok(());
    }
    let owner = fs::read_to_string(old.join(OWNER)).ok();
    let found = masters.iter().find(|master| owner.as_ref().is_none_or(|owner| *owner == master.file_name()));
    let Some(new) = found.map(|master| own(cachedir, master).join("journal")).filter(|new| !new.exists())
    else {
        return Ok(());
    };
    // A minion that still has it open is told from one that has stopped.
    let lock = File::options().create(true).truncate(false).write(true).open(old.join("lock"))?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(());
    }
    make_private(new.parent().unwrap_or(cachedir))?;
    fs::rename(&old, &new)?;
    File::open(cachedir)?.sync_all()
}

/// Warns about results that are owed to masters which the configuration does not name any more.
pub(super) fn warn_of_others(cachedir: &Path, homes: &[PathBuf]) {
    let folders =
        fs::read_dir(cachedir.join("masters")).into_iter().flatten().flatten().map(|entry| entry.path());
    for home in folders.chain([cachedir.to_owned()]) {
        if homes.contains(&home) || !home.join("journal").join("journal").is_file() {
            continue;
        }
        let held = Journal::open(&home, u64::MAX).map_or(0, |journal| journal.holding().len());
        if held > 0 {
            let owner = fs::read_to_string(home.join("journal").join(OWNER)).unwrap_or_default();
            tracing::warn!(
                held,
                "{} holds jobs or results for the master {owner}, which the configuration does not name; they are kept until it does",
                home.join("journal").display()
            );
        }
    }
}

/// Gives the key of the one master that was known to the first of several.
pub(super) fn hand_over_pin(pki: &Path, pins: &Path, masters: &[MasterAddress]) -> io::Result<()> {
    let (old, first) = (pki.join("minion_master.pub"), masters.first());
    let Some(first) = first.filter(|_| masters.len() > 1 && old.is_file() && !pins.exists()) else {
        return Ok(());
    };
    make_private(pins)?;
    fs::copy(old, pins.join(format!("{}.pub", first.file_name())))?;
    File::open(pins)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{hand_over, hand_over_pin, journal_home, own_journal};
    use crate::session::MasterAddress;

    fn master(host: &str) -> MasterAddress {
        MasterAddress { host: host.into(), port: 4506 }
    }

    fn journal(home: &Path) -> String {
        fs::read_to_string(home.join("journal/journal")).unwrap_or_default()
    }

    #[test]
    fn a_journal_stays_with_its_master() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path();
        let (a, b) = (master("a"), master("b"));
        assert_eq!(journal_home(cache, std::slice::from_ref(&b), &b), cache);
        fs::create_dir_all(cache.join("journal")).unwrap();
        fs::write(cache.join("journal/journal"), "of b").unwrap();
        own_journal(cache, &b);
        let both = [a.clone(), b.clone()];
        hand_over(cache, &both).unwrap();
        assert_eq!(journal(&journal_home(cache, &both, &b)), "of b");
        assert_eq!(journal(&journal_home(cache, &both, &a)), "");
        assert_eq!(journal(&journal_home(cache, std::slice::from_ref(&b), &b)), "of b", "alone again");
        assert_eq!(journal_home(cache, std::slice::from_ref(&a), &a), cache);
    }

    #[test]
    fn a_journal_of_a_stranger_or_of_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path();
        let both = [master("a"), master("b")];
        fs::create_dir_all(cache.join("journal")).unwrap();
        fs::write(cache.join("journal/journal"), "old").unwrap();
        own_journal(cache, &master("c"));
        hand_over(cache, &both).unwrap();
        assert_eq!(journal(cache), "old", "it stays for the other one");
        fs::remove_file(cache.join("journal/master")).unwrap();
        hand_over(cache, &both).unwrap();
        assert_eq!(journal(&journal_home(cache, &both, &both[0])), "old");
    }

    #[test]
    fn the_key_of_the_one_master_is_the_first_ones() {
        let folder = tempfile::tempdir().unwrap();
        let (pki, pins) = (folder.path(), folder.path().join("masters"));
        fs::write(pki.join("minion_master.pub"), "key").unwrap();
        hand_over_pin(pki, &pins, &[master("a")]).unwrap();
        assert!(!pins.exists());
        hand_over_pin(pki, &pins, &[master("a"), master("b")]).unwrap();
        assert_eq!(fs::read_to_string(pins.join("a_4506.pub")).unwrap(), "key");
        assert!(!pins.join("b_4506.pub").exists());
    }
}
