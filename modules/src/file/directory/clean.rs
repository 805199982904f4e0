//! `clean`: what lies in a folder and nobody asked for.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Value, from_value},
};
use halite_states::declare::{Ask, Chunk, ModuleError};

use crate::file::{
    pattern::{Patterns, meant},
    place, recurse,
    tree::{Level, walk},
};

/// Everything in a folder that is to be removed. What a removed folder holds is named too, as Salt does.
pub(in crate::file) fn unwanted(
    ask: &Ask<'_>,
    root: &Path,
    levels: &[Level],
    exclude: &OneOrMany<Text>,
    kept: &[PathBuf],
) -> Result<Vec<PathBuf>, ModuleError> {
    let (include, exclude) = (Patterns::read(&OneOrMany::default())?, Patterns::read(exclude)?);
    let mut keep: BTreeSet<PathBuf> = kept.iter().cloned().collect();
    for required in ask.chunk.into_iter().flat_map(|chunk| &chunk.required) {
        keep.extend(managed_by(ask, root, required)?);
    }
    let with_parents: BTreeSet<&Path> = keep.iter().flat_map(|path| path.ancestors()).collect();
    let mut unwanted = Vec::new();
    for level in levels {
        for name in level.dirs.iter().chain(&level.files) {
            let path = level.path.join(name);
            let relative = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            if !with_parents.contains(path.as_path()) && meant(&relative, &include, &exclude) {
                unwanted.push(path);
            }
        }
    }
    // A folder that holds something excluded stays.
    let removed: BTreeSet<PathBuf> = unwanted.iter().cloned().collect();
    let holds_kept = |folder: &Path| {
        let inside = levels.iter().filter(|level| level.path.starts_with(folder));
        inside
            .flat_map(|level| level.dirs.iter().chain(&level.files).map(|name| level.path.join(name)))
            .any(|path| !removed.contains(&path))
    };
    unwanted.retain(|path| !holds_kept(path));
    Ok(unwanted)
}

/// What a required state manages below `root`.
fn managed_by(ask: &Ask<'_>, root: &Path, required: &Chunk) -> Result<Vec<PathBuf>, ModuleError> {
    if required.state != "file" {
        return Ok(Vec::new());
    }
    let name = PathBuf::from(place::normal(&place::expand(ask.probe, &required.name)));
    if !ask.probe.is_dir(&name) {
        return Ok(vec![name]);
    }
    if !name.starts_with(root) {
        return Ok(Vec::new());
    }
    if required.fun == "recurse" {
        let arguments = recurse::Recurse::fields_of(&required.arguments, &required.name);
        return match from_value::<recurse::Recurse>(Value::Dict(arguments)) {
            Ok(recurse) => recurse::kept(&recurse, ask),
            Err(_) => Ok(vec![name]),
        };
    }
    let mut keep = vec![name.clone()];
    for level in walk(ask.probe, &name, None).map_err(ModuleError::file("list", &name))? {
        keep.extend(level.dirs.iter().chain(&level.files).map(|name| level.path.join(name)));
    }
    Ok(keep)
}
