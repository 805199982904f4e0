//! The old style: the state's name is the function, its arguments are the function's.

use halite_common::{
    declare::{Arguments, Documentation, EXTRA, REST},
    value::{Dict, Value},
};

/// The name under which the state takes an argument whose own name means something to states.
fn outer(name: &str) -> String {
    match name {
        "name" | "fun" | "names" | "state" | "saltenv" => format!("m_{name}"),
        other => other.to_owned(),
    }
}

/// Takes a function's arguments out of the state's, or says which are missing or wrong.
pub(super) fn arguments(documentation: &Documentation, mut given: Dict) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut missing = Vec::new();
    for argument in &documentation.arguments {
        let name = argument.name;
        match name {
            REST | EXTRA => {}
            _ => match given.remove(&outer(name)).or_else(|| given.remove(name)) {
                Some(value) => drop(arguments.named.insert(name, value)),
                None if argument.required => missing.push(outer(name)),
                None => {}
            },
        }
    }
    if !missing.is_empty() {
        return Err(format!("The following arguments are missing: {}", missing.join(" ")));
    }
    let takes = |name: &str| documentation.arguments.iter().any(|argument| argument.name == name);
    if takes(REST)
        && let Some(rest) = given.remove("args")
    {
        let Value::List(rest) = rest else { return Err("'args' must be a list.".into()) };
        // What stands before them must then stand by position, too.
        let before = documentation.arguments.iter().take_while(|argument| argument.name != REST);
        let by_position = before.map(|argument| arguments.named.remove(argument.name));
        arguments.positional = by_position.map_while(|value| value).chain(rest).collect();
    }
    if takes(EXTRA)
        && let Some(extra) = given.remove("kwargs")
    {
        let Value::Dict(extra) = extra else { return Err("'kwargs' must be a dict.".into()) };
        arguments.named.extend(extra);
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use halite_common::{
        declare::{Argument, Documentation},
        value::Value,
    };

    use super::arguments;

    #[test]
    fn arguments_are_found_under_their_names() {
        let argument = |name, required| Argument { name, text: String::new(), default: None, required };
        let declared = Documentation {
            text: String::new(),
            arguments: vec![
                argument("name", true),
                argument("force", false),
                argument("*args", false),
                argument("**kwargs", false),
            ],
        };
        let check = |given: &str, expected: &str| {
            let found = arguments(&declared, Value::from_json(given).unwrap().into_dict().unwrap());
            let shown = found.map_or_else(
                |error| error,
                |found| {
                    format!("{} {}", Value::List(found.positional).repr(), Value::Dict(found.named).repr())
                },
            );
            assert_eq!(shown, expected);
        };
        check(r#"{"m_name": "a"}"#, "[] {'name': 'a'}");
        check(r#"{"m_name": "a", "force": true, "other": 1}"#, "[] {'name': 'a', 'force': True}");
        check("{}", "The following arguments are missing: m_name");
        check(r#"{"m_name": "a", "args": ["b"], "kwargs": {"c": 1}}"#, "['a', 'b'] {'c': 1}");
        check(r#"{"m_name": "a", "args": "b"}"#, "'args' must be a list.");
    }
}
