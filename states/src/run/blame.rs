//! Where in the user's files a state is written that failed, or that there is a warning about.

use halite_common::{
    failure::{Failure, Kind},
    value::{Key, Value},
};

use super::{arguments, record::Record};
use crate::{
    declare::{Act, ModuleError},
    low::{Low, Plan},
    source::Spot,
};

impl Plan {
    /// What is to be told of a state beside its record: places and hints, under its tag.
    pub(super) fn blame(&self, tag: &str, record: &Record, act: &Act<'_>) -> Vec<Failure> {
        let told = record.ran && (record.failed() || !record.outcome.warnings.is_empty());
        let Some(low) = self.chunks.iter().find(|low| told && low.tag() == tag && !low.flag("no_log")) else {
            return Vec::new();
        };
        let mut failures = self.unknown_arguments(low, act);
        if record.failed() && failures.is_empty() {
            failures.extend(self.failed(low, record, act));
        }
        failures.iter_mut().for_each(|failure| failure.about = Some(tag.to_owned()));
        failures
    }

    fn unknown_arguments(&self, low: &Low, act: &Act<'_>) -> Vec<Failure> {
        let Some(entry) = act.minion.registry().state(&low.full()) else { return Vec::new() };
        let unknown = arguments::sort(low, entry).unknown.into_iter();
        let told = unknown
            .map(|name| self.at(low, Some(&name), None, arguments::unknown(&name, &low.full(), entry)));
        told.filter(|failure| failure.place.is_some()).collect()
    }

    fn failed(&self, low: &Low, record: &Record, act: &Act<'_>) -> Option<Failure> {
        let comment = &record.outcome.comment;
        let message = comment.lines().next().unwrap_or_default();
        let url = source(low, comment);
        let argument = record.culprit.as_deref().or(url.as_ref().map(|(argument, _)| argument.as_str()));
        let item = url.as_ref().map(|(_, url)| url.as_str()).filter(|_| record.culprit.is_none());
        let mut failure = self.at(low, argument, item, message);
        failure.hint.clone_from(&record.hint);
        if let (None, Some((_, url))) = (&failure.hint, &url) {
            failure =
                near_file(failure, url, low, act).unwrap_or_else(|_| self.at(low, argument, item, message));
        }
        (failure.place.is_some() || failure.hint.is_some()).then_some(failure)
    }

    fn at(
        &self,
        low: &Low,
        argument: Option<&str>,
        item: Option<&str>,
        message: impl Into<String>,
    ) -> Failure {
        let id = Key::from(low.id());
        let spot = Spot {
            saltenv: low.text("__env__"),
            sls: low.sls(),
            id: Some(&id),
            state: Some(low.state()),
            argument,
            item,
        };
        Failure { kind: Kind::State, ..self.sources.failure(message, &spot) }
    }
}

/// The argument that names a file of the master which the comment is about.
fn source(low: &Low, comment: &str) -> Option<(String, String)> {
    let is_told = |url: &str| url.starts_with("salt://") && comment.contains(url);
    low.data().iter().find_map(|(key, value)| {
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        let url = items.iter().filter_map(Value::as_str).find(|url| is_told(url))?;
        Some((key.to_string(), url.to_owned()))
    })
}

/// Suggests the file with the nearest path, where there is none of that path.
fn near_file(failure: Failure, url: &str, low: &Low, act: &Act<'_>) -> Result<Failure, ModuleError> {
    let saltenv = arguments::chunk(low).saltenv;
    let (path, query) = url.trim_start_matches("salt://").split_once('?').unwrap_or((&url[7..], ""));
    let saltenv = query.strip_prefix("saltenv=").unwrap_or(&saltenv);
    let files = act.minion.list_files(saltenv)?;
    if files.iter().any(|file| file == path) {
        return Ok(failure);
    }
    Ok(failure.meant(path, files.iter().map(String::as_str)))
}
