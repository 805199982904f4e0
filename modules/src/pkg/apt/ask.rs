//! Questions to apt and dpkg.

use std::{collections::BTreeMap, path::Path};

use halite_common::value::{Dict, Value};
use halite_states::declare::{Ask, ModuleError};

use super::{
    super::provider::{Inventory, Versions},
    call::query,
    dpkg, lists,
};

/// The packages of this machine.
pub(super) fn inventory(ask: &Ask<'_>) -> Result<Inventory, ModuleError> {
    let output = query(ask, &["dpkg-query", "--showformat", dpkg::FORMAT, "-W"])?;
    let architecture = architecture(ask);
    Ok(dpkg::inventory(&output.stdout_text(), architecture.as_deref()))
}

/// The machine's architecture where another one can run beside it.
fn architecture(ask: &Ask<'_>) -> Option<String> {
    let grains = ask.facts.grains();
    let grain = |name: &str| grains.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (grain("cpuarch") == "x86_64").then(|| grain("osarch")).filter(|arch| arch == "amd64")
}

/// The version of each package that would be installed.
pub(super) fn candidates(
    ask: &Ask<'_>,
    names: &[String],
    fromrepo: Option<&str>,
) -> Result<BTreeMap<String, String>, ModuleError> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let release = fromrepo.map(|repo| format!("APT::Default-Release={repo}"));
    let mut words = vec!["apt-cache", "-q", "policy"];
    words.extend(names.iter().map(String::as_str));
    if let Some(release) = &release {
        words.extend(["-o", release]);
    }
    Ok(lists::candidates(&query(ask, &words)?.stdout_text()))
}

/// Every version of each package in the repositories.
pub(super) fn offered(ask: &Ask<'_>, names: &[String]) -> Result<Versions, ModuleError> {
    let mut words = vec!["apt-cache", if names.is_empty() { "dump" } else { "show" }];
    words.extend(names.iter().map(String::as_str));
    Ok(lists::offered(&query(ask, &words)?.stdout_text()))
}

/// All that the repositories know of these packages.
pub(super) fn shown(ask: &Ask<'_>, names: &[String]) -> Result<Dict, ModuleError> {
    let words: Vec<&str> =
        ["apt-cache", "show"].into_iter().chain(names.iter().map(String::as_str)).collect();
    Ok(lists::shown(&query(ask, &words)?.stdout_text()))
}

/// Packages with a newer version, and that version.
pub(super) fn upgradable(
    ask: &Ask<'_>,
    dist_upgrade: bool,
    fromrepo: Option<&str>,
) -> Result<BTreeMap<String, String>, ModuleError> {
    let release = fromrepo.map(|repo| format!("APT::Default-Release={repo}"));
    let mut words = vec!["apt-get", "--just-print", if dist_upgrade { "dist-upgrade" } else { "upgrade" }];
    if let Some(release) = &release {
        words.extend(["-o", release]);
    }
    let output = query(ask, &words)?;
    if output.success() {
        return Ok(lists::upgrades(&output.stdout_text()));
    }
    let told = [output.stderr_text(), output.stdout_text()];
    let told = told.iter().map(|text| text.trim()).find(|text| !text.is_empty());
    let told = told.map(|text| format!(": {text}")).unwrap_or_default();
    Err(ModuleError::Failed(format!("Failed to get upgrades{told}")))
}

/// The name without an architecture that goes without saying.
pub(super) fn normalize(ask: &Ask<'_>, name: &str) -> String {
    let grains = ask.facts.grains();
    let own = grains.get("osarch").and_then(Value::as_str).unwrap_or_default();
    match name.rsplit_once(':') {
        Some((bare, arch)) if arch == own || arch == "all" || arch == "any" => bare.to_owned(),
        _ => name.to_owned(),
    }
}

/// Name and version of the package in a file.
pub(super) fn in_file(ask: &Ask<'_>, path: &str) -> Result<(String, String), ModuleError> {
    if !ask.probe.exists(Path::new(path)) {
        return Err(ModuleError::Failed(format!("{path} does not exist on minion")));
    }
    let output = query(ask, &["dpkg", "-I", path])?;
    if !output.success() {
        let told = output.stderr_text();
        return Err(ModuleError::Failed(format!("Unable to get info for {path}: {}", told.trim())));
    }
    let text = output.stdout_text();
    let (Some(name), Some(version), Some(arch)) = dpkg::in_file(&text) else {
        return Err(ModuleError::Failed(format!("Unable to get name, version, arch for {path}")));
    };
    let foreign = architecture(ask).is_some_and(|own| arch != "all" && arch != own);
    let name = if foreign { format!("{name}:{arch}") } else { name.to_owned() };
    Ok((name, version.to_owned()))
}

/// What each package is marked for.
pub(super) fn marks(ask: &Ask<'_>, pattern: Option<&str>) -> Result<Versions, ModuleError> {
    let output = query(ask, &["dpkg", "--get-selections", pattern.unwrap_or("*")])?;
    Ok(dpkg::marks(&output.stdout_text()))
}

/// The package that a file belongs to.
pub(super) fn owner(ask: &Ask<'_>, path: &str) -> Result<String, ModuleError> {
    let output = query(ask, &["dpkg", "-S", path])?;
    let text = output.stdout_text();
    let owner = text.split(':').next().unwrap_or_default();
    Ok(if owner.to_lowercase().contains("no path found") { String::new() } else { owner.to_owned() })
}

/// The files of each package.
pub(super) fn files(ask: &Ask<'_>, names: &[String]) -> Result<Result<Versions, String>, ModuleError> {
    let mut words = vec!["dpkg-query", "-f=${db:Status-Status}\\t${binary:Package}\\n", "-W"];
    words.extend(names.iter().map(String::as_str));
    let output = query(ask, &words)?;
    if !output.success() {
        return Ok(Err(format!("Error:  {}", output.stderr_text().trim())));
    }
    let mut found = Versions::new();
    for name in output.stdout_text().lines().filter_map(|line| line.strip_prefix("installed\t")) {
        let listed = query(ask, &["dpkg", "-L", name])?.stdout_text();
        found.insert(name.to_owned(), listed.lines().map(str::to_owned).collect());
    }
    Ok(Ok(found))
}

/// What would be removed because nothing needs it any more.
pub(super) fn orphans(ask: &Ask<'_>, purge: bool) -> Result<Vec<String>, ModuleError> {
    let mut words = vec!["apt-get", "--assume-no"];
    if purge {
        words.push("--purge");
    }
    words.push("autoremove");
    Ok(lists::orphans(&query(ask, &words)?.stdout_text()))
}
