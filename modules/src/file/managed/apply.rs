//! Puts a managed file in place.

use std::path::Path;

use halite_common::value::Dict;
use halite_states::{
    declare::{Act, ModuleError, Outcome},
    host::{Probe, WriteOptions},
};

use super::{Content, Managed, Plan, Why, vet};
use crate::file::{attributes::Attributes, backup, owner::Wanted, place, tree::make_dirs};

/// Carries the plan out.
pub(super) fn apply(managed: &Managed, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
    let options = plan.wanted.write_options();
    if let Why::New(content) | Why::Differs(content, _) | Why::Link(content) = &plan.why {
        let folder = managed.tmp_dir.as_deref();
        let refused = vet(act, &managed.check_cmd.0, content, &options, folder, &managed.tmp_ext)?;
        if let Some(outcome) = refused {
            return Ok(outcome);
        }
    }
    let updated = format!("File {} updated", plan.name);
    match &plan.why {
        Why::Owner => {
            let follow = managed.follow_symlinks;
            let set = plan.difference.set(act.host, &plan.target, follow);
            set.map_err(ModuleError::file("set owner and mode of", &plan.target))?;
            // Salt says nothing when only owner and mode were asked for.
            let comment = if plan.owner_only { String::new() } else { updated };
            Ok(Outcome::changed(plan.difference.changes(), comment))
        }
        Why::Empty => {
            let changes = create(managed, act, &plan, &Content::Bytes(Vec::new()), &options)?;
            let mut all = Dict::from([("new", format!("file {} created", plan.name))]);
            all.extend(changes);
            Ok(Outcome::changed(all, "Empty file"))
        }
        Why::New(content) => {
            let changes = create(managed, act, &plan, content, &options)?;
            let diff = plan.new_diff.clone().unwrap_or_else(|| "New file".into());
            let mut all = Dict::from([("diff", diff)]);
            all.extend(changes);
            Ok(Outcome::changed(all, updated))
        }
        Why::Differs(content, diff) => {
            backup::keep(act, &plan.target, &mode_of_backup(managed))?;
            content.write(act.host, &plan.target, &options)?;
            let mut all = Dict::from([("diff", diff.as_str())]);
            all.extend(plan.difference.changes());
            Ok(Outcome::changed(all, updated))
        }
        Why::Link(content) => {
            let removed = act.host.remove_file(&plan.target);
            removed.map_err(ModuleError::file("remove", &plan.target))?;
            content.write(act.host, &plan.target, &options)?;
            Ok(Outcome::changed(Dict::from([("diff", "Replace symbolic link with regular file")]), updated))
        }
    }
}

/// Sets what `attrs` asks for on the file that is in place, and adds it to the outcome.
pub(super) fn attributes(
    managed: &Managed,
    act: &Act<'_>,
    target: &Path,
    outcome: Outcome,
) -> Result<Outcome, ModuleError> {
    let ours = !place::is_link(act.host.as_probe(), target) || managed.follow_symlinks;
    if outcome.result == Some(false) || !ours {
        return Ok(outcome);
    }
    let Some(wanted) = Attributes::of(act.host.as_probe(), target, managed.attrs.as_deref())? else {
        return Ok(outcome);
    };
    let mut outcome = outcome;
    match wanted.set(act, target) {
        Ok(()) => {
            outcome.changes.insert("attrs", wanted.changes());
            Ok(outcome)
        }
        Err(error) => Ok(Outcome { changes: outcome.changes, ..Outcome::failed(error.to_string()) }),
    }
}

fn mode_of_backup(managed: &Managed) -> String {
    // YAML's `backup: false` means none, as the empty text does.
    managed.backup.as_str().unwrap_or_default().to_owned()
}

/// Makes the file, and tells what was set beside its content.
fn create(
    managed: &Managed,
    act: &Act<'_>,
    plan: &Plan,
    content: &Content,
    options: &WriteOptions,
) -> Result<Dict, ModuleError> {
    let folder = plan.target.parent().unwrap_or(Path::new("/"));
    if !act.host.is_dir(folder) {
        if !managed.makedirs {
            return Err(ModuleError::failed("Parent directory not present"));
        }
        let mode = managed.dir_mode.or(plan.wanted.mode.map(|mode| mode.for_folder()));
        make_dirs(act, folder, &plan.wanted.with_mode(mode))?;
    }
    let bare = bare(act.host.as_probe(), folder);
    content.write(act.host, &plan.target, options)?;
    let stat = act.host.stat(&plan.target).map_err(ModuleError::file("read", &plan.target))?;
    // Salt makes the file first and sets its mode then, and what it sets it tells.
    let private = !managed.source.0.is_empty() || plan.wanted.mode.is_some();
    let mode = private.then_some(super::super::mode::Mode(stat.mode)).filter(|mode| mode.0 != 0o600);
    let told = Wanted { mode, ..plan.wanted.clone() };
    let before = halite_states::host::Stat { uid: bare.0, gid: bare.1, mode: 0o600, ..stat };
    Ok(told.against(&before).changes())
}

/// Owner and group of a file that is made in a folder.
fn bare(probe: &dyn Probe, folder: &Path) -> (u32, u32) {
    let us = probe.stat(Path::new("/proc/self")).map_or((0, 0), |stat| (stat.uid, stat.gid));
    match probe.stat(folder) {
        Ok(stat) if stat.mode & 0o2000 != 0 => (us.0, stat.gid),
        _ => us,
    }
}
