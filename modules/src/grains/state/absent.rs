//! `grains.absent`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, Changes, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::normal;
use crate::grains::{
    exec::{read::colon, write},
    set::Leave,
};

/// Sets a grain to null, or removes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Absent {
    /// Name of the grain; `a:b` leads into nested data.
    name: Text,
    /// Removes the grain instead of setting it to null.
    #[serde(default)]
    destructive: bool,
    /// What separates the steps of the name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Takes lists and dictionaries too.
    #[serde(default)]
    force: bool,
}

impl Absent {
    fn changes(&self, name: &str) -> Changes {
        if self.destructive {
            Dict::from([("deleted", name)])
        } else {
            Dict::from([("grain", Value::from(name)), ("value", Value::Null)])
        }
    }
}

impl State for Absent {
    const NAME: &'static str = "grains.absent";
    type Plan = String;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<String>, ModuleError> {
        let name = normal(&self.name, &self.delimiter);
        Ok(match ask.facts.grains().traverse(&name, ":") {
            None => Verdict::in_place(format!("Grain {name} does not exist")),
            Some(Value::Null) if !self.destructive => Verdict::in_place("Grain is already set"),
            Some(_) => Verdict::Change(name),
        })
    }

    fn describe(&self, _: &Ask<'_>, name: &String) -> Outcome {
        let comment = if self.destructive {
            format!("Grain {name} is set to be deleted")
        } else {
            format!("Value for grain {name} is set to be deleted (None)")
        };
        Outcome::changed(self.changes(name), comment)
    }

    fn apply(&self, act: &Act<'_>, name: String) -> Result<Outcome, ModuleError> {
        let leave = Leave { force: self.force, destructive: self.destructive };
        let done = write::set(act, &name, &Value::Null, leave, ":")?;
        if !done.result {
            return Ok(Outcome::failed(done.comment));
        }
        let comment = if self.destructive {
            format!("Grain {name} was deleted")
        } else {
            format!("Value for grain {name} was set to None")
        };
        Ok(Outcome::changed(self.changes(&name), comment))
    }
}
