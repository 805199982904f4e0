//! `file.absent`.

use std::path::PathBuf;

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{place, tree::remove};

/// Ensures that nothing lies at a path: removes a file, a link, or a folder with all in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Absent {
    /// The path.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
}

/// What is to be removed.
pub(crate) struct Plan {
    path: PathBuf,
    folder: bool,
}

impl State for Absent {
    const NAME: &'static str = "file.absent";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        let path = PathBuf::from(&name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.absent"));
        }
        if !path.is_absolute() {
            return Ok(Verdict::failed(format!("Specified file {name} is not an absolute path")));
        }
        if place::normal(&name) == "/" {
            return Ok(Verdict::failed("Refusing to make \"/\" absent"));
        }
        if !place::lies(ask.probe, &path) {
            return Ok(Verdict::in_place(format!("File {name} is not present")));
        }
        let folder = ask.probe.is_dir(&path) && !place::is_link(ask.probe, &path);
        Ok(Verdict::Change(Plan { path, folder }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let name = plan.path.display().to_string();
        let what = if plan.folder { "Directory" } else { "File" };
        let comment = format!("{what} {name} is set for removal");
        Outcome::changed(Dict::from([("removed", name)]), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let name = plan.path.display().to_string();
        let what = if plan.folder { "directory" } else { "file" };
        let comment = format!("Removed {what} {name}");
        Ok(match remove(act, &plan.path) {
            Ok(_) => Outcome::changed(Dict::from([("removed", name)]), comment),
            Err(error) => Outcome::failed(error.to_string()),
        })
    }
}
