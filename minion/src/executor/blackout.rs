//! Minions that an operator has put out of service.

use std::sync::Arc;

use halite_common::value::{Dict, Value};
use halite_states::declare::ModuleError;

use crate::context::Home;

/// The one function that always goes: it may end the blackout.
const ALWAYS: &str = "saltutil.refresh_pillar";

/// Refuses a function while `minion_blackout` is set in pillar or grains, unless the whitelist beside it has it.
///
/// The first job after a start or a refresh has the pillar compiled for this: a blackout counts from the beginning.
pub(super) fn check(function: &str, home: &Arc<Home>) -> Result<(), ModuleError> {
    if function == ALWAYS {
        return Ok(());
    }
    judge(function, "pillar", &home.pillar()).and_then(|()| judge(function, "grains", &home.grains()))
}

fn judge(function: &str, place: &str, data: &Dict) -> Result<(), ModuleError> {
    if !data.get("minion_blackout").is_some_and(Value::is_truthy) {
        return Ok(());
    }
    let listed = data.get("minion_blackout_whitelist").and_then(Value::as_list).unwrap_or_default();
    if listed.iter().any(|name| name.as_str() == Some(function)) {
        return Ok(());
    }
    let rule = format!(
        "its {place} has `minion_blackout`, and no `{function}` in `minion_blackout_whitelist` beside it"
    );
    tracing::warn!(function, "denied: {rule}");
    // Salt's words first.
    Err(ModuleError::Usage(format!(
        "Minion in blackout mode. Set 'minion_blackout' to False in pillar or grains to resume operations. \
         Only {ALWAYS} allowed in blackout mode. ({rule})"
    )))
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::judge;

    #[test]
    fn only_what_is_listed_goes_through_and_the_rule_is_named() {
        let mut pillar = Dict::from([("minion_blackout", Value::from(true))]);
        pillar.insert("minion_blackout_whitelist", vec!["test.ping"]);
        let check = |function, data: &Dict| judge(function, "pillar", data).err().map(|e| e.to_string());
        assert_eq!(check("test.ping", &pillar), None);
        assert_eq!(check("cmd.run", &Dict::from([("minion_blackout", false)])), None);
        assert_eq!(
            check("cmd.run", &pillar).as_deref(),
            Some(
                "Minion in blackout mode. Set 'minion_blackout' to False in pillar or grains to resume operations. \
                 Only saltutil.refresh_pillar allowed in blackout mode. \
                 (its pillar has `minion_blackout`, and no `cmd.run` in `minion_blackout_whitelist` beside it)"
            )
        );
    }
}
