//! `service.dead`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::provider::{self, Manner, Provider, Turn, Unit},
    OFFLINE, enabled_given, not_available,
    toggle::{Fares, announced, toggle},
    wanted,
    watch::{Watched, pause},
};

/// Keeps a service from running.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Dead {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Whether it starts at boot; left alone if not given.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    enable: Option<Value>,
    /// Not used: other init systems find a process by it.
    #[serde(default, rename = "sig")]
    _sig: Option<Text>,
    /// Seconds to wait after stopping, before looking whether it still runs.
    #[serde(default)]
    init_delay: Option<f64>,
    /// Does not wait for it to end.
    #[serde(default)]
    no_block: Option<bool>,
    /// Refused: the option is called `enable`.
    #[serde(default)]
    enabled: Option<Value>,
}

/// What was found.
pub(in crate::service) struct Plan {
    active: bool,
    enabled: bool,
}

impl State for Dead {
    const NAME: &'static str = "service.dead";
    const WATCHES: bool = true;
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        if self.enabled.is_some() {
            return Ok(Verdict::failed(enabled_given(&self.name)));
        }
        if provider::offline(ask) {
            return Ok(Verdict::in_place(OFFLINE));
        }
        let provider = provider::of(ask)?;
        let Unit { available, active } = provider.unit(ask, &self.name)?;
        if !available {
            return Ok(self.missing(ask));
        }
        let enabled = provider.enabled(ask, &self.name, None)?;
        if !active && wanted(self.enable.as_ref()).is_none_or(|on| on == enabled) {
            return Ok(Verdict::in_place(self.already()));
        }
        Ok(Verdict::Change(Plan { active, enabled }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let comment = match wanted(self.enable.as_ref()) {
            Some(on) if !plan.active => announced(&self.name, on),
            _ => format!("Service {} is set to be killed", self.name),
        };
        Outcome::in_place(comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let provider = provider::of(&act.ask())?;
        if !plan.active {
            return self.enable_too(act, provider, Fares::AsWanted, Outcome::in_place(self.already()));
        }
        let failed = Outcome::failed(format!("Service {} failed to die", self.name));
        let manner = Manner { no_block: self.no_block, ..Manner::default() };
        if !provider.turn(act, Turn::Stop, &self.name, manner)? {
            return self.enable_too(act, provider, Fares::Running, failed);
        }
        pause(act, self.init_delay);
        let active = provider.unit(&act.ask(), &self.name)?.active;
        let changed = !active || provider.enabled(&act.ask(), &self.name, None)? != plan.enabled;
        let changes = if changed { Dict::from([(&*self.name, active)]) } else { Dict::new() };
        let outcome =
            if active { failed } else { Outcome::in_place(format!("Service {} was killed", self.name)) };
        self.enable_too(act, provider, Fares::after(active), Outcome { changes, ..outcome })
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        self.on_watch().carry_out(act)
    }

    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        self.on_watch().describe(ask)
    }
}

impl Dead {
    fn on_watch(&self) -> Watched<'_> {
        let manner = Manner { no_block: self.no_block, ..Manner::default() };
        let init_delay = self.init_delay;
        Watched { name: &self.name, dead: true, reload: false, force: false, init_delay, manner }
    }

    /// A service that does not exist does not run either.
    fn missing(&self, ask: &Ask<'_>) -> Verdict<Plan> {
        if !ask.facts.test() {
            return Verdict::in_place(not_available(&self.name));
        }
        let comment = format!(
            "Service {} not present; if created in this state run, it would have been stopped",
            self.name
        );
        Verdict::InPlace(Outcome { result: None, ..Outcome::in_place(comment) })
    }

    fn already(&self) -> String {
        format!("The service {} is already dead", self.name)
    }

    fn enable_too(
        &self,
        act: &Act<'_>,
        provider: &dyn Provider,
        fares: Fares,
        outcome: Outcome,
    ) -> Result<Outcome, ModuleError> {
        match wanted(self.enable.as_ref()) {
            Some(on) => toggle(act, provider, &self.name, on, fares, outcome),
            None => Ok(outcome),
        }
    }
}
