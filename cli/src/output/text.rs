//! `txt`: one line `name: line` for each line of each minion.

use halite_common::value::Value;

use super::pprint;

/// Prints a value.
pub(super) fn format(value: &Value) -> String {
    let lines = lines(value);
    lines.strip_suffix('\n').map(str::to_owned).unwrap_or(lines)
}

fn lines(value: &Value) -> String {
    match value {
        Value::Dict(dict) => dict
            .iter()
            .flat_map(|(key, value)| match value {
                Value::Str(text) => text.lines().map(|line| format!("{key}: {}\n", line)).collect::<Vec<_>>(),
                other => vec![format!("{key}: {other}\n")],
            })
            .collect(),
        Value::Str(text) => format!("{}\n", text),
        other => format!("{}\n", pprint::format(other)),
    }
}
