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
    #[error("`{field}` is not an argument of `{name}`; it knows {}", known.join(", "))]
    Unknown {
        /// The function.
        name: &'static str,
        /// What was given.
        field: String,
        /// What it knows.
        known: &'static [&'static str],
    },
    /// A missing or ill-typed argument.
    #[error("bad arguments for `{name}`: {reason}")]
    Wrong {
        /// The function.
        name: &'static str,
        /// What is wrong, with the field's name.
        reason: String,
    },
}

impl BindError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let BindError::Unknown { field, known, .. } = self else { return None };
        nearest(field, known.iter().copied()).map(|near| format!("did you mean `{near}`?"))
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
        return from_value(Value::Dict(named))
            .map_err(|error| BindError::Wrong { name, reason: error.to_string() });
    }
    let mut named = sort_named(name, known, named)?;
    place_positional(name, known, positional, &mut named)?;
    // One field at a time where something is wrong, so that the message can name it.
    let given = named.clone();
    from_value(Value::Dict(named)).map_err(|error| {
        let culprit = given.iter().find(|(key, _)| {
            let mut without = given.clone();
            without.remove_key(key);
            let retry = from_value::<T>(Value::Dict(without)).err().map(|e| e.to_string());
            retry.as_deref() != Some(&error.to_string())
        });
        let reason = match culprit {
            Some((key, value)) => format!("`{key}`: {error}, got {}", value.repr()),
            None => error.to_string(),
        };
        BindError::Wrong { name, reason }
    })
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
        check(call(vec![], Dict::new()), "missing field `name`");
        check(call(vec!["x".into(), "maybe".into()], Dict::new()), "`no_block`");
    }
}
