//! `grains.list_absent`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::exec::{read::colon, write};

/// Makes sure that a grain that is a list has some values not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct ListAbsent {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// The value, or a list of them.
    value: OneOrMany<Value>,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

/// What goes; `(value, whether the list has it)`.
pub(in crate::grains) struct Plan {
    name: String,
    values: Vec<(Value, bool)>,
}

impl Plan {
    fn outcome(&self, what: impl Fn(&Value) -> String) -> Outcome {
        let comment = |(value, there): &(Value, bool)| {
            if *there { what(value) } else { format!("Value {value} is absent from grain {}", self.name) }
        };
        let comments: Vec<String> = self.values.iter().map(comment).collect();
        let deleted: Vec<Value> =
            self.values.iter().filter(|(_, there)| *there).map(|(value, _)| value.clone()).collect();
        let changes = if deleted.is_empty() { Dict::new() } else { Dict::from([("deleted", deleted)]) };
        Outcome::changed(changes, comments.join("\n"))
    }
}

impl State for ListAbsent {
    const NAME: &'static str = "grains.list_absent";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = normal(&self.name, &self.delimiter);
        let items = match ask.facts.grains().traverse(&name, ":") {
            Some(Value::List(items)) if !items.is_empty() => items.clone(),
            Some(other) if other.is_truthy() => {
                return Ok(Verdict::failed(format!("Grain {name} is not a valid list")));
            }
            _ => return Ok(Verdict::in_place(format!("Grain {name} does not exist"))),
        };
        let values = self.value.0.iter().map(|value| (value.clone(), items.contains(value))).collect();
        let plan = Plan { name, values };
        Ok(if plan.values.iter().any(|(_, there)| *there) {
            Verdict::Change(plan)
        } else {
            Verdict::InPlace(plan.outcome(|_| String::new()))
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        plan.outcome(|value| format!("Value {value} in grain {} is set to be deleted", plan.name))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        for (value, _) in plan.values.iter().filter(|(_, there)| *there) {
            write::remove(act, &plan.name, value, ":")?;
        }
        Ok(plan.outcome(|value| format!("Value {value} was deleted from grain {}", plan.name)))
    }
}
