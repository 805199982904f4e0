//! Disks and file systems.

use std::collections::BTreeSet;

use halite_common::{
    declare::Text,
    glob,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{kernel::read, parse};
use crate::cmd::english;

/// Tells the counters of disks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Diskstats {}

impl Function for Diskstats {
    const NAME: &'static str = "status.diskstats";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::diskstats(&read(act, "/proc/diskstats")))
    }
}

/// Tells how many bytes file systems have, and how many are left.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Diskusage {
    /// Paths, and patterns for types of file systems; everything if none is given.
    #[serde(default, rename = "*args")]
    args: Vec<Text>,
}

impl Diskusage {
    /// Every file system.
    pub(super) fn everything() -> Diskusage {
        Diskusage { args: Vec::new() }
    }
}

impl Function for Diskusage {
    const NAME: &'static str = "status.diskusage";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let (paths, mut types): (Vec<&str>, Vec<&str>) =
            self.args.iter().map(|arg| &**arg).partition(|arg| arg.starts_with('/'));
        if self.args.is_empty() {
            types.push("*");
        }
        let mounts = read(act, "/proc/mounts");
        let mut selected: BTreeSet<String> = paths.into_iter().map(str::to_owned).collect();
        for line in mounts.lines() {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [_, mount, kind, ..] = columns[..] else { continue };
            if types.iter().any(|pattern| glob::matches(pattern, kind)) {
                selected.insert(mount.replace("\\040", " "));
            }
        }
        selected.retain(|path| act.host.exists(path.as_ref()));
        if selected.is_empty() {
            return Ok(Dict::new());
        }
        let words = ["df", "-B1", "--output=avail,size,file", "--"].map(str::to_owned);
        let words = words.into_iter().chain(selected.iter().cloned());
        let text = act.host.query(&english(Command::new(words)))?.stdout_text();
        let found: Dict = text.lines().skip(1).filter_map(sizes).collect();
        // A file system that does not answer has no row.
        let unknown = || Value::Dict(Dict::from([("available", Value::Null), ("total", Value::Null)]));
        let usage = |path: String| (path.clone(), found.get(&path).cloned().unwrap_or_else(unknown));
        Ok(selected.into_iter().map(usage).collect())
    }
}

/// A row of `df -B1 --output=avail,size,file`.
fn sizes(line: &str) -> Option<(String, Dict)> {
    let (available, rest) = line.trim_start().split_once(' ')?;
    let (total, path) = rest.trim_start().split_once(' ')?;
    let bytes = |word: &str| word.parse::<u64>().ok();
    Some((path.to_owned(), Dict::from([("available", bytes(available)), ("total", bytes(total))])))
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::sizes;

    #[test]
    fn rows_are_read_by_path() {
        let (path, dict) = sizes("48920141824  270553174016 /mnt/my share").unwrap();
        assert_eq!(path, "/mnt/my share");
        assert_eq!(Value::Dict(dict).to_string(), "{'available': 48920141824, 'total': 270553174016}");
        assert!(sizes("0 0").is_none());
    }
}
