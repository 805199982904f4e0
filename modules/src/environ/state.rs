//! `environ.setenv`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::exec::set_all;

/// Sets environment variables for the commands that run from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetEnv {
    /// The variable, if `value` is one.
    name: Text,
    /// The value, `False`, or a dictionary of variables and values.
    value: Value,
    /// Lets `False` remove a variable.
    #[serde(default)]
    false_unsets: bool,
    /// Removes all others.
    #[serde(default)]
    clear_all: bool,
    /// Tells the other processes of the minion; here is only one.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    update_minion: bool,
    /// Means something on Windows only.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    permanent: Value,
}

/// What would be set.
pub(crate) struct Plan {
    environ: Dict,
    changes: Dict,
}

impl State for SetEnv {
    const NAME: &'static str = "environ.setenv";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let environ = match &self.value {
            Value::Dict(environ) => environ.clone(),
            value @ (Value::Str(_) | Value::Bool(false)) => {
                Dict::from([(self.name.0.as_str(), value.clone())])
            }
            _ => return Ok(Verdict::failed("Environ value must be string, dict or False")),
        };
        let changes = self.changes(ask, &environ);
        if changes.is_empty() {
            return Ok(Verdict::in_place(match ask.facts.test() {
                true => "Environ values are already set with the correct values",
                false => "Environ values were already set with the correct values",
            }));
        }
        Ok(Verdict::Change(Plan { environ, changes }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::changed(plan.changes.clone(), "Environ values will be changed")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        Ok(match set_all(act, &plan.environ, self.false_unsets, self.clear_all) {
            Some(done) => Outcome::changed(done, "Environ values were set"),
            None => Outcome::failed("Failed to set environ variables"),
        })
    }
}

impl SetEnv {
    fn changes(&self, ask: &Ask<'_>, environ: &Dict) -> Dict {
        let gone = || if self.false_unsets { Value::Null } else { "".into() };
        let mut changes = Dict::new();
        if self.clear_all {
            let others = ask.probe.env_all().into_iter().filter(|(key, _)| !environ.contains(key));
            changes.extend(others.map(|(key, _)| (key, gone())));
        }
        for (key, value) in environ {
            let current = ask.probe.env(&key.to_string());
            let differs = match (value, &current) {
                (Value::Bool(false), None) => !self.false_unsets,
                (Value::Bool(false), Some(current)) => self.false_unsets || !current.is_empty(),
                (value, current) => value.as_str() != Some(current.as_deref().unwrap_or_default()),
            };
            if differs {
                let new = if *value == Value::Bool(false) { gone() } else { value.clone() };
                changes.insert(key.clone(), new);
            }
        }
        changes
    }
}
