//! Compares a folder with what is declared of it.

use std::path::{Path, PathBuf};

use halite_states::declare::{Ask, ModuleError, Verdict};

use super::{
    clean::unwanted,
    declare::{Directory, InTheWay, Plan},
    recursion::Recursion,
};
use crate::file::{
    owner::{Difference, Wanted},
    place,
    tree::{Level, walk},
};

/// Compares the folder with the declaration.
pub(super) fn check(directory: &Directory, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
    let name = place::expand(ask.probe, &directory.name);
    let name = if name == "/" { name } else { name.strip_suffix('/').unwrap_or(&name).to_owned() };
    let path = PathBuf::from(&name);
    let dir_mode = directory.dir_mode.or(directory.mode);
    let user = directory.user.as_ref().or(directory.owner.as_ref());
    let wanted = Wanted::find(ask.probe, user, directory.group.as_ref(), dir_mode)?;
    let missing = wanted.missing();
    let recursion = Recursion::read(&directory.recurse);
    let complaint = match &recursion {
        _ if name.is_empty() => Some("Must provide name to file.directory".into()),
        _ if directory.max_depth.is_some() && directory.clean => {
            Some("Cannot specify both max_depth and clean".into())
        }
        _ if !missing.is_empty() && !ask.facts.test() => Some(missing),
        _ if !path.is_absolute() => Some(format!("Specified file {name} is not an absolute path")),
        Err(complaint) => Some(complaint.clone()),
        Ok(_) => None,
    };
    let (Ok(recursion), None) = (recursion, complaint.clone()) else {
        return Ok(Verdict::failed(complaint.unwrap_or_default()));
    };
    if let Some(complaint) = recursion.lacks(&wanted) {
        return Ok(Verdict::failed(complaint));
    }
    let in_the_way = match in_the_way(directory, ask, &path) {
        Ok(in_the_way) => in_the_way,
        Err(complaint) => return Ok(Verdict::failed(complaint)),
    };
    let plan = plan(directory, ask, path, wanted, &recursion, in_the_way)?;
    let parent = plan.path.parent().unwrap_or(Path::new("/"));
    if plan.new && !directory.makedirs && !ask.probe.is_dir(parent) && !ask.facts.test() {
        return Ok(Verdict::failed(format!("No directory to create {name} in")));
    }
    if plan.new || plan.in_the_way.is_some() || !plan.differences.is_empty() || !plan.unwanted.is_empty() {
        return Ok(Verdict::Change(plan));
    }
    Ok(Verdict::in_place(format!("The directory {name} is in the correct state")))
}

fn in_the_way(directory: &Directory, ask: &Ask<'_>, path: &Path) -> Result<Option<InTheWay>, String> {
    let link = place::is_link(ask.probe, path);
    let file = place::lies(ask.probe, path) && !ask.probe.is_dir(path) && (!link || ask.probe.exists(path));
    if !(file || (link && (directory.force || !directory.allow_symlink))) {
        return Ok(None);
    }
    if let Some(backup) = &directory.backupname {
        let to = PathBuf::from(place::expand(ask.probe, backup));
        let occupied = place::lies(ask.probe, &to);
        if occupied && !directory.force {
            return Err(format!("File exists where the backup target {backup} should go"));
        }
        return Ok(Some(InTheWay::Renamed(to, occupied)));
    }
    let name = path.display();
    match (directory.force, file) {
        (true, true) => Ok(Some(InTheWay::Removed("File"))),
        (true, false) => Ok(Some(InTheWay::Removed("Symlink"))),
        (false, true) => Err(format!("Specified location {name} exists and is a file")),
        (false, false) => Err(format!("Specified location {name} exists and is a symlink")),
    }
}

fn plan(
    directory: &Directory,
    ask: &Ask<'_>,
    path: PathBuf,
    wanted: Wanted,
    recursion: &Recursion,
    in_the_way: Option<InTheWay>,
) -> Result<Plan, ModuleError> {
    let new = in_the_way.is_some() || !ask.probe.is_dir(&path);
    let mut plan = Plan {
        path,
        in_the_way,
        new,
        wanted,
        differences: Vec::new(),
        unwanted: Vec::new(),
        silent: recursion.silent,
    };
    if new {
        return Ok(plan);
    }
    if !directory.children_only {
        let own = plan.wanted.at(ask.probe, &plan.path, directory.follow_symlinks);
        let own = own.map_err(ModuleError::file("read", &plan.path))?;
        plan.differences.extend(Some((plan.path.clone(), own)).filter(|(_, own)| !own.is_empty()));
    }
    if recursion.any || directory.clean {
        let levels = walk(ask.probe, &plan.path, directory.max_depth);
        let levels = levels.map_err(ModuleError::file("list", &plan.path))?;
        if recursion.any {
            let file_mode = directory.file_mode.or(plan.wanted.mode);
            plan.differences.extend(inside(directory, ask, &levels, recursion, &plan.wanted, file_mode));
        }
        if directory.clean {
            plan.unwanted = unwanted(ask, &plan.path, &levels, &directory.exclude_pat, &[])?;
        }
    }
    Ok(plan)
}

fn inside(
    directory: &Directory,
    ask: &Ask<'_>,
    levels: &[Level],
    recursion: &Recursion,
    wanted: &Wanted,
    file_mode: Option<crate::file::mode::Mode>,
) -> Vec<(PathBuf, Difference)> {
    let folders = recursion.of(wanted, wanted.mode);
    let files = recursion.of(wanted, file_mode);
    let mut found = Vec::new();
    for level in levels {
        let dirs = level.dirs.iter().filter(|_| recursion.dirs).map(|name| (name, &folders));
        let others = level.files.iter().filter(|_| recursion.files).map(|name| (name, &files));
        for (name, wanted) in others.chain(dirs) {
            let path = level.path.join(name);
            // What went away while we looked, or a link that leads nowhere, has nothing to set.
            let difference = wanted.at(ask.probe, &path, directory.follow_symlinks).unwrap_or_default();
            if !difference.is_empty() {
                found.push((path, difference));
            }
        }
    }
    found
}
