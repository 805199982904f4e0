//! How much there is: `file.statvfs`, `file.diskusage`; and parts of files: `file.seek_read`.

use std::{
    collections::HashSet,
    io::Read,
    path::{Path, PathBuf},
};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{place, tree::walk};

/// Tells of the file system that a path lies on: its blocks, its inodes and the longest name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statvfs {
    /// The path.
    path: Text,
}

const NUMBERS: [(&str, &str); 9] = [
    ("f_bavail", "%a"),
    ("f_bfree", "%f"),
    ("f_blocks", "%b"),
    ("f_bsize", "%s"),
    ("f_favail", "%d"),
    ("f_ffree", "%d"),
    ("f_files", "%c"),
    ("f_frsize", "%S"),
    ("f_namemax", "%l"),
];

impl Function for Statvfs {
    const NAME: &'static str = "file.statvfs";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage("File path must be absolute.".into()));
        }
        let format = NUMBERS.map(|(_, word)| word).join(" ");
        let output = act.host.query(&Command::new(["stat", "-f", "-c", &format, &path]))?;
        if !output.success() {
            return Err(ModuleError::failed(format!("Could not statvfs '{path}'")));
        }
        let text = output.stdout_text();
        let numbers =
            text.split_whitespace().map(|number| number.parse::<u64>().map_or(Value::Null, Value::from));
        Ok(NUMBERS.into_iter().zip(numbers).map(|((key, _), number)| (key, number)).collect())
    }
}

/// Gives the bytes that a file has, or all files in a folder; a file with several names counts once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Diskusage {
    /// The path.
    path: Text,
}

impl Function for Diskusage {
    const NAME: &'static str = "file.diskusage";
    type Output = u64;

    fn call(self, act: &Act<'_>) -> Result<u64, ModuleError> {
        let path = PathBuf::from(&self.path.0);
        if !act.host.is_dir(&path) {
            return Ok(act.host.stat(&path).map_or(0, |stat| stat.size));
        }
        let levels = walk(act.host.as_probe(), &path, None).map_err(ModuleError::file("list", &path))?;
        let mut seen = HashSet::new();
        let files = levels.iter().flat_map(|level| level.files.iter().map(|name| level.path.join(name)));
        let sizes = files.filter_map(|file| {
            let stat = act.host.stat(&file).ok()?;
            seen.insert((stat.device, stat.inode)).then_some(stat.size)
        });
        Ok(sizes.sum())
    }
}

/// Reads a part of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeekRead {
    /// The path.
    path: Text,
    /// How many bytes.
    size: u64,
    /// Where to begin, in bytes.
    offset: u64,
}

impl Function for SeekRead {
    const NAME: &'static str = "file.seek_read";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        let failed = |error| ModuleError::file("read", &path)(error);
        let mut reader = act.host.open(Path::new(&path)).map_err(failed)?;
        std::io::copy(&mut Read::by_ref(&mut reader).take(self.offset), &mut std::io::sink())
            .map_err(failed)?;
        let mut bytes = Vec::new();
        reader.take(self.size).read_to_end(&mut bytes).map_err(failed)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
