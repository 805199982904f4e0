//! The arguments of `file.directory`, and its work.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value, from_value},
};
use halite_states::declare::{Act, Ask, Changes, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check;
use crate::file::{
    mode::Mode,
    owner::{Difference, Wanted},
    tree::{make_dirs, remove, remove_all},
};

/// Ensures that a folder is there, with this owner and mode, and if asked, all that is in it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Directory {
    /// Path of the folder.
    #[schemars(extend("format" = "absolute-path"))]
    pub(crate) name: Text,
    /// Owner.
    #[serde(default)]
    pub(crate) user: Option<Text>,
    /// Group.
    #[serde(default)]
    pub(crate) group: Option<Text>,
    /// What to set on all that is in it too: `user`, `group`, `mode`; `ignore_files`, `ignore_dirs`, `silent`.
    #[serde(default)]
    pub(crate) recurse: Value,
    /// How deep to go; not together with `clean`.
    #[serde(default)]
    pub(crate) max_depth: Option<usize>,
    /// Mode of folders.
    #[serde(default)]
    pub(crate) dir_mode: Option<Mode>,
    /// Mode of files in it; without it, that of folders.
    #[serde(default)]
    pub(crate) file_mode: Option<Mode>,
    /// Makes the folders above it.
    #[serde(default)]
    pub(crate) makedirs: bool,
    /// Removes what no state that this one requires manages.
    #[serde(default)]
    pub(crate) clean: bool,
    /// What `clean` leaves alone: globs, or regular expressions behind `E@`.
    #[serde(default)]
    pub(crate) exclude_pat: OneOrMany<Text>,
    /// Sets owner and mode of what links point to.
    #[serde(default)]
    pub(crate) follow_symlinks: bool,
    /// Replaces a file or link that lies there.
    #[serde(default)]
    pub(crate) force: bool,
    /// Renames a file or link that lies there to this.
    #[serde(default)]
    pub(crate) backupname: Option<Text>,
    /// Takes a link to a folder for the folder.
    #[serde(default = "yes")]
    pub(crate) allow_symlink: bool,
    /// Leaves the folder itself alone and sets only what is in it.
    #[serde(default)]
    pub(crate) children_only: bool,
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
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_perms_reset")]
    pub(crate) _win_perms_reset: Value,
    /// Another word for `dir_mode`.
    #[serde(default)]
    pub(crate) mode: Option<Mode>,
    /// Another word for `user`.
    #[serde(default)]
    pub(crate) owner: Option<Text>,
}

fn yes() -> bool {
    true
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) path: PathBuf,
    /// What lies in the way, and where it is to go.
    pub(super) in_the_way: Option<InTheWay>,
    /// Whether the folder is to be made.
    pub(super) new: bool,
    pub(super) wanted: Wanted,
    /// What is not so: the folder itself (if it is not new), then what is in it.
    pub(super) differences: Vec<(PathBuf, Difference)>,
    pub(super) unwanted: Vec<PathBuf>,
    pub(super) silent: bool,
}

/// Something that is no folder lies where one should be.
#[derive(Debug)]
pub(crate) enum InTheWay {
    /// It is to be renamed; `true` if something lies there too and has to go.
    Renamed(PathBuf, bool),
    /// It is to be removed: `File` or `Symlink`.
    Removed(&'static str),
}

impl Directory {
    /// A folder of that name, all else at its default.
    pub(crate) fn of(name: &str) -> Directory {
        from_value(Value::Dict(Dict::from([("name", name)]))).expect("only the name is required")
    }
}

impl State for Directory {
    const NAME: &'static str = "file.directory";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        check::check(self, ask)
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let name = plan.path.display().to_string();
        let mut changes = plan.forced("would be");
        if let Some(InTheWay::Renamed(to, _)) = &plan.in_the_way {
            changes.insert("backup", format!("{name} would be renamed to {}", to.display()));
            changes.insert(name.as_str(), new_directory());
            let comment = format!("{name} would be backed up and replaced with a new directory");
            return Outcome::changed(changes, comment);
        }
        changes.extend(plan.predicted());
        let mut comment = String::from("The following files will be changed:\n");
        for (path, change) in &plan.predicted() {
            for (key, value) in change.as_dict().into_iter().flatten() {
                comment.push_str(&format!("{path}: {key} - {value}\n"));
            }
        }
        Outcome::changed(changes, comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let path = &plan.path;
        let name = path.display().to_string();
        clear_the_way(act, &plan)?;
        let mut changes = plan.forced("was");
        if plan.new {
            make(self, act, &plan)?;
            changes.insert(name, new_directory());
            // Salt says nothing when it makes a folder.
            return Ok(Outcome::changed(changes, ""));
        }
        let failed = set_all(self, act, &plan);
        let removed = remove_all(act, &plan.unwanted)?;
        changes.extend(plan.done());
        if !plan.unwanted.is_empty() {
            changes.insert("removed", removed);
        }
        let comment = match () {
            () if !plan.unwanted.is_empty() => format!("Files cleaned from directory {name}"),
            () if self.children_only => format!("Directory {name}/* updated"),
            () => format!("Directory {name} updated"),
        };
        Ok(match failed.is_empty() {
            true => Outcome::changed(changes, comment),
            false => {
                let errors: String = failed.iter().map(|error| format!("\n- {error}")).collect();
                let comment = format!("{comment}\n\nThe following errors were encountered:\n{errors}");
                Outcome { changes, ..Outcome::failed(comment) }
            }
        })
    }
}

fn new_directory() -> Value {
    Value::Dict(Dict::from([("directory", "new")]))
}

impl Plan {
    fn forced(&self, verb: &str) -> Changes {
        match &self.in_the_way {
            Some(InTheWay::Removed(what)) => {
                Dict::from([("forced", format!("{what} {verb} forcibly replaced"))])
            }
            Some(InTheWay::Renamed(to, true)) if verb == "would be" => {
                let text = format!("Existing file at backup path {} would be removed", to.display());
                Dict::from([("forced", text)])
            }
            _ => Dict::new(),
        }
    }

    /// Every path with what would change there.
    fn predicted(&self) -> Changes {
        let mut changes = Dict::new();
        // Salt tells of the contents before the folder itself.
        let own = self.differences.iter().filter(|(path, _)| *path == self.path);
        let inside = self.differences.iter().filter(|(path, _)| *path != self.path);
        for (path, difference) in inside.chain(own) {
            changes.insert(path.display().to_string(), difference.changes());
        }
        for path in &self.unwanted {
            let removed = Dict::from([("removed", "Removed due to clean")]);
            changes.insert(path.display().to_string(), removed);
        }
        if self.new {
            changes.insert(self.path.display().to_string(), new_directory());
        }
        changes
    }

    /// The same once it is done: Salt adds what was set to what it had predicted.
    fn done(&self) -> Changes {
        let mut changes = self.predicted();
        for (_, difference) in &self.differences {
            changes.extend(difference.changes());
        }
        if self.silent {
            changes = Dict::from([("recursion", "Changes silenced")]);
        }
        changes
    }
}

fn clear_the_way(act: &Act<'_>, plan: &Plan) -> Result<(), ModuleError> {
    match &plan.in_the_way {
        None => Ok(()),
        Some(InTheWay::Removed(_)) => {
            act.host.remove_file(&plan.path).map_err(ModuleError::file("remove", &plan.path))
        }
        Some(InTheWay::Renamed(to, occupied)) => {
            if *occupied {
                remove(act, to)?;
            }
            act.host.rename(&plan.path, to).map_err(ModuleError::file("rename", &plan.path))
        }
    }
}

fn make(directory: &Directory, act: &Act<'_>, plan: &Plan) -> Result<(), ModuleError> {
    let parent = plan.path.parent().unwrap_or(Path::new("/"));
    if !act.host.is_dir(parent) && !directory.makedirs {
        return Err(ModuleError::failed(format!("No directory to create {} in", plan.path.display())));
    }
    make_dirs(act, &plan.path, &plan.wanted)
}

fn set_all(directory: &Directory, act: &Act<'_>, plan: &Plan) -> Vec<String> {
    let set = |(path, difference): &(PathBuf, Difference)| {
        let result = difference.set(act.host, path, directory.follow_symlinks);
        result.err().map(|error| format!("{}: {error}", path.display()))
    };
    plan.differences.iter().filter_map(set).collect()
}
