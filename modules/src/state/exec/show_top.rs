//! The functions that show what the top file comes to.

use halite_common::value::{Dict, Value};
use halite_states::{
    compile::Compiler,
    declare::{Act, Function},
    top::Matches,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    session::{Answer, BadPillar, Scope, Session, answer},
    settings::Settings,
};

type Compiled<T> = Result<T, Vec<halite_common::failure::Failure>>;

/// Opens a session, compiles and returns.
fn show(
    act: &Act<'_>,
    queue: Value,
    kwargs: &Dict,
    compile: impl FnOnce(&Compiler<'_>) -> Compiled<Value>,
) -> Answer {
    let settings = Settings { queue, ..Settings::of(kwargs)? };
    answer(
        Session::open(act, settings, Scope::Top, BadPillar::Raised)
            .and_then(|session| session.compile(compile)),
    )
}

/// Shows the high data of what the top file names for this minion.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowHighstate {
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowHighstate {
    const NAME: &'static str = "state.show_highstate";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        show(act, self.queue, &self.kwargs, |compiler| compiler.show_highstate().map(Value::Dict))
    }
}

/// Shows the low chunks of what the top file names for this minion, in their order.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowLowstate {
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowLowstate {
    const NAME: &'static str = "state.show_lowstate";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        show(act, self.queue, &self.kwargs, |compiler| compiler.show_lowstate().map(Value::from))
    }
}

/// Shows the SLS names that will be run, included ones too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowStates {
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowStates {
    const NAME: &'static str = "state.show_states";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        show(act, self.queue, &self.kwargs, |compiler| {
            let low = compiler.show_lowstate()?;
            let mut names: Vec<Value> = Vec::new();
            for name in low.into_iter().filter_map(|mut chunk| chunk.remove("__sls__")) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            Ok(names.into())
        })
    }
}

/// Shows the SLS names that the top file names for this minion, by environment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowTop {
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowTop {
    const NAME: &'static str = "state.show_top";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        show(act, self.queue, &self.kwargs, |compiler| Ok(Value::Dict(compiler.top()?.into_iter().collect())))
    }
}

/// Shows which SLS names of each environment the top file uses for this minion, and which not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowStateUsage {
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowStateUsage {
    const NAME: &'static str = "state.show_state_usage";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        show(act, self.queue, &self.kwargs, |compiler| {
            Ok(usage(&compiler.available()?, &compiler.top()?).into())
        })
    }
}

fn usage(available: &Matches, used: &Matches) -> Dict {
    let of_environment = |(saltenv, names): (&String, &Vec<String>)| {
        let matched = used.get(saltenv).map(Vec::as_slice).unwrap_or_default();
        let (used, unused): (Vec<String>, Vec<String>) =
            names.iter().cloned().partition(|name| matched.contains(name));
        let counts = [
            ("count_all", Value::from(names.len())),
            ("count_used", used.len().into()),
            ("count_unused", unused.len().into()),
        ];
        let mut usage = Dict::from([("used", used), ("unused", unused)]);
        usage.extend(counts);
        (saltenv.clone(), usage)
    };
    available.iter().map(of_environment).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;
    use halite_states::top::Matches;

    #[test]
    fn names_are_used_or_not() {
        let matches = |names: &[&str]| {
            Matches::from_iter([("base".to_owned(), names.iter().map(|n| (*n).to_owned()).collect())])
        };
        let shown = Value::Dict(super::usage(&matches(&["a", "b", "c"]), &matches(&["b"]))).repr();
        let expected = "{'base': {'used': ['b'], 'unused': ['a', 'c'], 'count_all': 3, 'count_used': 1, 'count_unused': 2}}";
        assert_eq!(shown, expected);
    }
}
