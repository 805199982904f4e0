//! `apt-get update`.

use std::{collections::BTreeMap, path::Path, time::Duration};

use halite_common::value::Value;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{CommandError, Output},
};

use super::{
    call::{plain, with_env},
    lists,
};

const LISTS: &str = "/var/lib/apt/lists";

/// Tells whether the lists were fetched less than these seconds ago.
pub(super) fn fresh(ask: &Ask<'_>, seconds: f64) -> bool {
    let Ok(stat) = ask.probe.stat(Path::new(LISTS)) else { return false };
    // A clock that was set back makes the lists look as if they were of the future: fresh.
    ask.probe.now().duration_since(stat.modified).map_or(true, |age| age.as_secs_f64() < seconds)
}

/// Fetches the lists of packages.
pub(super) fn refresh(act: &Act<'_>) -> Result<BTreeMap<String, Option<bool>>, ModuleError> {
    let output = match hurried(act)? {
        Some(output) => output,
        None => {
            // apt can hang on a half-fetched list; without it, it fetches anew.
            plain(act, &words("clean"))?;
            plain(act, &words("update"))?
        }
    };
    if !output.success() {
        return Err(ModuleError::Failed(output.stderr_text().trim_end().to_owned()));
    }
    Ok(lists::refreshed(&output.stdout_text()))
}

/// The first try, which must not take long; `None` if it did.
fn hurried(act: &Act<'_>) -> Result<Option<Output>, ModuleError> {
    let limit =
        act.minion.options().get("aptpkg_refresh_db_timeout").and_then(Value::as_float).unwrap_or(30.0);
    let mut command = with_env(words("update"), &[]);
    command.timeout = Duration::try_from_secs_f64(limit).ok().filter(|limit| !limit.is_zero());
    match act.host.run(&command) {
        Ok(output) if output.stderr_text().contains("Could not get lock") => {
            plain(act, &words("update")).map(Some)
        }
        Ok(output) => Ok(Some(output)),
        Err(CommandError::TimedOut { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn words(verb: &str) -> Vec<String> {
    ["apt-get", "-q", verb].map(str::to_owned).into()
}
