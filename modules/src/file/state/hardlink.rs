//! `file.hardlink`.

use std::path::{Path, PathBuf};

use halite_common::{declare::Text, value::Dict};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::FileKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    mode::Mode,
    owner::{Wanted, group_name, minion_user},
    place,
    tree::make_dirs,
};

/// Gives a file a second name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hardlink {
    /// The second name.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The file.
    target: Text,
    /// Replaces a file that lies there.
    #[serde(default)]
    force: bool,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
    /// Owner of the folders made; without it, the user that the minion runs as.
    #[serde(default)]
    user: Option<Text>,
    /// Group of the folders made; without it, that of the user.
    #[serde(default)]
    group: Option<Text>,
    /// Mode of the folders made.
    #[serde(default)]
    dir_mode: Option<Mode>,
    /// Another word for `user`.
    #[serde(default)]
    owner: Option<Text>,
}

/// What lies where the name is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Nothing,
    OtherLink,
    Thing,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Plan {
    path: PathBuf,
    target: PathBuf,
    there: There,
    wanted: Wanted,
}

impl State for Hardlink {
    const NAME: &'static str = "file.hardlink";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.hardlink"));
        }
        let (path, target) = (PathBuf::from(&name), PathBuf::from(&self.target.0));
        let wanted = self.wanted(ask)?;
        if let Some(complaint) = preflight(&path, &target, &wanted) {
            return Ok(Verdict::failed(complaint));
        }
        if let Some(complaint) = self.misplaced(ask, &path, &target) {
            return Ok(Verdict::failed(complaint));
        }
        let there = match there(ask, &path, &target) {
            Some(there) => there,
            None => {
                let target = &self.target;
                return Ok(Verdict::in_place(match ask.facts.test() {
                    true => format!("The hard link {name} is presently targetting {target}"),
                    false => format!("Target of hard link {name} is already pointing to {target}"),
                }));
            }
        };
        if there == There::Thing && !self.force {
            return Ok(Verdict::failed(match ask.facts.test() {
                true => format!(
                    "File or directory exists where the hard link {name} should be. Did you mean to use force?"
                ),
                false => format!("File exists where the hard link {name} should be"),
            }));
        }
        Ok(Verdict::Change(Plan { path, target, there, wanted }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let (name, target) = (plan.path.display().to_string(), &self.target);
        let (key, comment) = match plan.there {
            There::Nothing => (Some("new"), format!("Hard link {name} to {target} is set for creation")),
            There::OtherLink => {
                (Some("change"), format!("Link {name} target is set to be changed to {target}"))
            }
            There::Thing => (
                None,
                format!(
                    "The file or directory {name} is set for removal to make way for a new hard link targeting \
                     {target}"
                ),
            ),
        };
        Outcome::changed(key.into_iter().map(|key| (key, name.as_str())).collect::<Dict>(), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (name, target) = (plan.path.display().to_string(), &self.target);
        let folder = plan.path.parent().unwrap_or(Path::new("/"));
        if !act.host.is_dir(folder) {
            make_dirs(act, folder, &plan.wanted.with_mode(self.dir_mode))?;
        }
        if plan.there != There::Nothing {
            act.host.remove_file(&plan.path).map_err(ModuleError::file("remove", &plan.path))?;
        }
        let mut changes = Dict::new();
        if plan.there == There::Thing {
            changes.insert("forced", "File for hard link was forcibly replaced");
        }
        let (done, failed) = match plan.there {
            There::OtherLink => ("Set target of hard link", "Unable to set target of hard link"),
            _ => ("Created new hard link", "Unable to create new hard link"),
        };
        if let Err(error) = act.host.hard_link(&plan.target, &plan.path) {
            let comment = format!("{failed} {name} -> {target}: {error}");
            return Ok(Outcome { changes, ..Outcome::failed(comment) });
        }
        changes.insert("new", name.as_str());
        Ok(Outcome::changed(changes, format!("{done} {name} -> {target}")))
    }
}

impl Hardlink {
    fn wanted(&self, ask: &Ask<'_>) -> Result<Wanted, ModuleError> {
        let user = self.user.clone().or(self.owner.clone()).unwrap_or_else(|| minion_user(ask));
        let group = match self.group.clone() {
            Some(group) => group,
            None => {
                let found = ask.probe.user(&user).map_err(ModuleError::file("read", "the users"))?;
                Text(group_name(ask.probe, found.map_or(0, |user| user.gid)))
            }
        };
        Wanted::find(ask.probe, Some(&user), Some(&group), None)
    }

    /// Why there can be no link; the order and the words of the two runs are Salt's.
    fn misplaced(&self, ask: &Ask<'_>, path: &Path, target: &Path) -> Option<String> {
        let (name, shown) = (path.display(), target.display());
        if ask.probe.is_dir(path) {
            return Some(format!("Unable to hard link to directory {name}"));
        }
        if ask.probe.is_dir(target) {
            return Some(format!("Unable to hard link from directory {shown}"));
        }
        if !ask.probe.exists(target) {
            return Some(format!("Target {shown} for hard link does not exist"));
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        let missing = !ask.facts.test() && !self.makedirs && !ask.probe.is_dir(folder);
        missing.then(|| format!("Directory {} for hard link is not present", folder.display()))
    }
}

fn preflight(path: &Path, target: &Path, wanted: &Wanted) -> Option<String> {
    let mut errors = wanted.unknown();
    if !path.is_absolute() {
        errors.push(format!("Specified file {} is not an absolute path", path.display()));
    }
    if !target.is_absolute() {
        errors.push(format!("Specified target {} is not an absolute path", target.display()));
    }
    let end = if errors.len() > 1 { "." } else { "" };
    (!errors.is_empty()).then(|| errors.join(". ") + end)
}

/// What lies there; `None` for the link as it is to be.
fn there(ask: &Ask<'_>, path: &Path, target: &Path) -> Option<There> {
    let Ok(own) = ask.probe.lstat(path) else { return Some(There::Nothing) };
    let same =
        ask.probe.stat(target).is_ok_and(|other| (own.device, own.inode) == (other.device, other.inode));
    match own.kind {
        FileKind::File if same => None,
        FileKind::File if own.links > 1 => Some(There::OtherLink),
        _ => Some(There::Thing),
    }
}
