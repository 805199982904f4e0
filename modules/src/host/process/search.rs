//! Finding a program on the search path.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// The search path where the environment names none.
pub(in crate::host) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The program of that name on `path`; a name with a slash is taken as it is.
pub(in crate::host) fn which(program: &str, path: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return is_program(Path::new(program)).then(|| program.into());
    }
    let mut candidates = path.split(':').filter(|folder| !folder.is_empty() && !program.is_empty());
    candidates.find_map(|folder| Some(Path::new(folder).join(program)).filter(|path| is_program(path)))
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
