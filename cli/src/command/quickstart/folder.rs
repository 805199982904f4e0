//! The temporary folder: configuration of a master and a minion on loopback.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use halite_common::failure::Failure;
use tempfile::TempDir;

use super::{could_not, tree};

/// The folder and what lies in it.
pub(super) struct Folder {
    dir: TempDir,
    port: u16,
}

impl Folder {
    /// Makes the folder; `tree` replaces the built-in states and pillar.
    pub(super) fn new(own_tree: Option<&Path>) -> Result<Folder, Failure> {
        let dir = tempfile::Builder::new().prefix("halite-").tempdir();
        let dir = dir.map_err(|error| could_not("make a temporary folder", &error))?;
        let folder = Folder { dir, port: free_port()? };
        let tree = match own_tree {
            Some(own) => own.canonicalize().map_err(|e| could_not(&format!("find {}", own.display()), &e))?,
            None => {
                tree::write(&folder.path().join("tree"))?;
                folder.path().join("tree")
            }
        };
        folder.write("master", &folder.master(&tree))?;
        Ok(folder)
    }

    /// Its path.
    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the master listens to operators.
    pub(super) fn socket(&self) -> PathBuf {
        self.path().join("master.sock")
    }

    /// Where the states put their files.
    pub(super) fn site(&self) -> PathBuf {
        self.path().join("www")
    }

    /// Leaves the folder behind.
    pub(super) fn keep(self) -> PathBuf {
        self.dir.keep()
    }

    /// Writes the minion's configuration, with its enrolment token.
    pub(super) fn enrol(&self, token: &str) -> Result<(), Failure> {
        let text = format!(
            "# The minion of the quickstart.\nid: quickstart\nmaster: 127.0.0.1\nmaster_port: {}\nroot_dir: {}\nenrolment_token: {token}\n",
            self.port,
            self.path().join("minion-root").display(),
        );
        self.write("minion", &text)
    }

    fn master(&self, tree: &Path) -> String {
        format!(
            "# The master of the quickstart.\ninterface: 127.0.0.1\nret_port: {}\nroot_dir: {}\napi_socket: {}\n\
             file_roots:\n  base: [{}]\npillar_roots:\n  base: [{}]\n\
             # Data of our own, which the pillar reads as opts['quickstart_folder'].\n\
             extra_options: [quickstart_folder]\nquickstart_folder: {}\n",
            self.port,
            self.path().join("master-root").display(),
            self.socket().display(),
            tree.join("states").display(),
            tree.join("pillar").display(),
            self.site().display(),
        )
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        fs::write(self.path().join(name), text).map_err(|error| could_not(&format!("write {name}"), &error))
    }
}

fn free_port() -> Result<u16, Failure> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| could_not("find a free port", &error))
}
