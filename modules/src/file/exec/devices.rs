//! Pipes and device files: `file.is_fifo`, `file.is_chrdev`, `file.is_blkdev`, `file.get_devmm`, `file.mknod` and kin.

use std::{marker::PhantomData, path::PathBuf};

use halite_common::{
    declare::{Documentation, Text, documentation},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, FunctionEntry, ModuleError, function},
    host::FileKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    device::{self, Kind},
    mode::Mode,
    place,
};

/// A path to look at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(crate) struct Look<K> {
    /// The path.
    name: Text,
    #[serde(skip)]
    kind: PhantomData<K>,
}

/// A kind of special file to look for.
pub(crate) trait Special: 'static {
    /// The name that users write.
    const NAME: &'static str;
    /// What it does.
    const DOC: &'static str;
    /// What lies there if it is so.
    const KIND: FileKind;
}

/// `file.is_fifo`.
pub(crate) struct Fifo;
/// `file.is_chrdev`.
pub(crate) struct Chrdev;
/// `file.is_blkdev`.
pub(crate) struct Blkdev;

impl Special for Fifo {
    const NAME: &'static str = "file.is_fifo";
    const DOC: &'static str = "Tells whether a named pipe lies at a path.";
    const KIND: FileKind = FileKind::Fifo;
}

impl Special for Chrdev {
    const NAME: &'static str = "file.is_chrdev";
    const DOC: &'static str = "Tells whether a character device lies at a path.";
    const KIND: FileKind = FileKind::CharDevice;
}

impl Special for Blkdev {
    const NAME: &'static str = "file.is_blkdev";
    const DOC: &'static str = "Tells whether a block device lies at a path.";
    const KIND: FileKind = FileKind::BlockDevice;
}

/// The entry of one function of this family.
pub(crate) const fn look<K: Special>() -> FunctionEntry {
    FunctionEntry { documentation: documented::<K>, ..function::<Look<K>>() }
}

fn documented<K: Special>() -> Documentation {
    Documentation { text: K::DOC.to_owned(), ..documentation::<Look<K>>() }
}

impl<K: Special> Function for Look<K> {
    const NAME: &'static str = K::NAME;
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let stat = act.host.stat(&path_of(act, &self.name));
        Ok(stat.is_ok_and(|stat| stat.kind == K::KIND))
    }
}

fn path_of(act: &Act<'_>, name: &str) -> PathBuf {
    place::expand(act.host.as_probe(), name).into()
}

/// Gives major and minor number of a device; zeros for anything else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetDevmm {
    /// The path.
    name: Text,
}

impl Function for GetDevmm {
    const NAME: &'static str = "file.get_devmm";
    type Output = (u32, u32);

    fn call(self, act: &Act<'_>) -> Result<(u32, u32), ModuleError> {
        Ok(device::numbers(act.host.as_probe(), &path_of(act, &self.name)))
    }
}

/// Makes a pipe or a device file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mknod {
    /// The path.
    name: Text,
    /// `p` for a pipe, `c` for a character device, `b` for a block device.
    ntype: Text,
    /// Major number of the device.
    #[serde(default)]
    major: u32,
    /// Minor number of the device.
    #[serde(default)]
    minor: u32,
    /// Owner.
    #[serde(default)]
    user: Option<Text>,
    /// Group.
    #[serde(default)]
    group: Option<Text>,
    /// Mode.
    #[serde(default = "private")]
    mode: Mode,
}

fn private() -> Mode {
    Mode(0o600)
}

impl Function for Mknod {
    const NAME: &'static str = "file.mknod";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let Some(kind) = Kind::read(&self.ntype, self.major, self.minor) else {
            return Err(ModuleError::Usage(device::unknown(&self.ntype) + "."));
        };
        let path = path_of(act, &self.name);
        let (user, group) = (self.user.as_ref(), self.group.as_ref());
        let made = device::make_with_folders(act, &path, kind, user, group, self.mode)?;
        Ok(Dict::from([
            ("name", Value::from(path.display().to_string())),
            ("changes", Value::Dict(made.changes)),
            ("comment", made.comment.into()),
            ("result", made.result.into()),
        ]))
    }
}
