//! `file.copy`.

use std::path::{Path, PathBuf};

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    mode::Mode,
    owner::{Wanted, group_name, minion_user, user_name},
    place,
    tree::{copy_tree, make_dirs, remove},
};

/// Copies a file or folder of this machine, if nothing lies there yet or `force` is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Copy {
    /// Path to copy to.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Path to copy.
    source: Text,
    /// Replaces what lies there, each time.
    #[serde(default)]
    force: bool,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
    /// Keeps owner, group and mode of the source.
    #[serde(default)]
    preserve: bool,
    /// Owner; without it, the user that the minion runs as.
    #[serde(default)]
    user: Option<Text>,
    /// Group; without it, that of the user.
    #[serde(default)]
    group: Option<Text>,
    /// Mode; without it, that of the source.
    #[serde(default)]
    mode: Option<Mode>,
    /// Mode of the folders made.
    #[serde(default)]
    dir_mode: Option<Mode>,
    /// Copies into the folder that `name` is.
    #[serde(default)]
    subdir: bool,
    /// Another word for `user`.
    #[serde(default)]
    owner: Option<Text>,
}

/// What is to be copied.
pub(crate) struct Plan {
    from: PathBuf,
    to: PathBuf,
    wanted: Wanted,
    note: &'static str,
}

impl State for Copy {
    const NAME: &'static str = "file.copy";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let mut to = PathBuf::from(place::expand(ask.probe, &self.name));
        let from = PathBuf::from(place::expand(ask.probe, &self.source));
        if self.name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.copy"));
        }
        if !to.is_absolute() {
            return Ok(Verdict::failed(format!("Specified file {} is not an absolute path", to.display())));
        }
        if !ask.probe.exists(&from) {
            return Ok(Verdict::failed(format!("Source file \"{}\" is not present", from.display())));
        }
        let wanted = self.wanted(ask, &from)?;
        let missing = wanted.missing();
        if !missing.is_empty() && !ask.facts.test() {
            return Ok(Verdict::failed(missing));
        }
        if self.subdir && ask.probe.is_dir(&to) {
            to.push(from.file_name().unwrap_or_default());
        }
        let occupied = place::lies(ask.probe, &to);
        if occupied && !self.force {
            let comment = format!("The target file \"{}\" exists and will not be overwritten", to.display());
            return Ok(Verdict::in_place(comment));
        }
        let folder = to.parent().unwrap_or(Path::new("/"));
        if !ask.facts.test() && !self.makedirs && !ask.probe.is_dir(folder) {
            return Ok(Verdict::failed(format!("The target directory {} is not present", folder.display())));
        }
        let same =
            occupied && ask.probe.is_file(&to) && ask.probe.read(&to).ok() == ask.probe.read(&from).ok();
        let note = if same { " - files are identical but force flag is set" } else { "" };
        Ok(Verdict::Change(Plan { from, to, wanted, note }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let (from, to) = (plan.from.display(), plan.to.display());
        Outcome::changed(Dict::new(), format!("File \"{from}\" is set to be copied to \"{to}\""))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (from, to) = (plan.from.display().to_string(), plan.to.display().to_string());
        remove(act, &plan.to)?;
        if self.makedirs {
            let mode = self.dir_mode.or(plan.wanted.mode.map(Mode::for_folder));
            make_dirs(act, plan.to.parent().unwrap_or(Path::new("/")), &plan.wanted.with_mode(mode))?;
        }
        if copy_tree(act, &plan.from, &plan.to, &plan.wanted).is_err() {
            return Ok(Outcome::failed(format!("Failed to copy \"{from}\" to \"{to}\"")));
        }
        let set = plan.wanted.set(act.host, &plan.to, true);
        set.map_err(ModuleError::file("set owner and mode of", &plan.to))?;
        let comment = format!("Copied \"{from}\" to \"{to}\"{}", plan.note);
        Ok(Outcome::changed(Dict::from([(to, from)]), comment))
    }
}

impl Copy {
    fn wanted(&self, ask: &Ask<'_>, from: &Path) -> Result<Wanted, ModuleError> {
        let stat = ask.probe.stat(from).map_err(ModuleError::file("read", from))?;
        if self.preserve {
            let user = Text(user_name(ask.probe, stat.uid));
            let group = Text(group_name(ask.probe, stat.gid));
            return Wanted::find(ask.probe, Some(&user), Some(&group), Some(Mode(stat.mode)));
        }
        let user = self.user.clone().or(self.owner.clone()).unwrap_or_else(|| minion_user(ask));
        let group = match &self.group {
            Some(group) => group.clone(),
            None => {
                let found = ask.probe.user(&user).map_err(ModuleError::file("read", "the users"))?;
                Text(group_name(ask.probe, found.map_or(0, |user| user.gid)))
            }
        };
        Wanted::find(ask.probe, Some(&user), Some(&group), self.mode.or(Some(Mode(stat.mode))))
    }
}
