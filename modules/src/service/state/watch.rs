//! What happens when a watched state changed.

use std::time::Duration;

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Ask, ModuleError, Outcome};

use super::super::provider::{self, Manner, Turn};

/// What a service state says about being watched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched<'a> {
    /// The service.
    pub name: &'a str,
    /// It is to be dead, not running.
    pub dead: bool,
    /// Reload instead of restart.
    pub reload: bool,
    /// Restart what cannot be reloaded.
    pub force: bool,
    /// Seconds to wait afterwards.
    pub init_delay: Option<f64>,
    /// How it is done.
    pub manner: Manner,
}

/// What is to be done, with its verb.
enum Task {
    Nothing,
    Make(Turn, &'static str, &'static str),
}

impl Watched<'_> {
    fn task(&self, ask: &Ask<'_>) -> Result<Task, ModuleError> {
        let active = provider::of(ask)?.unit(ask, self.name)?.active;
        Ok(match (self.dead, active) {
            (true, false) => Task::Nothing,
            (true, true) => Task::Make(Turn::Stop, "stop", "stopped"),
            (false, false) => Task::Make(Turn::Start, "start", "started"),
            (false, true) if self.reload && self.force => {
                Task::Make(Turn::ForceReload, "forcefully reload", "forcefully reloaded")
            }
            (false, true) if self.reload => Task::Make(Turn::Reload, "reload", "reloaded"),
            (false, true) => Task::Make(Turn::Restart, "restart", "restarted"),
        })
    }

    /// What test mode says.
    pub(super) fn describe(&self, ask: &Ask<'_>) -> Outcome {
        match self.task(ask) {
            Ok(Task::Nothing) => Outcome::in_place("Service is already stopped"),
            Ok(Task::Make(.., participle)) => Outcome::in_place(format!("Service is set to be {participle}")),
            Err(error) => Outcome::failed(error.into_failure().message),
        }
    }

    /// Restarts, reloads, starts or stops.
    pub(super) fn carry_out(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        let Task::Make(turn, verb, participle) = self.task(&act.ask())? else {
            return Ok(Outcome::in_place("Service is already stopped"));
        };
        let provider = provider::of(&act.ask())?;
        if turn == Turn::Start {
            // Clears what is left of a service that failed half-way.
            provider.turn(act, Turn::Stop, self.name, Manner::default())?;
        }
        let done = match provider.turn(act, turn, self.name, self.manner) {
            Ok(done) => done,
            Err(ModuleError::Failed(told)) => return Ok(Outcome::failed(told)),
            Err(other) => return Err(other),
        };
        pause(act, self.init_delay);
        let comment =
            if done { format!("Service {participle}") } else { format!("Failed to {verb} the service") };
        let changes = Dict::from([(self.name, Value::Bool(done))]);
        Ok(Outcome { result: Some(done), ..Outcome::changed(changes, comment) })
    }
}

/// Waits for a service to settle.
pub(super) fn pause(act: &Act<'_>, seconds: Option<f64>) {
    if let Some(delay) = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).filter(|d| !d.is_zero()) {
        act.host.sleep(delay);
    }
}
