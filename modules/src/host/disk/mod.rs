//! Files and folders: what `stat` tells, and replacing a file at once.

mod replace;
mod stat;

use std::{
    fs, io,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

pub(super) use replace::replace;
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps};
pub(super) use stat::stat;

/// Renames; across file systems, copies a file and removes the old one.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices && !from.is_dir() => {
            let meta = fs::symlink_metadata(from)?;
            if meta.is_symlink() {
                std::os::unix::fs::symlink(fs::read_link(from)?, to)?;
            } else {
                let old = stat(&meta);
                let keep = halite_states::host::WriteOptions {
                    mode: Some(old.mode),
                    uid: Some(old.uid),
                    gid: Some(old.gid),
                };
                replace(to, &mut fs::File::open(from)?, &keep)?;
            }
            fs::remove_file(from)
        }
        other => other,
    }
}

/// Sets access and modification time, links followed.
pub(super) fn set_times(path: &Path, accessed: SystemTime, modified: SystemTime) -> io::Result<()> {
    let times = Timestamps { last_access: timespec(accessed), last_modification: timespec(modified) };
    Ok(rustix::fs::utimensat(CWD, path, &times, AtFlags::empty())?)
}

fn timespec(time: SystemTime) -> Timespec {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => Timespec { tv_sec: after.as_secs().cast_signed(), tv_nsec: after.subsec_nanos().into() },
        Err(before) => {
            let before = before.duration();
            let borrow = i64::from(before.subsec_nanos() > 0);
            Timespec {
                tv_sec: -before.as_secs().cast_signed() - borrow,
                tv_nsec: borrow * 1_000_000_000 - i64::from(before.subsec_nanos()),
            }
        }
    }
}
