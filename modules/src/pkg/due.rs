//! When the lists of packages are fetched: once in a state run, when something is to be installed.

use std::collections::BTreeMap;

use halite_common::value::Value;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::WriteOptions,
};

use super::provider;

/// Where it is noted which run fetched the lists last.
const NOTE: &str = "pkg_refresh";

/// Whether a state has to fetch the lists first: as `refresh` says, else if this run has not done so yet.
pub(super) fn is_due(ask: &Ask<'_>, refresh: Option<&Value>) -> bool {
    match refresh.and_then(truth) {
        Some(said) => said,
        None => match ask.facts.jid() {
            Some(jid) => ask.probe.read(&ask.facts.cache_dir().join(NOTE)).ok() != Some(jid.into_bytes()),
            None => true,
        },
    }
}

/// What Salt takes for yes; `None` leaves it open.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Null => None,
        Value::Str(text) => Some(text.parse::<f64>().map_or(text.eq_ignore_ascii_case("true"), |n| n > 0.0)),
        other => Some(other.is_truthy()),
    }
}

/// Fetches the lists, unless they are younger than `cache_valid_time` seconds, and notes that this run did.
pub(crate) fn refresh(
    act: &Act<'_>,
    cache_valid_time: Option<f64>,
) -> Result<BTreeMap<String, Option<bool>>, ModuleError> {
    let provider = provider::of(&act.ask())?;
    note(act);
    if cache_valid_time.is_some_and(|seconds| seconds > 0.0 && provider.fresh(&act.ask(), seconds)) {
        return Ok(BTreeMap::new());
    }
    provider.refresh(act)
}

fn note(act: &Act<'_>) {
    let Some(jid) = act.minion.jid() else { return };
    let path = act.minion.cache_dir().join(NOTE);
    if let Err(error) = act.host.write(&path, jid.as_bytes(), &WriteOptions::default()) {
        tracing::warn!("could not write {}: {error}", path.display());
    }
}
