//! `sys.argspec` and `sys.state_argspec`.

use halite_common::{
    declare::{Documentation, EXTRA, REST, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::pick::picks;

/// Returns the arguments of functions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Argspec {
    /// A function, a module or a pattern; all if left out.
    #[serde(default)]
    module: Option<Text>,
}

impl Function for Argspec {
    const NAME: &'static str = "sys.argspec";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let words: Vec<Text> = self.module.into_iter().filter(|word| !word.is_empty()).collect();
        let picked = act.minion.registry().functions().filter(|entry| picks(&words, entry.name));
        Ok(picked.map(|entry| (entry.name, spec(&(entry.documentation)()))).collect())
    }
}

/// Returns the arguments of states.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StateArgspec {
    /// A state, a module or a pattern; all if left out.
    #[serde(default)]
    module: Option<Text>,
}

impl Function for StateArgspec {
    const NAME: &'static str = "sys.state_argspec";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let words: Vec<Text> = self.module.into_iter().filter(|word| !word.is_empty()).collect();
        let picked = act.minion.registry().states().filter(|entry| picks(&words, entry.name));
        Ok(picked.map(|entry| (entry.name, spec(&(entry.documentation)()))).collect())
    }
}

/// Names in order, the defaults of the last of them, and whether further arguments are taken.
fn spec(documentation: &Documentation) -> Dict {
    let takes = |name: &str| documentation.arguments.iter().any(|argument| argument.name == name);
    let own: Vec<_> =
        documentation.arguments.iter().filter(|argument| ![REST, EXTRA].contains(&argument.name)).collect();
    let names: Vec<&str> = own.iter().map(|argument| argument.name).collect();
    let defaults: Vec<Value> = own
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| argument.default.clone().map(Value::from).unwrap_or_default())
        .collect();
    let some = |values: Vec<Value>| if values.is_empty() { Value::Null } else { values.into() };
    let yes = |name: &str| if takes(name) { Value::Bool(true) } else { Value::Null };
    Dict::from([
        ("args", some(names.into_iter().map(Value::from).collect())),
        ("defaults", some(defaults)),
        ("varargs", yes(REST)),
        ("kwargs", yes(EXTRA)),
    ])
}

#[cfg(test)]
mod tests {
    use halite_common::{
        declare::{Argument, Documentation},
        value::Value,
    };

    #[test]
    fn a_spec_is_pythons() {
        let argument = |name, default: Option<serde_json::Value>, required| Argument {
            name,
            text: String::new(),
            default,
            required,
        };
        let check = |arguments: Vec<Argument>, expected: &str| {
            let spec = super::spec(&Documentation { text: String::new(), arguments });
            assert_eq!(Value::Dict(spec).repr(), expected);
        };
        check(
            vec![argument("name", None, true), argument("force", Some(false.into()), false)],
            "{'args': ['name', 'force'], 'defaults': [False], 'varargs': None, 'kwargs': None}",
        );
        check(
            vec![argument("*args", None, false), argument("**kwargs", None, false)],
            "{'args': None, 'defaults': None, 'varargs': True, 'kwargs': True}",
        );
    }
}
