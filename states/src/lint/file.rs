//! Sources of the file server that are not in the tree.

use halite_common::value::Value;

use super::{Finding, Rule, chunk::Checks};
use crate::{low::Low, run::arguments};

const SCHEME: &str = "salt://";

/// The sources of a state that are not there. Of a list, the first that exists is taken: one is enough.
pub(super) fn missing(checks: &Checks<'_>, low: &Low) -> Vec<Finding> {
    let saltenv = arguments::chunk(low).saltenv;
    let mut findings = Vec::new();
    for name in ["name", "source", "sources"] {
        match low.get(name) {
            Some(Value::Str(url)) => findings.extend(check(checks, low, name, url, &saltenv)),
            Some(Value::List(items)) => findings.extend(of_list(checks, low, name, items, &saltenv)),
            _ => {}
        }
    }
    findings
}

fn of_list(checks: &Checks<'_>, low: &Low, name: &str, items: &[Value], saltenv: &str) -> Vec<Finding> {
    // `sources` of `pkg.installed` are all wanted, each behind the name of a package.
    if name == "sources" {
        let urls = items.iter().filter_map(|item| item.as_dict()?.values().next()?.as_str());
        return urls.filter_map(|url| check(checks, low, name, url, saltenv)).collect();
    }
    let mut findings = Vec::new();
    for item in items {
        let url = match item {
            Value::Str(url) => Some(url.as_str()),
            Value::Dict(one) => one.at(0).and_then(|(key, _)| key.as_str()),
            _ => None,
        };
        let Some(finding) = url.and_then(|url| check(checks, low, name, url, saltenv)) else {
            return Vec::new();
        };
        findings.push(finding);
    }
    findings.truncate(1);
    findings
}

fn check(checks: &Checks<'_>, low: &Low, name: &str, url: &str, saltenv: &str) -> Option<Finding> {
    let rest = url.strip_prefix(SCHEME)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    // `|` begins a path that is taken as it stands.
    let path = path.trim_start_matches('|').trim_matches('/');
    let saltenv = query.strip_prefix("saltenv=").unwrap_or(saltenv);
    let environment = checks.tree.environment(saltenv).ok()?;
    let folder = format!("{path}/");
    if path.is_empty()
        || environment.has_file(path)
        || environment.paths().any(|file| file.starts_with(&folder))
    {
        return None;
    }
    let message = format!("there is no `{SCHEME}{path}` in environment `{saltenv}`");
    let failure = checks.at(low, Some(name), Some(url), message);
    Some(Finding::new(Rule::MissingFile, failure.meant(path, environment.paths())))
}
