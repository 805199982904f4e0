//! Folders of the minion's own: nobody else may look into them.

use std::{fs::DirBuilder, io, os::unix::fs::DirBuilderExt, path::Path};

/// Makes a folder, and those above it that are missing, with mode 0700. One that is there keeps its mode.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
