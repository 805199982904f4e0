//! `file.touch`.

use std::path::{Path, PathBuf};

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    place,
    times::{seconds, touch},
    tree::make_dirs,
};

/// Makes an empty file, or sets the times of one that is there. Always tells a change, as it does one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Touch {
    /// The path.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Time of the last access, in seconds since 1970; now, if left out.
    #[serde(default)]
    atime: Option<f64>,
    /// Time of the last change, in seconds since 1970; now, if left out.
    #[serde(default)]
    mtime: Option<f64>,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
}

/// What is to be done.
pub(crate) struct Plan {
    path: PathBuf,
    new: bool,
}

impl State for Touch {
    const NAME: &'static str = "file.touch";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        let path = PathBuf::from(&name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.touch"));
        }
        if !path.is_absolute() {
            return Ok(Verdict::failed(format!("Specified file {name} is not an absolute path")));
        }
        let new = !ask.probe.exists(&path);
        if ask.facts.test() && !new && self.has_times(ask, &path) {
            return Ok(Verdict::in_place(format!("File {name} exists and has the correct times")));
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        if !ask.facts.test() && !self.makedirs && !ask.probe.is_dir(folder) {
            return Ok(Verdict::failed(format!("Directory not present to touch file {name}")));
        }
        Ok(Verdict::Change(Plan { path, new }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let name = plan.path.display().to_string();
        let (key, comment) = match plan.new {
            true => ("new", format!("File {name} is set to be created")),
            false => ("touched", format!("Times set to be updated on file {name}")),
        };
        Outcome::changed(Dict::from([(key, name)]), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        if self.makedirs {
            make_dirs(act, plan.path.parent().unwrap_or(Path::new("/")), &Default::default())?;
        }
        touch(act.host, &plan.path, self.atime, self.mtime)?;
        let name = plan.path.display().to_string();
        let what = if act.host.is_dir(&plan.path) { "directory" } else { "file" };
        let (key, comment) = match plan.new {
            true => ("new", format!("Created empty file {name}")),
            false => ("touched", format!("Updated times on {what} {name}")),
        };
        Ok(Outcome::changed(Dict::from([(key, name)]), comment))
    }
}

impl Touch {
    fn has_times(&self, ask: &Ask<'_>, path: &Path) -> bool {
        let Ok(stat) = ask.probe.lstat(path) else { return false };
        let is = |wanted: Option<f64>, time| wanted.is_none_or(|wanted| seconds(time) == wanted);
        is(self.atime, stat.accessed) && is(self.mtime, stat.modified)
    }
}
