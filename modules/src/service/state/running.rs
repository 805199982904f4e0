//! `service.running`.

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

/// Keeps a service running.
///
/// With `watch`, a change of what is watched restarts it, or reloads it if `reload` is set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::service) struct Running {
    /// Name of the unit, with or without `.service`.
    name: Text,
    /// Whether it starts at boot; left alone if not given.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    enable: Option<Value>,
    /// Not used: other init systems find a process by it.
    #[serde(default, rename = "sig")]
    _sig: Option<Text>,
    /// Seconds to wait after starting, before looking whether it runs.
    #[serde(default)]
    init_delay: Option<f64>,
    /// Does not wait for it to come up.
    #[serde(default)]
    no_block: Option<bool>,
    /// Unmasks it first.
    #[serde(default)]
    unmask: bool,
    /// Removes a mask that lasts until the next boot first.
    #[serde(default)]
    unmask_runtime: bool,
    /// Reloads instead of restarting when a watched state changed.
    #[serde(default)]
    reload: bool,
    /// With `reload`: restarts what cannot be reloaded.
    #[serde(default)]
    force: bool,
    /// Taken for Salt's sake: systemd's restart is a full one.
    #[serde(default, rename = "full_restart")]
    _full_restart: bool,
    /// Refused: the option is called `enable`.
    #[serde(default)]
    enabled: Option<Value>,
}

/// What was found.
pub(in crate::service) struct Plan {
    active: bool,
    enabled: bool,
    masked: bool,
}

impl State for Running {
    const NAME: &'static str = "service.running";
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
        let masked = self.unmask && provider.masked(ask, &self.name, self.unmask_runtime, None)?;
        let as_wanted = wanted(self.enable.as_ref()).is_none_or(|on| on == enabled);
        if active && as_wanted && !masked {
            return Ok(Verdict::in_place(self.already(&self.unmask_comment(false))));
        }
        Ok(Verdict::Change(Plan { active, enabled, masked }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let toggled = wanted(self.enable.as_ref()).filter(|on| *on != plan.enabled);
        let unmask = self.unmask_comment_in_test(plan.masked);
        Outcome::in_place(match (plan.active, toggled) {
            (true, Some(on)) => announced(&self.name, on),
            (true, None) => self.already(&unmask),
            (false, _) => lines([&format!("Service {} is set to start", self.name), &unmask]),
        })
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let provider = provider::of(&act.ask())?;
        if plan.masked {
            provider.set_masked(act, &self.name, false, self.unmask_runtime, None)?;
        }
        let unmask = self.unmask_comment(plan.masked);
        if !plan.active {
            return self.start(act, provider, &plan, &unmask);
        }
        let outcome = Outcome::in_place(self.already(&unmask));
        match wanted(self.enable.as_ref()).filter(|on| *on != plan.enabled) {
            Some(on) => toggle(act, provider, &self.name, on, Fares::AsWanted, outcome),
            None => Ok(outcome),
        }
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        self.on_watch().carry_out(act)
    }

    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        self.on_watch().describe(ask)
    }
}

impl Running {
    fn manner(&self) -> Manner {
        Manner { no_block: self.no_block, unmask: self.unmask, unmask_runtime: self.unmask_runtime }
    }

    fn on_watch(&self) -> Watched<'_> {
        Watched {
            name: &self.name,
            dead: false,
            reload: self.reload,
            force: self.force,
            init_delay: self.init_delay,
            manner: self.manner(),
        }
    }

    fn missing(&self, ask: &Ask<'_>) -> Verdict<Plan> {
        if !ask.facts.test() {
            return Verdict::failed(not_available(&self.name));
        }
        let comment = format!(
            "Service {} not present; if created in this state run, it would have been started",
            self.name
        );
        Verdict::InPlace(Outcome { result: None, ..Outcome::in_place(comment) })
    }

    fn already(&self, unmask: &str) -> String {
        lines([&format!("The service {} is already running", self.name), unmask])
    }

    fn unmask_comment(&self, was_masked: bool) -> String {
        let action = if self.unmask_runtime { "runtime unmasked" } else { "unmasked" };
        match (self.unmask, was_masked) {
            (false, _) => String::new(),
            (true, true) => format!("Service {} was {action}", self.name),
            (true, false) => format!("Service {} was already {action}", self.name),
        }
    }

    fn unmask_comment_in_test(&self, masked: bool) -> String {
        let comment = self.unmask_comment(masked);
        if masked { comment.replacen(" was ", " would be ", 1) } else { comment }
    }

    fn start(
        &self,
        act: &Act<'_>,
        provider: &dyn Provider,
        plan: &Plan,
        unmask: &str,
    ) -> Result<Outcome, ModuleError> {
        let failed = Outcome::failed(format!("Service {} failed to start", self.name));
        match provider.turn(act, Turn::Start, &self.name, self.manner()) {
            Ok(true) => {}
            Ok(false) => return self.enable_too(act, provider, Fares::Dead, failed),
            Err(ModuleError::Failed(told)) => return Ok(Outcome::failed(told)),
            Err(other) => return Err(other),
        }
        pause(act, self.init_delay);
        let active = provider.unit(&act.ask(), &self.name)?.active;
        let changed = active || provider.enabled(&act.ask(), &self.name, None)? != plan.enabled;
        let changes = if changed { Dict::from([(&*self.name, active)]) } else { Dict::new() };
        let outcome =
            if active { Outcome::in_place(format!("Started service {}", self.name)) } else { failed };
        let outcome = Outcome { changes, ..outcome };
        let mut outcome = self.enable_too(act, provider, Fares::after(active), outcome)?;
        if let Some(delay) = self.init_delay.filter(|delay| *delay != 0.0) {
            outcome.comment.push_str(&format!("\nDelayed return for {delay} seconds"));
        }
        if self.unmask {
            outcome.comment = format!("{}\n{unmask}", outcome.comment);
        }
        Ok(outcome)
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

fn lines(parts: [&str; 2]) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}
