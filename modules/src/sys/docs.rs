//! `sys.doc` and `sys.state_doc`.

use halite_common::{
    declare::{Documentation, EXTRA, REST, Text},
    value::Dict,
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::pick::picks;

/// Returns the documentation of functions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Doc {
    /// Functions, modules or patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
}

impl Function for Doc {
    const NAME: &'static str = "sys.doc";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let picked = act.minion.registry().functions().filter(|entry| picks(&self.args, entry.name));
        Ok(picked.map(|entry| (entry.name, page(entry.name, &(entry.documentation)()))).collect())
    }
}

/// Returns the documentation of states.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StateDoc {
    /// States, modules or patterns; all if none is given.
    #[serde(rename = "*args")]
    args: Vec<Text>,
}

impl Function for StateDoc {
    const NAME: &'static str = "sys.state_doc";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let picked = act.minion.registry().states().filter(|entry| picks(&self.args, entry.name));
        Ok(picked.map(|entry| (entry.name, page(entry.name, &(entry.documentation)()))).collect())
    }
}

/// The call, the text, and a paragraph for each argument.
fn page(name: &str, documentation: &Documentation) -> String {
    let call: Vec<String> = documentation
        .arguments
        .iter()
        .map(|argument| match &argument.default {
            _ if argument.required || [REST, EXTRA].contains(&argument.name) => argument.name.to_owned(),
            Some(default) => {
                format!("{}={}", argument.name, halite_common::value::Value::from(default.clone()).repr())
            }
            None => format!("{}=None", argument.name),
        })
        .collect();
    let mut page = format!("\n{name}({})\n\n{}\n", call.join(", "), documentation.text);
    for argument in &documentation.arguments {
        page += &format!("\n{}\n    {}\n", argument.name, argument.text.replace('\n', "\n    "));
    }
    page
}

#[cfg(test)]
mod tests {
    use halite_common::declare::{Argument, Documentation};

    #[test]
    fn a_page_has_the_call_the_text_and_the_arguments() {
        let argument = |name, default: Option<serde_json::Value>, required| Argument {
            name,
            text: format!("The {name}."),
            default,
            required,
        };
        let documentation = Documentation {
            text: "Does it.".into(),
            arguments: vec![
                argument("name", None, true),
                argument("force", Some(false.into()), false),
                argument("**kwargs", None, false),
            ],
        };
        let expected = "\na.b(name, force=False, **kwargs)\n\nDoes it.\n\nname\n    The name.\n\nforce\n    The force.\n\n**kwargs\n    The **kwargs.\n";
        assert_eq!(super::page("a.b", &documentation), expected);
    }
}
