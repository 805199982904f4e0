//! `grains.list_present`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::exec::{read::colon, write};

/// Makes sure that a grain is a list with some values in it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct ListPresent {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// The value, or a list of them.
    value: Value,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

/// What the list lacks.
pub(in crate::grains) struct Plan {
    name: String,
    grain: Value,
    missing: Value,
    /// What the list has already, for the comment.
    left_out: Vec<Value>,
}

impl State for ListPresent {
    const NAME: &'static str = "grains.list_present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = normal(&self.name, &self.delimiter);
        let grain = ask.facts.grains().traverse(&name, ":").cloned().unwrap_or_else(|| "".into());
        let there = match &grain {
            Value::List(items) => items.as_slice(),
            other if other.is_truthy() => {
                return Ok(Verdict::failed(format!("Grain {name} is not a valid list")));
            }
            _ => &[],
        };
        let in_place =
            || Verdict::in_place(format!("Value {} is already in grain {name} (or pending)", self.value));
        let (missing, left_out) = match &self.value {
            Value::List(values) => {
                let (left_out, missing): (Vec<Value>, Vec<Value>) =
                    values.iter().cloned().partition(|value| there.contains(value));
                if missing.is_empty() {
                    return Ok(in_place());
                }
                (Value::List(missing), left_out)
            }
            one if there.contains(one) => return Ok(in_place()),
            one => (one.clone(), Vec::new()),
        };
        Ok(Verdict::Change(Plan { name, missing, left_out, grain }))
    }

    fn describe(&self, _: &Ask<'_>, Plan { name, grain, missing, .. }: &Plan) -> Outcome {
        let comment = if grain.is_truthy() {
            format!("Value {missing} is set to be appended to grain {name}")
        } else {
            format!("Grain {name} is set to be added")
        };
        Outcome::changed(Dict::from([("new", grain.clone())]), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let Plan { name, missing, left_out, .. } = plan;
        // A grain that is empty or null gives way to the list.
        let new = write::append(act, &name, missing.clone(), true, ":")?;
        let grains = act.minion.grains();
        let now = grains.traverse(&name, ":").and_then(Value::as_list).unwrap_or_default();
        let wanted = missing.as_list().unwrap_or(std::slice::from_ref(&missing));
        if !wanted.iter().all(|value| now.contains(value)) {
            return Ok(Outcome::failed(format!("Failed append value {missing} to grain {name}")));
        }
        let head = if left_out.is_empty() {
            String::new()
        } else {
            format!(
                "Removed value {} from update due to value found in \"{name}\" (or pending).\n",
                Value::List(left_out)
            )
        };
        Ok(Outcome::changed(
            Dict::from([("new", new)]),
            format!("{head}Append value {missing} to grain {name}"),
        ))
    }
}
