//! Sees whether a call looks at the host, and keeps it from one that is only described.

use std::{
    io,
    path::{Component, Path},
    sync::{Arc, OnceLock},
};

use super::Files;

/// How a look at the host is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Nobody asks for it.
    Free,
    /// It is noted.
    Noted,
    /// It is noted and refused: the host is only described.
    Refused,
}

/// Watches one call and all that it calls.
pub(crate) struct Watch {
    files: Arc<dyn Files>,
    sight: Sight,
    first: OnceLock<String>,
}

impl Watch {
    pub(crate) fn new(files: Arc<dyn Files>, sight: Sight) -> Watch {
        Watch { files, sight, first: OnceLock::new() }
    }

    /// What the call looked at first, as a sentence about it: `reads /etc/hosts`.
    pub(crate) fn seen(&self) -> Option<&str> {
        self.first.get().map(String::as_str)
    }

    /// Notes a look at the host; an error where there is none.
    pub(crate) fn look(&self, what: impl FnOnce() -> String) -> io::Result<()> {
        if self.sight != Sight::Free {
            self.first.get_or_init(what);
        }
        if self.sight == Sight::Refused { Err(refused()) } else { Ok(()) }
    }

    /// Notes a look at a path. The files of the file server are no part of the host.
    pub(crate) fn look_at(&self, verb: &str, path: &Path) -> io::Result<()> {
        if self.sight == Sight::Free {
            return Ok(());
        }
        let leaves = path.components().any(|part| part == Component::ParentDir);
        if !leaves && self.files.holds(path) {
            return Ok(());
        }
        self.look(|| format!("{verb} {}", path.display()))
    }
}

fn refused() -> io::Error {
    io::Error::other("this host is only described")
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use halite_common::{
        config::{Config, Origin, Role},
        value::{Dict, Value},
    };

    use super::{Sight, Watch};
    use crate::context::LocalFiles;

    #[test]
    fn the_file_servers_files_are_no_part_of_the_host() {
        let folder = std::env::temp_dir();
        let root = folder.canonicalize().unwrap();
        let mut config = Config::defaults(Role::Minion);
        let roots = Dict::from([("base", Value::from(vec![folder.display().to_string()]))]);
        config.set("file_roots", roots, Origin::Default);
        let watch = Watch::new(Arc::new(LocalFiles::of(&config)), Sight::Refused);
        assert!(watch.look_at("reads", &root.join("a.sls")).is_ok() && watch.seen().is_none());
        assert!(watch.look_at("reads", &root.join("../etc/passwd")).is_err());
        assert!(watch.look_at("reads", Path::new("/etc/shadow")).is_err());
        assert_eq!(watch.seen(), Some(format!("reads {}", root.join("../etc/passwd").display()).as_str()));
    }
}
