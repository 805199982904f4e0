//! Minions that an operator has put out of service.

use halite_common::value::{Dict, Value};
use halite_states::declare::ModuleError;

/// The one function that always goes: it may end the blackout.
const ALWAYS: &str = "saltutil.refresh_pillar";

/// Refuses a function while `minion_blackout` is set in pillar or grains, unless the whitelist beside it has it.
pub(super) fn check(function: &str, pillar: &Dict, grains: &Dict) -> Result<(), ModuleError> {
    for (place, data) in [("pillar", pillar), ("grains", grains)] {
        if !data.get("minion_blackout").is_some_and(Value::is_truthy) {
            continue;
        }
        let listed = data.get("minion_blackout_whitelist").and_then(Value::as_list).unwrap_or_default();
        if function != ALWAYS && !listed.iter().any(|name| name.as_str() == Some(function)) {
            return Err(ModuleError::Usage(format!(
                "Minion in blackout mode. Set 'minion_blackout' to False in {place} or grains to resume operations. \
                 Only {ALWAYS} allowed in blackout mode."
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    #[test]
    fn only_what_is_listed_goes_through() {
        let mut pillar = Dict::from([("minion_blackout", Value::from(true))]);
        pillar.insert("minion_blackout_whitelist", vec!["test.ping"]);
        let check = |function, pillar: &Dict, expected| {
            assert_eq!(super::check(function, pillar, &Dict::new()).is_ok(), expected, "{function}");
        };
        check("test.ping", &pillar, true);
        check("saltutil.refresh_pillar", &pillar, true);
        check("cmd.run", &pillar, false);
        check("cmd.run", &Dict::from([("minion_blackout", false)]), true);
    }
}
