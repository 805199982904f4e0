//! The functions that run states which stand in no file.

use halite_common::{
    declare::Text,
    exit,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    session::{Answer, BadPillar, Scope, Session, answer},
    settings::Settings,
};

/// Runs one state.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Single {
    /// The state, such as `pkg.installed`.
    fun: Text,
    /// Its name.
    name: Text,
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// The state's own arguments, and `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Single {
    const NAME: &'static str = "state.single";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let Some((state, fun)) = self.fun.split_once('.') else {
            act.minion.set_retcode(i32::from(exit::GENERIC));
            return Ok("Invalid function passed".into());
        };
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        let mut chunk = self.kwargs;
        for own in ["pillar", "pillar_enc", "pillarenv", "concurrent"] {
            chunk.remove(own);
        }
        let fun = fun.split('.').next().unwrap_or(fun);
        for (key, value) in [("state", state), ("fun", fun), ("__id__", &*self.name), ("name", &*self.name)] {
            chunk.insert(key, value);
        }
        answer(Session::open(act, settings, Scope::Named, BadPillar::Returned).and_then(|session| {
            let plan = session.compile(|compiler| compiler.plan_low(vec![chunk]))?;
            Ok(session.run(&plan, |act, options| plan.run_single(act, options))?.into())
        }))
    }
}

/// Runs one low chunk, as `state.show_lowstate` shows them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Low {
    /// The chunk.
    data: Dict,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Low {
    const NAME: &'static str = "state.low";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let settings = Settings { queue: self.queue, ..Settings::of(&self.kwargs)? };
        answer(Session::open(act, settings, Scope::Named, BadPillar::Returned).and_then(|session| {
            let plan = session.compile(|compiler| compiler.plan_low(vec![self.data]))?;
            let results = session.run(&plan, |act, options| plan.run_single(act, options))?;
            Ok(results.into_iter().next().map(|(_, result)| result).unwrap_or_default())
        }))
    }
}

/// Runs high data, as `state.show_highstate` shows it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct High {
    /// The data.
    data: Dict,
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for High {
    const NAME: &'static str = "state.high";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        answer(Session::open(act, settings, Scope::Named, BadPillar::Returned).and_then(|session| {
            let plan = session.compile(|compiler| compiler.plan_high(self.data))?;
            Ok(session.run(&plan, |act, options| plan.run(act, options))?.into())
        }))
    }
}
