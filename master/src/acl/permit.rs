//! One permission of a rule, as Salt writes it.

use halite_common::{
    job::Call,
    target::Pattern,
    value::{Dict, Value},
};

/// What one entry of a user's list permits on minions.
#[derive(Clone, Debug)]
pub(super) enum Permit {
    /// Functions, on all minions.
    Everywhere(Function),
    /// Functions, on the minions of a compound target.
    On(String, Vec<Function>),
}

/// Functions by a regular expression, and the arguments they may have; any if none are named.
#[derive(Clone, Debug)]
pub(super) struct Function {
    name: String,
    arguments: Vec<Arguments>,
    any_arguments: bool,
}

/// Regular expressions for arguments; `None` lets anything through.
#[derive(Clone, Debug, Default)]
struct Arguments {
    positional: Vec<Option<String>>,
    named: Vec<(String, Option<String>)>,
}

impl Permit {
    /// Reads an entry; what is none permits nothing, and `@…` is not about minions.
    pub(super) fn read(entry: &Value) -> Option<Permit> {
        match entry {
            Value::Str(text) if text.starts_with('@') => None,
            Value::Dict(dict) if dict.len() == 1 => {
                let (target, functions) = dict.iter().next()?;
                Some(Permit::On(target.to_string(), each(functions).filter_map(Function::read).collect()))
            }
            Value::Dict(_) | Value::List(_) | Value::Null => None,
            name => Some(Permit::Everywhere(Function::named(name))),
        }
    }
}

impl Function {
    fn named(name: &Value) -> Function {
        Function { name: name.to_string(), arguments: Vec::new(), any_arguments: true }
    }

    pub(super) fn read(entry: &Value) -> Option<Function> {
        match entry {
            Value::Dict(dict) if dict.len() == 1 => {
                let (name, arguments) = dict.iter().next()?;
                let arguments = each(arguments).filter_map(Value::as_dict).map(Arguments::read).collect();
                Some(Function { name: name.to_string(), arguments, any_arguments: false })
            }
            Value::Dict(_) | Value::List(_) | Value::Null => None,
            name => Some(Function::named(name)),
        }
    }

    /// Tells whether a call is permitted.
    pub(super) fn permits(&self, call: &Call) -> bool {
        begins(&self.name, &call.function)
            && (self.any_arguments || self.arguments.iter().any(|arguments| arguments.permit(call)))
    }
}

impl Arguments {
    fn read(dict: &Dict) -> Arguments {
        let pattern = |value: &Value| (*value != Value::Null).then(|| value.to_string());
        let positional = dict.get("args").map(|args| each(args).map(pattern).collect()).unwrap_or_default();
        let named = dict.get("kwargs").and_then(Value::as_dict);
        let named = named.map(|named| named.iter().map(|(name, value)| (name.to_string(), pattern(value))));
        Arguments { positional, named: named.map(Iterator::collect).unwrap_or_default() }
    }

    /// Those that are named here must be there and fit; others may be there too.
    fn permit(&self, call: &Call) -> bool {
        let fits = |pattern: &Option<String>, value: Option<&Value>| match (pattern, value) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(pattern), Some(value)) => begins(pattern, &value.to_string()),
        };
        let arguments = &call.arguments;
        let positional = self.positional.iter().enumerate();
        positional.clone().all(|(at, pattern)| fits(pattern, arguments.positional.get(at)))
            && self.named.iter().all(|(name, pattern)| fits(pattern, arguments.named.get(name.as_str())))
    }
}

/// Salt's `re.match`: from the start, not to the end.
fn begins(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(text))
}

/// The entries of a list; one entry is a list of one.
pub(super) fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::List(items) => items.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}
