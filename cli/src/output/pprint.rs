//! `pprint`: Python data, folded at 80 columns.

use halite_common::value::Value;

use super::nested::sorted;

const WIDTH: usize = 80;

/// Prints a value as Python's `pprint.pformat` does: on one line if it fits, else an item a line.
pub(super) fn format(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, 0, &mut out);
    out
}

/// `indent` is the column of this value, `after` what follows it on its last line.
fn write(value: &Value, indent: usize, after: usize, out: &mut String) {
    let short = one_line(value);
    if short.chars().count() + indent + after < WIDTH {
        out.push_str(&short);
        return;
    }
    let gap = format!(",\n{}", " ".repeat(indent + 1));
    match value {
        Value::Dict(dict) if !dict.is_empty() => {
            out.push('{');
            let last = dict.len() - 1;
            for (n, (key, item)) in sorted(dict).into_iter().enumerate() {
                let key = key.to_value().repr();
                out.push_str(&key);
                out.push_str(": ");
                write(item, indent + 3 + key.chars().count(), if n == last { after + 1 } else { 1 }, out);
                out.push_str(if n == last { "}" } else { &gap });
            }
        }
        Value::List(items) if !items.is_empty() => {
            out.push('[');
            let last = items.len() - 1;
            for (n, item) in items.iter().enumerate() {
                write(item, indent + 1, if n == last { after + 1 } else { 1 }, out);
                out.push_str(if n == last { "]" } else { &gap });
            }
        }
        _ => out.push_str(&short),
    }
}

/// `repr` with dictionaries sorted.
fn one_line(value: &Value) -> String {
    match value {
        Value::Dict(dict) => {
            let members =
                sorted(dict).into_iter().map(|(k, v)| format!("{}: {}", k.to_value().repr(), one_line(v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::List(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        other => other.repr(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::format;

    #[test]
    fn long_data_is_folded() {
        let long = "x".repeat(50);
        let value = Value::from_json(&format!(r#"{{"b": "{long}", "a": ["{long}", 1]}}"#)).unwrap();
        assert_eq!(format(&value), format!("{{'a': ['{long}', 1],\n 'b': '{long}'}}"));
    }
}
