//! Two state runs beside each other: ours and the real Salt's.

use serde_json::Value;

/// One state as far as it must be the same: comments, times and process ids may differ.
#[derive(Debug, PartialEq)]
struct Row {
    tag: String,
    result: Value,
    changes: Value,
}

/// Compares two runs (`{tag: result}`) state by state and in their order; gives the differences.
pub(crate) fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let (ours, theirs) = (rows(ours), rows(theirs));
    let mut found = Vec::new();
    for n in 0..ours.len().max(theirs.len()) {
        if ours.get(n) != theirs.get(n) {
            found.push(format!("state {n}:\n  halite {:?}\n  salt   {:?}", ours.get(n), theirs.get(n)));
        }
    }
    found
}

fn rows(run: &Value) -> Vec<Row> {
    let mut states: Vec<(&String, &Value)> = run.as_object().into_iter().flatten().collect();
    states.sort_by_key(|(_, state)| state["__run_num__"].as_i64());
    let row = |(tag, state): (&String, &Value)| Row {
        tag: tag.clone(),
        result: state["result"].clone(),
        changes: without_pid(&state["changes"]),
    };
    states.into_iter().map(row).collect()
}

/// A process id is another at each run.
fn without_pid(changes: &Value) -> Value {
    let mut changes = changes.clone();
    if let Some(members) = changes.as_object_mut() {
        members.remove("pid");
    }
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn order_result_and_changes_count() {
        let state = |n: i64, result: bool, pid: i64| json!({"__run_num__": n, "result": result, "changes": {"pid": pid}, "comment": n});
        let one = json!({"a": state(0, true, 1), "b": state(1, true, 2)});
        assert!(differences(&one, &json!({"a": state(0, true, 7), "b": state(1, true, 8)})).is_empty());
        assert_eq!(differences(&one, &json!({"a": state(1, true, 1), "b": state(0, true, 2)})).len(), 2);
        assert_eq!(differences(&one, &json!({"a": state(0, false, 1), "b": state(1, true, 2)})).len(), 1);
        assert_eq!(differences(&one, &json!({"a": state(0, true, 1)})).len(), 1);
    }
}
