//! The functions that show what SLS files come to.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    session::{Answer, BadPillar, Scope, Session, answer},
    settings::{Settings, names},
};

/// Shows the high data of SLS files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowSls {
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Sets test mode, for templates that look at it.
    #[serde(default)]
    test: Value,
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowSls {
    const NAME: &'static str = "state.show_sls";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        show_sls(act, &self.mods, settings)
    }
}

fn show_sls(act: &Act<'_>, mods: &Value, settings: Settings) -> Answer {
    answer(
        Session::open(act, settings, Scope::Named, BadPillar::Raised)
            .and_then(|session| session.compile(|compiler| compiler.show_sls(&names(mods))).map(Value::Dict)),
    )
}

/// Shows the low chunks of SLS files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct ShowLowSls {
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Sets test mode, for templates that look at it.
    #[serde(default)]
    test: Value,
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for ShowLowSls {
    const NAME: &'static str = "state.show_low_sls";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        show_low_sls(act, &self.mods, settings)
    }
}

fn show_low_sls(act: &Act<'_>, mods: &Value, settings: Settings) -> Answer {
    answer(
        Session::open(act, settings, Scope::Named, BadPillar::Raised).and_then(|session| {
            session.compile(|compiler| compiler.show_low_sls(&names(mods))).map(Value::from)
        }),
    )
}

/// Tells whether SLS files are there and can be rendered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct SlsExists {
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Sets test mode, for templates that look at it.
    #[serde(default)]
    test: Value,
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for SlsExists {
    const NAME: &'static str = "state.sls_exists";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        Ok(show_sls(act, &self.mods, settings)?.as_dict().is_some())
    }
}

/// Tells whether all of some ids are in SLS files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct IdExists {
    /// Ids, as a list or with commas between.
    ids: Value,
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Sets test mode, for templates that look at it.
    #[serde(default)]
    test: Value,
    /// Waits while a state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for IdExists {
    const NAME: &'static str = "state.id_exists";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        let low = show_low_sls(act, &self.mods, settings)?;
        let known = |id: &String| {
            low.as_list()
                .unwrap_or_default()
                .iter()
                .any(|chunk| chunk.get("__id__").is_some_and(|known| known.to_string() == *id))
        };
        Ok(names(&self.ids).iter().all(known))
    }
}
