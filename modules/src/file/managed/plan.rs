//! What is to be done to a managed file, and what test mode tells of it.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use halite_common::value::Dict;
use halite_states::{
    declare::{Changes, ModuleError, Outcome},
    host::{Host, Probe, WriteOptions},
};

use crate::file::{
    attributes::Attributes,
    diff,
    owner::{Difference, Wanted},
};

/// New content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Written out or rendered.
    Bytes(Vec<u8>),
    /// The content of a file on this machine, such as a cached copy.
    File(PathBuf),
}

impl Content {
    /// Whether a file has this content.
    pub(super) fn same_as(&self, probe: &dyn Probe, path: &Path) -> Result<bool, ModuleError> {
        if !probe.is_file(path) {
            return Ok(false);
        }
        let read = |path: &Path| probe.open(path).map_err(ModuleError::file("read", path));
        let (mut ours, mut theirs): (Box<dyn Read>, _) = match self {
            Content::Bytes(bytes) => (Box::new(std::io::Cursor::new(bytes.clone())), read(path)?),
            Content::File(own) => (read(own)?, read(path)?),
        };
        same(&mut ours, &mut theirs).map_err(ModuleError::file("compare", path))
    }

    /// The content as bytes.
    pub(in crate::file) fn bytes(&self, probe: &dyn Probe) -> Result<Vec<u8>, ModuleError> {
        match self {
            Content::Bytes(bytes) => Ok(bytes.clone()),
            Content::File(path) => probe.read(path).map_err(ModuleError::file("read", path)),
        }
    }

    /// How it differs from what a file has; from nothing, where there is none.
    pub(super) fn against(&self, probe: &dyn Probe, path: &Path) -> Result<String, ModuleError> {
        let old = probe.read(path).unwrap_or_default();
        Ok(diff::of_bytes(&old, &self.bytes(probe)?))
    }

    /// Replaces a file at once.
    pub(super) fn write(
        &self,
        host: &dyn Host,
        path: &Path,
        options: &WriteOptions,
    ) -> Result<(), ModuleError> {
        let written = match self {
            Content::Bytes(bytes) => host.write(path, bytes, options),
            Content::File(own) => host.copy(own, path, options),
        };
        written.map_err(|error| {
            ModuleError::failed(format!("Failed to commit change: {}: {error}", path.display()))
        })
    }
}

/// Reads on as long as both give the same.
fn same(one: &mut dyn Read, other: &mut dyn Read) -> std::io::Result<bool> {
    const CHUNK: usize = 64 << 10;
    loop {
        let (mut a, mut b) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        Read::take(&mut *one, CHUNK as u64).read_to_end(&mut a)?;
        Read::take(&mut *other, CHUNK as u64).read_to_end(&mut b)?;
        if a != b {
            return Ok(false);
        }
        if a.is_empty() {
            return Ok(true);
        }
    }
}

/// Why a file is to be touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Only owner or mode are not so.
    Owner,
    /// It is not there, and nothing is said of its content.
    Empty,
    /// It is not there.
    New(Content),
    /// It has other content, with this difference to show.
    Differs(Content, String),
    /// It is a link that is not to be followed.
    Link(Content),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The file as it was named.
    pub(crate) name: String,
    /// The file that is written: the end of links, if they are followed.
    pub(crate) target: PathBuf,
    /// Why.
    pub(crate) why: Why,
    /// What owner and mode are to be.
    pub(crate) wanted: Wanted,
    /// What of that is not so.
    pub(crate) difference: Difference,
    /// Whether the new mode is the one asked for, or what new files get.
    pub(crate) current_mode: Option<String>,
    /// The content of a new file, to be shown as a difference.
    pub(crate) new_diff: Option<String>,
    /// Whether replacing content was not even asked for.
    pub(crate) owner_only: bool,
    /// The letters of `chattr`, where they are not so on a file that is there.
    pub(crate) attributes: Option<Attributes>,
    /// Whether nobody who watches is to react: nothing of the change counts.
    pub(crate) quiet: bool,
}

/// The same, but nobody who watches reacts to it.
pub(crate) fn unnoticed(mut outcome: Outcome) -> Outcome {
    outcome.extra.insert("skip_req", true);
    outcome
}

impl Plan {
    /// What test mode tells.
    pub(crate) fn describe(&self) -> Outcome {
        if self.owner_only {
            let comment = match (&self.current_mode, self.wanted.mode) {
                (Some(current), Some(mode)) if *current != mode.to_string() => format!(
                    "File {} will be updated with permissions {mode} from its current state of {current}",
                    self.name
                ),
                _ => format!("File {} not updated", self.name),
            };
            let mut changes = self.difference.changes();
            if let Some(attributes) = &self.attributes {
                changes.insert("attrs", attributes.changes());
            }
            return Outcome::changed(changes, comment);
        }
        let comment = format!(
            "The file {} is set to be changed\nNote: No changes made, actual changes may\nbe different due to other \
             states.",
            self.name
        );
        let mut changes = self.predicted();
        if let Some(attributes) = &self.attributes {
            changes.insert("attrs", attributes.wanted.as_str());
        }
        let outcome = Outcome::changed(changes, comment);
        if self.quiet { unnoticed(outcome) } else { outcome }
    }

    /// The changes that test mode shows.
    pub(crate) fn predicted(&self) -> Changes {
        match (&self.why, &self.new_diff) {
            (Why::New(_) | Why::Empty, Some(diff)) => Dict::from([("diff", diff.as_str())]),
            (Why::New(_) | Why::Empty, None) => Dict::from([("newfile", self.name.as_str())]),
            (Why::Owner, _) => self.difference.changes(),
            (Why::Differs(_, diff), _) => {
                let mut changes = Dict::from([("diff", diff.as_str())]);
                changes.extend(self.difference.changes());
                changes
            }
            (Why::Link(_), _) => Dict::from([("diff", "Replace symbolic link with regular file")]),
        }
    }
}
