//! Execution functions.

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::Command,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::parse;
use crate::cmd::english;

fn df(act: &Act<'_>, option: &str, flags: Option<&str>, caller: &str) -> Result<String, ModuleError> {
    let mut words = vec!["df".to_owned(), option.to_owned()];
    if let Some(flags) = flags.filter(|flags| !flags.is_empty()) {
        if flags.contains(|flag| !"aBhHiklPtTxv".contains(flag)) {
            return Err(ModuleError::failed(format!("Invalid flag passed to {caller}")));
        }
        words.push(format!("-{flags}"));
    }
    Ok(act.host.query(&english(Command::new(words)))?.stdout_text())
}

/// Tells how much of each file system is used, by mount point.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Usage {
    /// Further flags for `df`.
    #[serde(default)]
    args: Option<Text>,
}

impl Function for Usage {
    const NAME: &'static str = "disk.usage";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::usage(&df(act, "-P", self.args.as_deref(), "disk.usage")?))
    }
}

/// Tells how many inodes of each file system are used, by mount point.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Inodeusage {
    /// Further flags for `df`.
    #[serde(default)]
    args: Option<Text>,
}

impl Function for Inodeusage {
    const NAME: &'static str = "disk.inodeusage";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(parse::inodes(&df(act, "-iP", self.args.as_deref(), "disk.inodeusage")?))
    }
}

/// Tells how full each file system is, by mount point, or how full one is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Percent {
    /// A mount point.
    #[serde(default)]
    args: Option<Text>,
}

impl Function for Percent {
    const NAME: &'static str = "disk.percent";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let percent = parse::percent(&df(act, "-P", None, "disk.percent")?);
        let Some(mount) = self.args.as_deref().filter(|mount| !mount.is_empty()) else {
            return Ok(percent.into());
        };
        if !percent.contains(mount) {
            tracing::error!("Problem parsing disk usage information: Partition '{mount}' does not exist!");
        }
        Ok(percent.get(mount).cloned().unwrap_or_else(|| Dict::new().into()))
    }
}

/// Tells what block devices hold, by device.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Blkid {
    /// Only this device.
    #[serde(default)]
    device: Option<Text>,
    /// Only devices with this `NAME=value`.
    #[serde(default)]
    token: Option<Text>,
}

impl Function for Blkid {
    const NAME: &'static str = "disk.blkid";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut words = vec!["blkid"];
        match (self.device.as_deref(), self.token.as_deref()) {
            (Some(device), _) => words.push(device),
            (None, Some(token)) => words.extend(["-t", token]),
            (None, None) => {}
        }
        let output = act.host.query(&english(Command::new(words)))?;
        Ok(if output.success() { parse::blkid(&output.stdout_text()) } else { Dict::new() })
    }
}

/// Names the file system on a device.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Fstype {
    /// The device.
    device: Text,
}

impl Function for Fstype {
    const NAME: &'static str = "disk.fstype";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let asked: [&[&str]; 2] = [&["lsblk", "-o", "fstype", &self.device], &["df", "-T", &self.device]];
        for words in asked.into_iter().filter(|words| act.host.which(words[0]).is_some()) {
            let output = act.host.query(&english(Command::new(words.iter().copied())))?;
            let text = output.stdout_text();
            let column = usize::from(words[0] == "df");
            let found = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(column));
            if let Some(found) = found.filter(|_| output.success()) {
                return Ok(found.to_owned());
            }
        }
        Ok(String::new())
    }
}

/// Tells what the kernel knows of a block device; false where there is none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dump {
    /// The device.
    device: Text,
    /// Only these, such as `getsize64`.
    #[serde(default)]
    args: OneOrMany<Text>,
}

impl Function for Dump {
    const NAME: &'static str = "disk.dump";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        const ASKED: [&str; 12] = [
            "getro",
            "getsz",
            "getss",
            "getpbsz",
            "getiomin",
            "getioopt",
            "getalignoff",
            "getmaxsect",
            "getsize",
            "getsize64",
            "getra",
            "getfra",
        ];
        if self.device.starts_with('-') {
            return Err(ModuleError::Usage(format!("`{}` is no device", self.device)));
        }
        let options = ASKED.iter().map(|name| format!("--{name}"));
        let words = std::iter::once("blockdev".to_owned()).chain(options).chain([self.device.0]);
        let output = act.host.query(&english(Command::new(words)))?;
        if !output.success() {
            return Ok(false.into());
        }
        let text = output.stdout_text();
        let all: Dict = ASKED.into_iter().zip(text.lines().filter(|line| !line.is_empty())).collect();
        if self.args.0.is_empty() {
            return Ok(all.into());
        }
        let one = |name: &Text| match all.get(name) {
            Some(value) => Ok((name.0.clone(), value.clone())),
            None => Err(ModuleError::Usage(format!("`{name}` is none of {}", ASKED.join(", ")))),
        };
        Ok(Value::Dict(self.args.0.iter().map(one).collect::<Result<_, _>>()?))
    }
}
