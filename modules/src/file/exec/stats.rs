//! `file.stats`, `file.lstat` and the single things of them.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{FileKind, Probe, Stat},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    file::{
        owner::{group_name, user_name},
        place, source,
        times::seconds,
    },
    hashutil::Algorithm,
};

fn yes() -> bool {
    true
}

/// What lies at a path, in Salt's words.
pub(in crate::file) fn stats(
    probe: &dyn Probe,
    path: &str,
    follow: bool,
) -> Result<(Stat, Dict), ModuleError> {
    let path = place::expand(probe, path);
    let own = Path::new(&path);
    let stat = match follow {
        true => probe.stat(own).or_else(|_| probe.lstat(own)),
        false => probe.lstat(own),
    };
    let stat = stat.map_err(|_| ModuleError::failed(format!("Path not found: {path}")))?;
    let target = if follow { place::real(probe, own).display().to_string() } else { place::normal(&path) };
    let dict = Dict::from([
        ("inode", Value::from(stat.inode)),
        ("uid", stat.uid.into()),
        ("gid", stat.gid.into()),
        ("group", group_name(probe, stat.gid).into()),
        ("user", user_name(probe, stat.uid).into()),
        ("atime", seconds(stat.accessed).into()),
        ("mtime", seconds(stat.modified).into()),
        ("ctime", seconds(stat.changed).into()),
        ("size", stat.size.into()),
        ("mode", format!("{:04o}", stat.mode).into()),
        ("type", kind(stat.kind).into()),
        ("target", target.into()),
    ]);
    Ok((stat, dict))
}

fn kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::File => "file",
        FileKind::Directory => "dir",
        FileKind::Symlink => "link",
        FileKind::Fifo => "pipe",
        FileKind::Socket => "socket",
        FileKind::CharDevice => "char",
        FileKind::BlockDevice => "block",
    }
}

/// Tells what lies at a path: kind, size, owner, mode and times.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stats {
    /// The path.
    path: Text,
    /// Adds the digest of this kind, such as `sha256`.
    #[serde(default)]
    hash_type: Option<Text>,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for Stats {
    const NAME: &'static str = "file.stats";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let (_, mut dict) = stats(act.host.as_probe(), &self.path, self.follow_symlinks)?;
        if let Some(kind) = &self.hash_type {
            let path = place::expand(act.host.as_probe(), &self.path);
            let sum = source::digest(&act.ask(), Path::new(&path), algorithm(kind)?)?;
            dict.insert("sum", sum);
        }
        Ok(dict)
    }
}

/// The hash function of that name.
pub(in crate::file) fn algorithm(name: &str) -> Result<Algorithm, ModuleError> {
    Algorithm::named(name).ok_or_else(|| ModuleError::failed(format!("Invalid hash type: {name}")))
}

/// Tells what lies at a path, a link itself if it is one, in the words of the system call.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lstat {
    /// The path.
    path: Text,
}

impl Function for Lstat {
    const NAME: &'static str = "file.lstat";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !path.starts_with('/') {
            return Err(ModuleError::Usage("Path to file must be absolute.".into()));
        }
        let Ok(stat) = act.host.lstat(Path::new(&path)) else { return Ok(Dict::new()) };
        Ok(Dict::from([
            ("st_atime", Value::from(seconds(stat.accessed))),
            ("st_ctime", seconds(stat.changed).into()),
            ("st_gid", stat.gid.into()),
            ("st_mode", (kind_bits(stat.kind) | stat.mode).into()),
            ("st_mtime", seconds(stat.modified).into()),
            ("st_nlink", stat.links.into()),
            ("st_size", stat.size.into()),
            ("st_uid", stat.uid.into()),
        ]))
    }
}

fn kind_bits(kind: FileKind) -> u32 {
    match kind {
        FileKind::Fifo => 0o010_000,
        FileKind::CharDevice => 0o020_000,
        FileKind::Directory => 0o040_000,
        FileKind::BlockDevice => 0o060_000,
        FileKind::File => 0o100_000,
        FileKind::Symlink => 0o120_000,
        FileKind::Socket => 0o140_000,
    }
}

/// Tells the mode of a file, such as `0644`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetMode {
    /// The path.
    path: Text,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for GetMode {
    const NAME: &'static str = "file.get_mode";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let (stat, _) = stats(act.host.as_probe(), &self.path, self.follow_symlinks)?;
        Ok(format!("{:04o}", stat.mode))
    }
}

/// Tells the owner of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetUser {
    /// The path.
    path: Text,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for GetUser {
    const NAME: &'static str = "file.get_user";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let (stat, _) = stats(act.host.as_probe(), &self.path, self.follow_symlinks)?;
        Ok(user_name(act.host.as_probe(), stat.uid))
    }
}

/// Tells the group of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetGroup {
    /// The path.
    path: Text,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for GetGroup {
    const NAME: &'static str = "file.get_group";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let (stat, _) = stats(act.host.as_probe(), &self.path, self.follow_symlinks)?;
        Ok(group_name(act.host.as_probe(), stat.gid))
    }
}

/// Tells the number of the owner of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetUid {
    /// The path.
    path: Text,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for GetUid {
    const NAME: &'static str = "file.get_uid";
    type Output = u32;

    fn call(self, act: &Act<'_>) -> Result<u32, ModuleError> {
        Ok(stats(act.host.as_probe(), &self.path, self.follow_symlinks)?.0.uid)
    }
}

/// Tells the number of the group of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetGid {
    /// The path.
    path: Text,
    /// Tells of what a link points to.
    #[serde(default = "yes")]
    follow_symlinks: bool,
}

impl Function for GetGid {
    const NAME: &'static str = "file.get_gid";
    type Output = u32;

    fn call(self, act: &Act<'_>) -> Result<u32, ModuleError> {
        Ok(stats(act.host.as_probe(), &self.path, self.follow_symlinks)?.0.gid)
    }
}
