//! `grains.append`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::exec::{read::colon, write};

/// Adds a value to a grain that is a list and must be there already.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Append {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// The value.
    value: Value,
    /// Makes a list of a grain that is none.
    #[serde(default)]
    convert: bool,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
}

/// Where the value goes.
pub(in crate::grains) struct Plan {
    name: String,
    /// The value to make a list of, if the grain is none.
    converted: Option<Value>,
}

impl State for Append {
    const NAME: &'static str = "grains.append";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = normal(&self.name, &self.delimiter);
        let converted = match ask.facts.grains().traverse(&name, ":") {
            None => return Ok(Verdict::failed(format!("Grain {name} does not exist"))),
            Some(Value::List(items)) if items.contains(&self.value) => {
                let comment = format!("Value {} is already in the list for grain {name}", self.value);
                return Ok(Verdict::in_place(comment));
            }
            Some(Value::List(_)) => None,
            Some(other) if self.convert => Some(other.clone()),
            Some(_) => return Ok(Verdict::failed(format!("Grain {name} is not a valid list"))),
        };
        Ok(Verdict::Change(Plan { name, converted }))
    }

    fn describe(&self, _: &Ask<'_>, Plan { name, converted }: &Plan) -> Outcome {
        let value = &self.value;
        let comment = if converted.is_some() {
            format!("Grain {name} is set to be converted to list and value {value} will be added")
        } else {
            format!("Value {value} in grain {name} is set to be added")
        };
        Outcome::changed(Dict::from([("added", value.clone())]), comment)
    }

    fn apply(&self, act: &Act<'_>, Plan { name, converted }: Plan) -> Result<Outcome, ModuleError> {
        match converted {
            None => write::append(act, &name, self.value.clone(), false, ":")?,
            Some(old) => {
                let mut items: Vec<Value> = Some(old).filter(|old| !old.is_null()).into_iter().collect();
                items.push(self.value.clone());
                write::setval(act, &name, Value::List(items), false)?.into()
            }
        };
        let comment = format!("Value {} was added to grain {name}", self.value);
        Ok(Outcome::changed(Dict::from([("added", self.value.clone())]), comment))
    }
}
