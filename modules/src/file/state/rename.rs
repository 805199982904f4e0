//! `file.rename`.

use std::path::{Path, PathBuf};

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    place,
    tree::{make_dirs, remove},
};

/// Renames a file or folder, if it is still where it was.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rename {
    /// Path to rename to.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Path to rename.
    source: Text,
    /// Replaces what lies there.
    #[serde(default)]
    force: bool,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
}

/// From where to where.
pub(crate) struct Plan {
    from: PathBuf,
    to: PathBuf,
}

impl State for Rename {
    const NAME: &'static str = "file.rename";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let to = PathBuf::from(place::expand(ask.probe, &self.name));
        let from = PathBuf::from(place::expand(ask.probe, &self.source));
        let (name, source) = (to.display(), from.display());
        if self.name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.rename"));
        }
        if !to.is_absolute() {
            return Ok(Verdict::failed(format!("Specified file {name} is not an absolute path")));
        }
        if !place::lies(ask.probe, &from) {
            let comment = format!("Source file \"{source}\" has already been moved out of place");
            return Ok(Verdict::in_place(comment));
        }
        if place::lies(ask.probe, &to) && !self.force {
            let comment = format!("The target file \"{name}\" exists and will not be overwritten");
            return Ok(Verdict::in_place(comment));
        }
        let folder = to.parent().unwrap_or(Path::new("/"));
        if !ask.facts.test() && !self.makedirs && !ask.probe.is_dir(folder) {
            return Ok(Verdict::failed(format!("The target directory {} is not present", folder.display())));
        }
        Ok(Verdict::Change(Plan { from, to }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let (from, to) = (plan.from.display(), plan.to.display());
        Outcome::changed(Dict::new(), format!("File \"{from}\" is set to be moved to \"{to}\""))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (from, to) = (plan.from.display().to_string(), plan.to.display().to_string());
        remove(act, &plan.to)?;
        if self.makedirs {
            make_dirs(act, plan.to.parent().unwrap_or(Path::new("/")), &Default::default())?;
        }
        if act.host.rename(&plan.from, &plan.to).is_err() {
            return Ok(Outcome::failed(format!("Failed to move \"{from}\" to \"{to}\"")));
        }
        let comment = format!("Moved \"{from}\" to \"{to}\"");
        Ok(Outcome::changed(Dict::from([(to, from)]), comment))
    }
}
