//! Positional and named arguments to an argument struct.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::fields;
use crate::{
    failure::nearest,
    value::{Dict, Key, Value, from_value},
};

/// The arguments of one call, as they were typed or sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Value>,
    /// By name.
    pub named: Dict,
}

impl Arguments {
    /// Only named arguments.
    pub fn named(named: Dict) -> Arguments {
        Arguments { positional: Vec::new(), named }
    }

    /// Only positional arguments.
    pub fn positional(positional: Vec<Value>) -> Arguments {
        Arguments { positional, named: Dict::new() }
    }
}

/// Arguments that do not fit the function.
#[derive(Debug, Error)]
pub enum BindError {
    /// More by position than there are.
    #[error("`{name}` takes at most {max} positional arguments, got {got}")]
    TooMany {
        /// The function.
        name: &'static str,
        /// How many it takes.
        max: usize,
        /// How many came.
        got: usize,
    },
    /// One argument twice.
    #[error("`{name}` got `{field}` both by position and by name")]
    Twice {
        /// The function.
        name: &'static str,
        /// The argument.
        field: &'static str,
    },
    /// A name that the function does not know.
    #[error("`{field}` is not an argument of `{name}`; {}", knows(known))]
    Unknown {
        /// The function.
        name: &'static str,
        /// What was given.
        field: String,
        /// What it knows.
        known: &'static [&'static str],
    },
    /// A missing argument.
    #[error("`{name}` needs the argument `{field}`")]
    Missing {
        /// The function.
        name: &'static str,
        /// The argument.
        field: String,
        /// What was given under names that the function has no own use for.
        extra: Vec<String>,
    },
    /// An ill-typed argument.
    #[error("bad arguments for `{name}`: {reason}")]
    Wrong {
        /// The function.
        name: &'static str,
        /// The argument, where it is known.
        field: Option<String>,
        /// What is wrong, with the field's name.
        reason: String,
    },
}

fn knows(known: &[&str]) -> String {
    let known: Vec<&str> = known.iter().copied().filter(|field| !field.starts_with('*')).collect();
    if known.is_empty() { "it takes none".into() } else { format!("it knows {}", known.join(", ")) }
}

impl BindError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            BindError::Unknown { field, known, .. } => {
                nearest(field, known.iter().copied()).map(|near| format!("did you mean `{near}`?"))
            }
            BindError::Missing { field, extra, .. } => nearest(field, extra.iter().map(String::as_str))
                .map(|given| format!("did you mean `{field}` where you wrote `{given}`?")),
            _ => None,
        }
    }

    /// The argument that is to blame, if one that was given is.
    pub fn argument(&self) -> Option<&str> {
        match self {
            BindError::Unknown { field, .. } => Some(field),
            BindError::Twice { field, .. } => Some(field),
            BindError::Wrong { field, .. } => field.as_deref(),
            BindError::TooMany { .. } | BindError::Missing { .. } => None,
        }
    }
}

/// The field that takes the positional arguments left over: `#[serde(rename = "*args")]` on a list.
///
/// Fields after it are taken by name only.
pub const REST: &str = "*args";
/// The field that takes the named arguments that no other field takes: `#[serde(rename = "**kwargs")]` on a dictionary.
pub const EXTRA: &str = "**kwargs";

/// Builds `T` from a call's arguments. Named arguments that start with `__` are Salt's own and are left aside.
pub fn bind<T: DeserializeOwned>(name: &'static str, arguments: Arguments) -> Result<T, BindError> {
    let known = fields::of::<T>();
    let Arguments { positional, mut named } = arguments;
    named.retain(|key, _| !key.as_str().is_some_and(|k| k.starts_with("__")));
    if known.is_empty() && positional.is_empty() {
        // No fields, or one flattened `extra` that takes anything.
        return from_value(Value::Dict(named)).map_err(|error| {
            let reason = error.to_string();
            match quoted(&reason, "unknown field `") {
                Some(field) => BindError::Unknown { name, field, known },
                None => BindError::Wrong { name, field: None, reason },
            }
        });
    }
    let mut named = sort_named(name, known, named)?;
    place_positional(name, known, positional, &mut named)?;
    let given = named.clone();
    from_value(Value::Dict(named)).map_err(|error| refused::<T>(name, &given, &error.to_string()))
}

/// What is wrong with the arguments, by name.
fn refused<T: DeserializeOwned>(name: &'static str, given: &Dict, error: &str) -> BindError {
    if let Some(field) = quoted(error, "missing field `") {
        let extra = given.get(EXTRA).and_then(Value::as_dict).into_iter().flat_map(Dict::keys);
        return BindError::Missing { name, field, extra: extra.map(Key::to_string).collect() };
    }
    // One field at a time, so that the message can name it.
    let culprit = given.iter().find(|(key, _)| {
        let mut without = given.clone();
        without.remove_key(key);
        let retry = from_value::<T>(Value::Dict(without)).err().map(|e| e.to_string());
        retry.as_deref() != Some(error)
    });
    let Some((key, value)) = culprit else {
        return BindError::Wrong { name, field: None, reason: error.to_owned() };
    };
    // serde's `invalid type: sequence, expected a boolean`.
    let expected = error.strip_prefix("invalid ").and_then(|rest| rest.split_once(", expected "));
    let reason = match expected {
        Some((_, expected)) => format!("`{key}` must be {}, not {}", plain(expected), value.repr()),
        None => format!("`{key}`: {error}, got {}", value.repr()),
    };
    BindError::Wrong { name, field: Some(key.to_string()), reason }
}

/// A type in words for people.
fn plain(expected: &str) -> &str {
    match expected {
        "f32" | "f64" => "a number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not negative",
        "i8" | "i16" | "i32" | "i64" | "i128" => "a whole number",
        "a boolean" => "True or False",
        "a string" => "text",
        "a sequence" => "a list",
        "a map" => "a dictionary",
        other => other,
    }
}

/// The name in backticks that follows a prefix.
fn quoted(error: &str, prefix: &str) -> Option<String> {
    Some(error.strip_prefix(prefix)?.split_once('`')?.0.to_owned())
}

/// Refuses unknown names, or gathers them where the function takes any.
fn sort_named(name: &'static str, known: &'static [&'static str], named: Dict) -> Result<Dict, BindError> {
    let takes = |key: &Key| key.as_str().is_some_and(|k| k != REST && k != EXTRA && known.contains(&k));
    if known.contains(&EXTRA) {
        let (mut sorted, mut extra) = (Dict::new(), Dict::new());
        for (key, value) in named {
            if takes(&key) {
                sorted.insert(key, value)
            } else {
                extra.insert(key, value)
            };
        }
        sorted.insert(EXTRA, extra);
        return Ok(sorted);
    }
    match named.keys().find(|key| !takes(key)) {
        Some(field) => Err(BindError::Unknown { name, field: field.to_string(), known }),
        None => Ok(named),
    }
}

fn place_positional(
    name: &'static str,
    known: &'static [&'static str],
    positional: Vec<Value>,
    named: &mut Dict,
) -> Result<(), BindError> {
    let rest = known.iter().position(|field| *field == REST);
    let max = rest.unwrap_or(known.iter().filter(|field| **field != EXTRA).count());
    if positional.len() > max && rest.is_none() {
        return Err(BindError::TooMany { name, max, got: positional.len() });
    }
    let mut positional = positional.into_iter();
    for (field, value) in known[..max].iter().zip(positional.by_ref()) {
        if named.insert(*field, value).is_some() {
            return Err(BindError::Twice { name, field });
        }
    }
    if rest.is_some() {
        named.insert(REST, Value::List(positional.collect()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{Arguments, bind};
    use crate::{
        declare::Text,
        value::{Dict, Value},
    };

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Start {
        name: Text,
        #[serde(default)]
        no_block: bool,
    }

    fn call(positional: Vec<Value>, named: Dict) -> Result<(String, bool), String> {
        bind::<Start>("service.start", Arguments { positional, named })
            .map(|start| (start.name.0, start.no_block))
            .map_err(|e| e.to_string())
    }

    #[test]
    fn arguments_bind_by_position_and_by_name() {
        assert_eq!(call(vec!["nginx".into(), true.into()], Dict::new()), Ok(("nginx".into(), true)));
        assert_eq!(call(vec![], Dict::from([("name", 80)])), Ok(("80".into(), false)));
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Echo {
        first: i64,
        #[serde(rename = "*args")]
        rest: Vec<Value>,
        #[serde(default)]
        flag: bool,
        #[serde(rename = "**kwargs")]
        extra: Dict,
    }

    #[test]
    fn what_is_left_over_goes_where_python_puts_it() {
        let named = Dict::from([("flag", true), ("other", false), ("__pub_jid", true)]);
        let echo: Echo =
            bind("x.echo", Arguments { positional: vec![1.into(), "a".into(), "b".into()], named }).unwrap();
        let expected = Echo {
            first: 1,
            rest: vec!["a".into(), "b".into()],
            flag: true,
            extra: Dict::from([("other", false)]),
        };
        assert_eq!(echo, expected);
        let bare: Echo = bind("x.echo", Arguments::positional(vec![1.into()])).unwrap();
        assert!(bare.rest.is_empty() && bare.extra.is_empty());
    }

    #[test]
    fn wrong_arguments_are_named() {
        let check = |result: Result<_, String>, expected: &str| {
            let error = result.map(|_: (String, bool)| ()).expect_err("it must not bind");
            assert!(error.contains(expected), "{error}");
        };
        check(call(vec![1.into(), 2.into(), 3.into()], Dict::new()), "at most 2");
        check(call(vec!["x".into()], Dict::from([("name", "y")])), "both by position");
        check(call(vec![], Dict::from([("nam", "y")])), "`nam` is not an argument");
        check(call(vec![], Dict::new()), "needs the argument `name`");
        check(call(vec!["x".into(), "maybe".into()], Dict::new()), "`no_block`");
    }
}
