//! States that an operator has switched off, kept in the grain `state_runs_disabled`.

use halite_common::value::{Dict, Value};

/// The grain.
pub(super) const GRAIN: &str = "state_runs_disabled";

/// The names that are switched off.
pub(super) fn list(grains: &Dict) -> Vec<String> {
    let found = grains.get(GRAIN).and_then(Value::as_list).unwrap_or_default();
    found.iter().map(ToString::to_string).collect()
}

/// Says for each SLS name that is switched off how to switch it on.
pub(super) fn complaints(grains: &Dict, sls: &[String]) -> Vec<String> {
    let disabled = list(grains);
    let pairs = sls.iter().flat_map(|sls| disabled.iter().map(move |off| (sls, off)));
    pairs
        .filter_map(|(sls, off)| match off.split_once(".*").map(|_| off.split('.').next().unwrap_or(off)) {
            Some(subject) if sls.starts_with(&format!("{subject}.")) => Some(format!(
                "The state file \"{sls}\" is currently disabled by \"{off}\", to re-enable, run state.enable {off}."
            )),
            None if sls == off => Some(format!(
                "The state file \"{off}\" is currently disabled, to re-enable, run state.enable {off}."
            )),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Dict;

    #[test]
    fn names_and_groups_can_be_off() {
        let check = |off: &str, sls: &str, expected: bool| {
            let grains = Dict::from([(super::GRAIN, vec![off])]);
            assert_eq!(!super::complaints(&grains, &[sls.into()]).is_empty(), expected, "{off} {sls}");
        };
        check("nginx", "nginx", true);
        check("nginx", "nginx.conf", false);
        check("nginx.*", "nginx.conf", true);
        check("nginx.*", "nginxy.conf", false);
    }
}
