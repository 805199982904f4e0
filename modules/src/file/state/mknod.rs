//! `file.mknod`.

use std::path::{Path, PathBuf};

use halite_common::declare::Text;
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    device::{self, Kind},
    mode::Mode,
    owner::{Difference, Wanted},
    place,
};

/// Ensures that a pipe or a device file is there. What else lies there is never replaced.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mknod {
    /// Path.
    #[schemars(extend("format" = "absolute-path"))]
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

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Plan {
    /// It is to be made.
    Make(PathBuf, Kind),
    /// Owner and mode are to be set.
    Own(PathBuf, Difference),
}

impl State for Mknod {
    const NAME: &'static str = "file.mknod";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        let path = PathBuf::from(&name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.mknod"));
        }
        let Some(kind) = Kind::read(&self.ntype, self.major, self.minor) else {
            return Ok(Verdict::failed(device::unknown(&self.ntype)));
        };
        if ask.probe.is_file(&path) {
            let what = kind.name().to_lowercase();
            return Ok(Verdict::failed(format!(
                "File {name} exists and is not a {what}. Refusing to continue"
            )));
        }
        let Some(stat) = ask.probe.stat(&path).ok().filter(|stat| kind.is(stat.kind)) else {
            return Ok(Verdict::Change(Plan::Make(path, kind)));
        };
        let (major, minor) = device::numbers(ask.probe, &path);
        if kind.numbers().is_some_and(|numbers| numbers != (major, minor)) {
            return Ok(Verdict::failed(format!(
                "{} {name} exists and has a different major/minor {major}/{minor}. Refusing to continue",
                kind.name()
            )));
        }
        let wanted = Wanted::find(ask.probe, self.user.as_ref(), self.group.as_ref(), Some(self.mode))?;
        let difference = wanted.against(&stat);
        Ok(match difference.is_empty() {
            true => Verdict::in_place(format!("{} {name} is in the correct state", kind.name())),
            false => Verdict::Change(Plan::Own(path, difference)),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        match plan {
            Plan::Make(path, kind) => {
                let comment = format!("{} {} is set to be created", kind.name(), path.display());
                Outcome { result: None, ..Outcome::in_place(comment) }
            }
            Plan::Own(_, difference) => Outcome::changed(difference.changes(), ""),
        }
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        match plan {
            Plan::Make(path, kind) => {
                let (user, group) = (self.user.as_ref(), self.group.as_ref());
                device::make_with_folders(act, &path, kind, user, group, self.mode)
            }
            Plan::Own(path, difference) => {
                let set = difference.set(act.host, Path::new(&path), true);
                set.map_err(ModuleError::file("set owner and mode of", &path))?;
                Ok(Outcome::changed(difference.changes(), ""))
            }
        }
    }
}
