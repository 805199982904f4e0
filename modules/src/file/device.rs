//! Pipes and device files: made by the program `mknod`.

use std::path::Path;

use halite_common::{declare::Text, value::Dict};
use halite_states::{
    declare::{Act, ModuleError, Outcome},
    host::{Command, FileKind, Probe, Stat},
};

use super::{mode::Mode, owner::Wanted, place, tree::make_dirs};

/// A kind of special file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A named pipe.
    Fifo,
    /// A character device with its numbers.
    Char(u32, u32),
    /// A block device with its numbers.
    Block(u32, u32),
}

impl Kind {
    /// Reads the letter of `mknod`.
    pub(super) fn read(letter: &str, major: u32, minor: u32) -> Option<Kind> {
        match letter {
            "p" => Some(Kind::Fifo),
            "c" => Some(Kind::Char(major, minor)),
            "b" => Some(Kind::Block(major, minor)),
            _ => None,
        }
    }

    /// What Salt calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Fifo => "Fifo pipe",
            Kind::Char(..) => "Character device",
            Kind::Block(..) => "Block device",
        }
    }

    /// Whether such a thing lies there.
    pub(super) fn is(self, kind: FileKind) -> bool {
        match self {
            Kind::Fifo => kind == FileKind::Fifo,
            Kind::Char(..) => kind == FileKind::CharDevice,
            Kind::Block(..) => kind == FileKind::BlockDevice,
        }
    }

    /// Its numbers; a pipe has none.
    pub(super) fn numbers(self) -> Option<(u32, u32)> {
        match self {
            Kind::Fifo => None,
            Kind::Char(major, minor) | Kind::Block(major, minor) => Some((major, minor)),
        }
    }
}

/// What `mknod` says of a letter that it does not know.
pub(super) fn unknown(letter: &str) -> String {
    format!(
        "Node type unavailable: '{letter}'. Available node types are character ('c'), block ('b'), and pipe ('p')"
    )
}

/// Major and minor number of a device; zeros for anything else.
pub(super) fn numbers(probe: &dyn Probe, path: &Path) -> (u32, u32) {
    match probe.stat(path) {
        Ok(Stat { kind: FileKind::CharDevice | FileKind::BlockDevice, rdev, .. }) => parts(rdev),
        _ => (0, 0),
    }
}

/// Linux's number of a device, taken apart.
fn parts(rdev: u64) -> (u32, u32) {
    let major = ((rdev >> 8) & 0xfff) | ((rdev >> 32) & 0xffff_f000);
    let minor = (rdev & 0xff) | ((rdev >> 12) & 0xffff_ff00);
    (u32::try_from(major).unwrap_or(u32::MAX), u32::try_from(minor).unwrap_or(u32::MAX))
}

/// Makes one, with its owner and mode; a file that is there stays as it is.
pub(super) fn make(
    act: &Act<'_>,
    path: &Path,
    kind: Kind,
    user: Option<&Text>,
    group: Option<&Text>,
    mode: Mode,
) -> Result<Outcome, ModuleError> {
    if place::lies(act.host.as_probe(), path) {
        return Ok(Outcome::failed(format!("File {} exists and cannot be overwritten", path.display())));
    }
    let mut words = vec!["mknod".to_owned(), "-m".to_owned(), mode.to_string(), path.display().to_string()];
    words.extend(match kind {
        Kind::Fifo => vec!["p".to_owned()],
        Kind::Char(major, minor) => vec!["c".to_owned(), major.to_string(), minor.to_string()],
        Kind::Block(major, minor) => vec!["b".to_owned(), major.to_string(), minor.to_string()],
    });
    let output = act.host.run(&Command::new(words))?;
    if !output.success() {
        return Err(ModuleError::failed(output.stderr_text().trim_end()));
    }
    let wanted = Wanted::find(act.host.as_probe(), user, group, Some(mode))?;
    wanted.set(act.host, path, false).map_err(ModuleError::file("set owner and mode of", path))?;
    let text = format!("{} {} created.", kind.name(), path.display());
    Ok(Outcome::changed(Dict::from([("new", text)]), ""))
}

/// The same with the folders above it.
pub(super) fn make_with_folders(
    act: &Act<'_>,
    path: &Path,
    kind: Kind,
    user: Option<&Text>,
    group: Option<&Text>,
    mode: Mode,
) -> Result<Outcome, ModuleError> {
    let owner = Wanted::find(act.host.as_probe(), user, group, None)?;
    make_dirs(act, path.parent().unwrap_or(Path::new("/")), &owner)?;
    make(act, path, kind, user, group, mode)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn numbers_of_devices() {
        assert_eq!(parts(0x0103), (1, 3));
        assert_eq!(parts(0x0011_2345), (0x123, 0x145));
    }
}
