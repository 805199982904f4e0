//! `file.symlink`.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::Text,
    value::{Dict, Value, from_value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    mode::Mode,
    owner::{Wanted, group_name, minion_user, user_name},
    place,
    tree::{make_dirs, remove},
};

/// Ensures that a symbolic link is there and points to its target.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Symlink {
    /// Path of the link.
    #[schemars(extend("format" = "absolute-path"))]
    pub(crate) name: Text,
    /// What it points to.
    pub(crate) target: Text,
    /// Replaces a file or folder that lies there.
    #[serde(default)]
    pub(crate) force: bool,
    /// Renames a file or folder that lies there to this.
    #[serde(default)]
    pub(crate) backupname: Option<Text>,
    /// Makes the folders above it.
    #[serde(default)]
    pub(crate) makedirs: bool,
    /// Owner of the link; without it, the user that the minion runs as.
    #[serde(default)]
    pub(crate) user: Option<Text>,
    /// Group of the link; without it, that of the user.
    #[serde(default)]
    pub(crate) group: Option<Text>,
    /// Mode of the folders made.
    #[serde(default)]
    pub(crate) mode: Option<Mode>,
    /// Puts the link in place by a rename, so that there is no moment without it.
    #[serde(default)]
    pub(crate) atomic: bool,
    /// Keeps owner and group of a link that is there, where none are given.
    #[serde(default)]
    pub(crate) inherit_user_and_group: bool,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_owner")]
    pub(crate) _win_owner: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_perms")]
    pub(crate) _win_perms: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_deny_perms")]
    pub(crate) _win_deny_perms: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_inheritance")]
    pub(crate) _win_inheritance: Value,
    /// Taken for Salt's sake: a backup is made by a rename, never by a copy.
    #[serde(default, rename = "disallow_copy_and_unlink")]
    pub(crate) _disallow_copy_and_unlink: bool,
    /// Taken for Salt's sake: a link that leads nowhere is seen as the link it is.
    #[serde(default, rename = "follow_symlinks")]
    pub(crate) _follow_symlinks: Value,
    /// Another word for `user`.
    #[serde(default)]
    pub(crate) owner: Option<Text>,
}

/// What lies where the link should be.
#[derive(Debug)]
enum There {
    Nothing,
    OtherLink,
    OtherOwner(String),
    Thing,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Plan {
    path: PathBuf,
    there: There,
    wanted: Wanted,
    owner: String,
    note: String,
}

impl Symlink {
    /// A link, all else at its default.
    pub(crate) fn of(name: &str, target: &str) -> Symlink {
        let arguments = Dict::from([("name", name), ("target", target)]);
        from_value(Value::Dict(arguments)).expect("only name and target are required")
    }
}

impl State for Symlink {
    const NAME: &'static str = "file.symlink";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        let path = PathBuf::from(&name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.symlink"));
        }
        let (user, group) = self.accounts(ask, &path)?;
        let wanted = Wanted::find(ask.probe, Some(&user), Some(&group), None)?;
        if let Some(complaint) = preflight(&path, &wanted) {
            return Ok(Verdict::failed(complaint));
        }
        let note = match self.note_of_folder(ask, &path) {
            Ok(note) => note,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let Some(there) = there(self, ask, &path, &wanted)? else {
            return Ok(Verdict::in_place(match ask.facts.test() {
                true => format!("The symlink {name} is present"),
                false => format!("Symlink {name} is present and owned by {user}:{group}"),
            }));
        };
        if matches!(there, There::Thing)
            && let Some(complaint) = self.may_not_replace(ask, &path)
        {
            return Ok(Verdict::failed(complaint));
        }
        Ok(Verdict::Change(Plan { path, there, wanted, owner: format!("{user}:{group}"), note }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let (name, target) = (plan.path.display().to_string(), &self.target);
        let (change, comment) = match &plan.there {
            There::Nothing => {
                (Some(("new", name.clone())), format!("Symlink {name} to {target} is set for creation"))
            }
            There::OtherLink => (
                Some(("change", name.clone())),
                format!("Link {name} target is set to be changed to {target}"),
            ),
            There::OtherOwner(current) => (
                Some(("ownership", current.clone())),
                format!(
                    "The symlink {name} is present, but the ownership of the symlink would be changed from \
                     {current} to {}",
                    plan.owner
                ),
            ),
            There::Thing => (
                None,
                format!(
                    "The file or directory {name} is set for removal to make way for a new symlink targeting \
                     {target}"
                ),
            ),
        };
        Outcome::changed(change.into_iter().collect(), comment + &plan.note)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (name, owner) = (plan.path.display().to_string(), &plan.owner);
        let own = || plan.wanted.set(act.host, &plan.path, false);
        if let There::OtherOwner(_) = plan.there {
            return Ok(match own() {
                Ok(_) => Outcome::changed(
                    Dict::from([("ownership", owner.as_str())]),
                    format!("Set ownership of symlink {name} to {owner}"),
                ),
                Err(_) => Outcome::failed(format!("Failed to set ownership of symlink {name} to {owner}")),
            });
        }
        if self.makedirs {
            let folder = plan.path.parent().unwrap_or(Path::new("/"));
            make_dirs(act, folder, &plan.wanted.with_mode(self.mode))?;
        }
        let target = &self.target;
        if let Err(error) = self.put(act, &plan) {
            return Ok(Outcome::failed(format!("Unable to create new symlink {name} -> {target}: {error}")));
        }
        let comment = format!("Created new symlink {name} -> {target}");
        let changes = Dict::from([("new", name.as_str())]);
        Ok(match own() {
            Ok(_) => Outcome::changed(changes, comment),
            Err(_) => Outcome {
                changes,
                ..Outcome::failed(format!("{comment}, but was unable to set ownership to {owner}"))
            },
        })
    }
}

impl Symlink {
    /// User and group, by name.
    fn accounts(&self, ask: &Ask<'_>, path: &Path) -> Result<(Text, Text), ModuleError> {
        let inherits = self.inherit_user_and_group && place::is_link(ask.probe, path);
        let current = ask.probe.lstat(path).ok().filter(|_| inherits);
        let inherited = current.as_ref().map(|stat| Text(user_name(ask.probe, stat.uid)));
        let user = self.user.clone().or(self.owner.clone()).or(inherited).unwrap_or_else(|| minion_user(ask));
        let inherited = current.as_ref().map(|stat| Text(group_name(ask.probe, stat.gid)));
        let group = match self.group.clone().or(inherited) {
            Some(group) => group,
            None => {
                let found = ask.probe.user(&user).map_err(ModuleError::file("read", "the users"))?;
                Text(group_name(ask.probe, found.map_or(0, |user| user.gid)))
            }
        };
        Ok((user, group))
    }

    /// What test mode adds where the folder for the link is missing; the error is what the user reads.
    fn note_of_folder(&self, ask: &Ask<'_>, path: &Path) -> Result<String, String> {
        let folder = path.parent().unwrap_or(Path::new("/"));
        if ask.probe.is_dir(folder) {
            return Ok(String::new());
        }
        let folder = folder.display();
        match (self.makedirs, ask.facts.test()) {
            (true, _) => Ok(format!("\n{folder} will be created")),
            (false, true) => Ok(format!("\nDirectory {folder} for symlink is not present")),
            (false, false) => Err(format!("Directory {folder} for symlink is not present")),
        }
    }

    fn may_not_replace(&self, ask: &Ask<'_>, path: &Path) -> Option<String> {
        let name = path.display();
        match self.backup(path) {
            Some(Err(complaint)) => return Some(complaint),
            Some(Ok(backup)) if place::lies(ask.probe, &backup) && !self.force => {
                let (target, backup) = (&self.target, backup.display());
                return Some(format!(
                    "Symlink & backup dest exists and Force not set. {name} -> {target} - backup: {backup}"
                ));
            }
            Some(Ok(_)) => return None,
            None => {}
        }
        if self.force || (self.atomic && !ask.facts.test()) {
            return None;
        }
        let what = match () {
            () if ask.facts.test() => {
                return Some(format!(
                    "File or directory exists where the symlink {name} should be. Did you mean to use force?"
                ));
            }
            () if ask.probe.is_file(path) => "File",
            () if ask.probe.is_dir(path) => "Directory",
            () => "File system entry",
        };
        Some(format!("{what} exists where the symlink {name} should be"))
    }

    fn backup(&self, path: &Path) -> Option<Result<PathBuf, String>> {
        let backup = self.backupname.as_ref()?;
        Some(match () {
            () if backup.starts_with('/') => Ok(PathBuf::from(&backup.0)),
            () if backup.contains('/') => {
                Err(format!("Backupname must be an absolute path or a file name: {backup}"))
            }
            () => Ok(path.with_file_name(&backup.0)),
        })
    }

    fn put(&self, act: &Act<'_>, plan: &Plan) -> Result<(), ModuleError> {
        let path = &plan.path;
        let target = Path::new(&self.target.0);
        let link = |at: &Path| act.host.symlink(target, at).map_err(ModuleError::file("make", at));
        if let (There::Thing, Some(Ok(backup))) = (&plan.there, self.backup(path)) {
            remove(act, &backup)?;
            act.host.rename(path, &backup).map_err(ModuleError::file("rename", path))?;
        }
        if self.atomic && !matches!(plan.there, There::Thing if act.host.is_dir(path)) {
            let own = path.file_name().unwrap_or_default().to_string_lossy();
            let beside = path.with_file_name(format!(".{own}.halite-link"));
            remove(act, &beside)?;
            link(&beside)?;
            return act.host.rename(&beside, path).map_err(ModuleError::file("rename", &beside));
        }
        remove(act, path)?;
        link(path)
    }
}

/// What lies there; `None` if the link is as it should be.
fn there(link: &Symlink, ask: &Ask<'_>, path: &Path, wanted: &Wanted) -> Result<Option<There>, ModuleError> {
    let Ok(stat) = ask.probe.lstat(path) else { return Ok(Some(There::Nothing)) };
    if !place::is_link(ask.probe, path) {
        return Ok(Some(There::Thing));
    }
    let target = ask.probe.read_link(path).map_err(ModuleError::file("read", path))?;
    if place::normal(&target.to_string_lossy()) != place::normal(&link.target) {
        return Ok(Some(There::OtherLink));
    }
    let owner = || format!("{}:{}", user_name(ask.probe, stat.uid), group_name(ask.probe, stat.gid));
    Ok((!wanted.against(&stat).is_empty()).then(|| There::OtherOwner(owner())))
}

fn preflight(path: &Path, wanted: &Wanted) -> Option<String> {
    let mut errors: Vec<String> = wanted.unknown();
    if !path.is_absolute() {
        errors.push(format!("Specified file {} is not an absolute path", path.display()));
    }
    let dot = if errors.len() > 1 { "." } else { "" };
    (!errors.is_empty()).then(|| errors.join(". ") + dot)
}
