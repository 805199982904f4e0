//! A call as it stands in a file of answers.

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};

/// A call with its arguments as JSON has them, so that a call and its record are equal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    function: String,
    positional: Value,
    named: Value,
}

impl Asked {
    pub(super) fn of(function: &str, arguments: &Arguments) -> Asked {
        let json = |value: Value| Value::from(value.to_json());
        Asked {
            function: real_name(function).to_owned(),
            positional: json(arguments.positional.clone().into()),
            named: json(Value::Dict(arguments.named.clone())),
        }
    }

    /// Reads `fn`, `args` and `kwargs`.
    pub(super) fn read(function: &str, entry: &Dict) -> Asked {
        let part = |name: &str, usual: Value| match entry.get(name) {
            None | Some(Value::Null) => usual,
            Some(given) => given.clone(),
        };
        Asked {
            function: real_name(function).to_owned(),
            positional: part("args", Value::List(Vec::new())),
            named: part("kwargs", Value::Dict(Dict::new())),
        }
    }

    pub(super) fn is_of(&self, function: &str) -> bool {
        self.function == function
    }

    /// The call as members of an entry.
    pub(super) fn entry(&self) -> Dict {
        Dict::from([
            ("fn", Value::from(self.function.as_str())),
            ("args", self.positional.clone()),
            ("kwargs", self.named.clone()),
        ])
    }
}

/// In templates, `cmd.run` is another name of `cmd.shell`; Salt's own records have the latter.
pub(super) fn real_name(function: &str) -> &str {
    if function == "cmd.run" { "cmd.shell" } else { function }
}
