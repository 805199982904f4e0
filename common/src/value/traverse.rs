//! Paths such as `a:b:0` into nested data.

use super::{Dict, Key, Value};

impl Value {
    /// Walks a path such as `a:b:0`, as `pillar.get` and `traverse` do: through members and list positions.
    ///
    /// In a list, a step is looked up in the dictionaries it holds; a number is a position as well.
    pub fn traverse(&self, path: &str, delimiter: &str) -> Option<&Value> {
        steps(path, delimiter).try_fold(self, |here, step| match here {
            Value::Dict(dict) => member(dict, step),
            Value::List(items) => element(items, step),
            _ => None,
        })
    }
}

impl Dict {
    /// Walks a path such as `a:b:0`; see [`Value::traverse`].
    pub fn traverse(&self, path: &str, delimiter: &str) -> Option<&Value> {
        let (first, rest) = match delimiter.is_empty() {
            true => (path, None),
            false => path.split_once(delimiter).map_or((path, None), |(first, rest)| (first, Some(rest))),
        };
        let found = member(self, first)?;
        rest.map_or(Some(found), |rest| found.traverse(rest, delimiter))
    }
}

fn steps<'a>(path: &'a str, delimiter: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    if delimiter.is_empty() { Box::new(std::iter::once(path)) } else { Box::new(path.split(delimiter)) }
}

/// A member by its name, or by the number, truth value or null that the name reads as in YAML.
fn member<'a>(dict: &'a Dict, step: &str) -> Option<&'a Value> {
    dict.get(step).or_else(|| dict.get_key(&as_key(step)?))
}

fn as_key(step: &str) -> Option<Key> {
    match step {
        "true" | "True" | "yes" | "on" => Some(Key::Bool(true)),
        "false" | "False" | "no" | "off" => Some(Key::Bool(false)),
        "null" | "None" | "~" => Some(Key::Null),
        number => {
            let integer = number.parse().ok().map(Key::Int);
            integer.or_else(|| number.contains('.').then(|| number.parse().ok().map(Key::Float))?)
        }
    }
}

fn element<'a>(items: &'a [Value], step: &str) -> Option<&'a Value> {
    let mut dicts = items.iter().filter_map(Value::as_dict);
    let Ok(index) = step.parse::<i64>() else { return dicts.find_map(|dict| dict.get(step)) };
    dicts.find_map(|dict| dict.get_key(&Key::from(index))).or_else(|| {
        let from_end = || items.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?);
        let position = usize::try_from(index).ok().or_else(from_end)?;
        items.get(position)
    })
}

#[cfg(test)]
mod tests {
    use crate::value::{Key, Value};

    #[test]
    fn paths_lead_through_members_and_positions() {
        let text = r#"{"a": {"b": [{"c": 1}, {"d": {"e": 2}}, "x"]}, "k:v": 3}"#;
        let mut data = Value::from_json(text).unwrap();
        data.as_dict_mut().unwrap().insert(Key::Int(80), "port");
        let check = |path: &str, delimiter: &str, expected: Option<Value>| {
            assert_eq!(data.traverse(path, delimiter).cloned(), expected, "{path}");
            assert_eq!(data.as_dict().unwrap().traverse(path, delimiter).cloned(), expected, "{path}");
        };
        check("a:b:0:c", ":", Some(1.into()));
        check("a:b:d:e", ":", Some(2.into()));
        check("a:b:-1", ":", Some("x".into()));
        check("a:b:3", ":", None);
        check("a:b:-4", ":", None);
        check("a:b:2:y", ":", None);
        check("a|b|2", "|", Some("x".into()));
        check("k:v", "", Some(3.into()));
        check("80", ":", Some("port".into()));
        check("nothing", ":", None);
    }
}
