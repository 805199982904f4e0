//! One report of what was found for all hosts: each finding once.

use std::{collections::HashSet, path::PathBuf};

use halite_common::failure::{Failure, Place};
use halite_states::lint::{Finding, Include, Severity};
use indexmap::IndexMap;

use super::{
    host::{Host, Key, Seen},
    judge,
};

/// What was found in a tree.
#[derive(Clone, Debug, Default)]
pub struct LintReport {
    /// Everything that was found, by file and line.
    pub findings: Vec<LintFinding>,
    /// How many SLS files were looked at.
    pub sls: usize,
    /// The hosts that it was looked at for.
    pub hosts: Vec<String>,
}

/// One thing that was found.
#[derive(Clone, Debug)]
pub struct LintFinding {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's name.
    pub rule: &'static str,
    /// What it is, with place and hint.
    pub failure: Failure,
    /// The file on this machine, where it is one of the tree's.
    pub path: Option<PathBuf>,
    /// The hosts that it was found for.
    pub hosts: Vec<String>,
}

/// Joins what was seen.
pub(super) fn of(hosts: &[Host], seen: &[Seen]) -> LintReport {
    let included = judge::included(seen);
    let mut found: IndexMap<Identity, LintFinding> = IndexMap::new();
    for (host, seen) in hosts.iter().zip(seen) {
        for finding in judge::counted(seen, &included) {
            add(&mut found, host, finding);
        }
    }
    for include in empty(seen) {
        let is_template = hosts.first().is_some_and(|host| is_template(&host.text(&include.of)));
        let finding = include.unused();
        // A template may declare something for hosts that are not described.
        let severity = if is_template { Severity::Note } else { finding.severity };
        for host in hosts {
            add(&mut found, host, Finding { severity, ..finding.clone() });
        }
    }
    let mut findings: Vec<LintFinding> = found.into_values().collect();
    let order = |finding: &LintFinding| {
        let place = finding.failure.place.as_deref().cloned().unwrap_or_default();
        (place.file, place.line, place.column, finding.rule, finding.failure.message.clone())
    };
    findings.sort_by_cached_key(order);
    let hosts = hosts.iter().map(|host| host.name.clone()).collect();
    LintReport { findings, sls: count(seen), hosts }
}

/// What makes two findings one: rule, sentence and place.
type Identity = (&'static str, String, Option<(String, u32, u32)>);

fn add(found: &mut IndexMap<Identity, LintFinding>, host: &Host, finding: Finding) {
    let Finding { severity, rule, failure } = finding;
    let at = |place: &Place| (place.file.clone(), place.line, place.column);
    let identity = (rule.name(), failure.message.clone(), failure.place.as_deref().map(at));
    let known = found.entry(identity).or_insert_with(|| {
        let path = failure.place.as_deref().and_then(|place| path(host, &place.file));
        LintFinding { severity, rule: rule.name(), failure, path, hosts: Vec::new() }
    });
    known.severity = known.severity.max(severity);
    if !known.hosts.contains(&host.name) {
        known.hosts.push(host.name.clone());
    }
}

fn path(host: &Host, file: &str) -> Option<PathBuf> {
    match file.strip_prefix("salt://") {
        Some(path) => host.environments().iter().find_map(|saltenv| host.path(saltenv, path)),
        None => Some(PathBuf::from(file)).filter(|path| path.is_file()),
    }
}

/// The includes of an SLS that declares nothing for any host.
fn empty(seen: &[Seen]) -> Vec<Include> {
    let includes = || seen.iter().flat_map(|host| &host.includes);
    let useful: HashSet<&Key> =
        includes().filter(|include| !include.is_empty).map(|include| &include.of).collect();
    let mut empty: Vec<Include> = Vec::new();
    for include in includes().filter(|include| !useful.contains(&include.of)) {
        if !empty.contains(include) {
            empty.push(include.clone());
        }
    }
    empty
}

fn is_template(text: &str) -> bool {
    text.contains("{%") || text.contains("{{")
}

fn count(seen: &[Seen]) -> usize {
    let all = seen.iter().flat_map(|host| host.given.iter().chain(host.alone.iter().map(|(key, _)| key)));
    all.collect::<HashSet<&Key>>().len()
}
