//! What apt and dpkg are told to do.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, ModuleError};

use super::{
    super::provider::{Manner, Pick, Picks},
    call::{scoped, with_env},
};

/// Installs; gives back what went wrong.
pub(super) fn install(act: &Act<'_>, picks: &Picks, manner: &Manner) -> Result<Vec<String>, ModuleError> {
    let mut errors = Vec::new();
    for (list, option) in [
        (&picks.install, None),
        (&picks.downgrade, Some("--allow-downgrades")),
        (&picks.reinstall, Some("--reinstall")),
    ] {
        if list.is_empty() {
            continue;
        }
        let from_files = list.iter().all(|pick| pick.path.is_some());
        let mut words = install_words(manner, from_files);
        words.extend(option.filter(|_| option != Some("--reinstall") || !from_files).map(str::to_owned));
        words.extend(list.iter().map(target));
        let output = scoped(act, &words, &manner.env)?;
        let told = output.stderr_text();
        if !output.success() && !told.trim().is_empty() {
            errors.push(told.trim_end().to_owned());
        } else if !output.success() {
            errors.push(format!("{} ended with return code {}", words[..4].join(" "), output.code));
        }
    }
    Ok(errors)
}

fn install_words(manner: &Manner, from_files: bool) -> Vec<String> {
    let mut words = base(manner);
    if let Some(recommends) = manner.install_recommends {
        words.push(if recommends { "--install-recommends" } else { "--no-install-recommends" }.into());
    }
    if manner.only_upgrade {
        words.push("--only-upgrade".into());
    }
    if manner.skip_verify {
        words.push("--allow-unauthenticated".into());
    }
    if manner.downloadonly {
        words.push("--download-only".into());
    }
    if let Some(repo) = manner.fromrepo.as_ref().filter(|repo| !repo.is_empty() && !from_files) {
        words.extend(["-t".into(), repo.clone()]);
    }
    words.push("install".into());
    words
}

/// `apt-get` with the answers to all its questions.
fn base(manner: &Manner) -> Vec<String> {
    let mut words: Vec<String> = ["apt-get", "-q", "-y"].map(str::to_owned).into();
    if manner.force_yes {
        words.push("--force-yes".into());
    }
    let answers: &[&str] =
        if manner.force_conf_new { &["--force-confnew"] } else { &["--force-confold", "--force-confdef"] };
    for answer in answers {
        words.extend(["-o".into(), format!("DPkg::Options::={answer}")]);
    }
    words
}

fn target(pick: &Pick) -> String {
    match (&pick.path, &pick.version) {
        (Some(path), _) => path.clone(),
        (None, Some(version)) => format!("{}={version}", pick.name),
        (None, None) => pick.name.clone(),
    }
}

/// Removes, with configuration if `purge`; gives back what went wrong.
pub(super) fn remove(act: &Act<'_>, names: &[String], purge: bool) -> Result<Vec<String>, ModuleError> {
    let verb = if purge { "purge" } else { "remove" };
    let words = ["apt-get", "-q", "-y", verb].into_iter().map(str::to_owned).chain(names.iter().cloned());
    let output = scoped(act, &words.collect::<Vec<_>>(), &[])?;
    let told = output.stderr_text().trim_end().to_owned();
    Ok(if output.success() || told.is_empty() { Vec::new() } else { vec![told] })
}

/// Upgrades everything; gives back what apt said if it failed.
pub(super) fn upgrade(act: &Act<'_>, manner: &Manner) -> Result<Option<Dict>, ModuleError> {
    let mut words = base(manner);
    for (wanted, option) in [
        (manner.skip_verify, "--allow-unauthenticated"),
        (manner.downloadonly, "--download-only"),
        (manner.allow_downgrades, "--allow-downgrades"),
    ] {
        if wanted {
            words.push(option.into());
        }
    }
    words.push(if manner.dist_upgrade { "dist-upgrade" } else { "upgrade" }.into());
    let output = scoped(act, &words, &[])?;
    if output.success() {
        return Ok(None);
    }
    Ok(Some(Dict::from([
        ("pid", Value::from(output.pid)),
        ("retcode", output.code.into()),
        ("stderr", output.stderr_text().trim_end().into()),
        ("stdout", output.stdout_text().trim_end().into()),
    ])))
}

/// Removes what nothing needs any more.
pub(super) fn autoremove(act: &Act<'_>, purge: bool) -> Result<(), ModuleError> {
    let mut words: Vec<String> = ["apt-get", "--assume-yes"].map(str::to_owned).into();
    if purge {
        words.push("--purge".into());
    }
    words.push("autoremove".into());
    scoped(act, &words, &[]).map(drop)
}

/// Marks packages.
pub(super) fn mark(act: &Act<'_>, names: &[String], mark: &str) -> Result<bool, ModuleError> {
    let mut command = with_env(["dpkg", "--set-selections"].map(str::to_owned).into(), &[]);
    let lines: String = names.iter().map(|name| format!("{name} {mark}\n")).collect();
    command.stdin = Some(lines.into_bytes());
    Ok(act.host.run(&command)?.success())
}
