//! Merging one dictionary into another.

use super::{Dict, Value};

impl Dict {
    /// Merges another over this one, dictionaries within dictionaries too, as Salt's `dictupdate.update` does.
    ///
    /// With `merge_lists`, a list is lengthened by the items that it lacks instead of replaced.
    pub fn update(&mut self, over: Dict, merge_lists: bool) {
        for (key, new) in over {
            match (self.get_key_mut(&key), new) {
                (Some(Value::Dict(old)), Value::Dict(new)) => old.update(new, merge_lists),
                (Some(Value::List(old)), Value::List(new)) if merge_lists => {
                    for item in new {
                        if !old.contains(&item) {
                            old.push(item);
                        }
                    }
                }
                (Some(old), new) => *old = new,
                (None, new) => {
                    self.insert(key, new);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::value::Value;

    fn check(base: &str, over: &str, merge_lists: bool, expected: &str) {
        let read = |text| Value::from_json(text).unwrap().into_dict().unwrap();
        let mut merged = read(base);
        merged.update(read(over), merge_lists);
        assert_eq!(Value::Dict(merged).repr(), Value::Dict(read(expected)).repr());
    }

    #[test]
    fn the_new_wins_and_the_order_stays() {
        check(r#"{"a": 1, "b": 2}"#, r#"{"c": 3, "a": 4}"#, false, r#"{"a": 4, "b": 2, "c": 3}"#);
        check(r#"{"a": {"x": 1}}"#, r#"{"a": {"y": 2}}"#, false, r#"{"a": {"x": 1, "y": 2}}"#);
        check(r#"{"a": {"x": 1}}"#, r#"{"a": null}"#, false, r#"{"a": null}"#);
        check(r#"{"a": [1, 2]}"#, r#"{"a": [2, 3]}"#, false, r#"{"a": [2, 3]}"#);
        check(r#"{"a": [1, 2]}"#, r#"{"a": [2, 3]}"#, true, r#"{"a": [1, 2, 3]}"#);
    }
}
