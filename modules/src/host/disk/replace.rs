//! Replacing a file at once: a reader sees the old content or the new, never half of it.

use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::{MetadataExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

use halite_states::host::WriteOptions;
use rustix::fs::{XattrFlags, fgetxattr, fsetxattr};
use tempfile::NamedTempFile;

const SELINUX: &str = "security.selinux";
const LONGEST_CONTEXT: usize = 4096;

/// Writes `content` beside `path`, sets owner and mode, and renames it over `path`. Links are followed.
pub(in crate::host) fn replace(
    path: &Path,
    content: &mut dyn Read,
    options: &WriteOptions,
) -> io::Result<()> {
    let path = end_of_links(path)?;
    let old = match File::open(&path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        // Not readable, but perhaps writable: its metadata serves as well.
        Err(_) => None,
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut fresh = tempfile::Builder::new().prefix(".halite-").tempfile_in(folder)?;
    io::copy(content, fresh.as_file_mut())?;
    dress(fresh.as_file(), &path, old.as_ref(), options)?;
    fresh.as_file().sync_all()?;
    put_in_place(fresh, &path)?;
    // The rename itself must survive a power cut. Some file systems cannot sync a folder.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// The path that a chain of symbolic links ends at, whether or not a file is there.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    const MOST_LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("/")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(rustix::io::Errno::LOOP.into())
}

/// Owner first: changing it takes set-id bits off.
fn dress(fresh: &File, path: &Path, old: Option<&File>, options: &WriteOptions) -> io::Result<()> {
    let before = fs::metadata(path).ok();
    let made = fresh.metadata()?;
    let uid = options.uid.or(before.as_ref().map(MetadataExt::uid)).filter(|uid| *uid != made.uid());
    let gid = options.gid.or(before.as_ref().map(MetadataExt::gid)).filter(|gid| *gid != made.gid());
    if uid.is_some() || gid.is_some() {
        let asked = options.uid.is_some() || options.gid.is_some();
        match fchown(fresh, uid, gid) {
            // Whoever is not root may rewrite a file of another's group, but cannot give files away.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !asked => {}
            other => other?,
        }
    }
    let kept = before.map(|meta| meta.mode() & 0o7777);
    let mode = options.mode.or(kept).unwrap_or_else(|| 0o666 & !umask());
    fresh.set_permissions(fs::Permissions::from_mode(mode))?;
    if let Some(old) = old {
        keep_context(old, fresh);
    }
    Ok(())
}

/// The label is kept where there is one; a kernel without SELinux has none to give.
fn keep_context(old: &File, fresh: &File) {
    let mut label = vec![0_u8; LONGEST_CONTEXT];
    if let Ok(length) = fgetxattr(old, SELINUX, label.as_mut_slice()) {
        let _ = fsetxattr(fresh, SELINUX, &label[..length], XattrFlags::empty());
    }
}

fn put_in_place(fresh: NamedTempFile, path: &Path) -> io::Result<()> {
    match fresh.persist(path) {
        Ok(_) => Ok(()),
        // A file that is itself a mount point (`/etc/hosts` in a container) can only be written through.
        Err(failed) if failed.error.kind() == io::ErrorKind::ResourceBusy => {
            let mut target = fs::OpenOptions::new().write(true).truncate(true).open(path)?;
            io::copy(&mut failed.file.reopen()?, &mut target)?;
            let meta = failed.file.as_file().metadata()?;
            fchown(&target, Some(meta.uid()), Some(meta.gid()))?;
            target.set_permissions(meta.permissions())?;
            target.sync_all()
        }
        Err(failed) => Err(failed.error),
    }
}

/// Our mask for new files. Asking the kernel for it by `umask` would change it for a moment, for all threads.
fn umask() -> u32 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    mask.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok()).unwrap_or(0o022)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt, symlink},
    };

    use halite_states::host::WriteOptions;

    use super::replace;

    fn mode(path: &std::path::Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_replaced_file_keeps_its_mode_unless_told_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, &mut "new".as_bytes(), &WriteOptions::default()).unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode(&path)), ("new", 0o640));
        let strict = WriteOptions { mode: Some(0o4700), ..WriteOptions::default() };
        replace(&path, &mut "x".as_bytes(), &strict).unwrap();
        assert_eq!(mode(&path), 0o4700);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn links_are_followed_and_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        symlink("target", &link).unwrap();
        replace(&link, &mut "text".as_bytes(), &WriteOptions::default()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "text");
    }

    #[test]
    fn a_loop_of_links_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        symlink("link", &link).unwrap();
        assert!(replace(&link, &mut "text".as_bytes(), &WriteOptions::default()).is_err());
    }
}
