//! `key = value` lines.

use halite_common::value::{Dict, Value};

/// What lines are to say.
pub(in crate::file) struct KeyValues<'a> {
    pub(in crate::file) pairs: &'a Dict,
    pub(in crate::file) separator: &'a str,
    pub(in crate::file) missing: Missing,
    /// How many lines of a key are to stay; negative is all.
    pub(in crate::file) count: i64,
    /// Characters that comment a line out; such a line is put in force.
    pub(in crate::file) uncomment: Option<&'a str>,
    pub(in crate::file) key_ignore_case: bool,
    pub(in crate::file) value_ignore_case: bool,
    /// Removes all other lines.
    pub(in crate::file) prune: bool,
}

/// What to do about keys that no line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::file) enum Missing {
    Leave,
    Append,
    Prepend,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::file) struct Edited {
    pub(in crate::file) text: String,
    pub(in crate::file) diff: Vec<String>,
    pub(in crate::file) changed: usize,
    pub(in crate::file) deleted: usize,
}

struct Pair {
    key: String,
    value: String,
    kind: Option<&'static str>,
    left: i64,
}

/// The new text, and how it differs.
pub(in crate::file) fn edit(text: &str, how: &KeyValues<'_>) -> Edited {
    let mut pairs: Vec<Pair> =
        how.pairs.iter().map(|(key, value)| pair(&key.to_string(), value, how)).collect();
    let (mut lines, mut diff, mut pruned, mut changed) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(|c| match how.uncomment {
            Some(marks) => marks.contains(c),
            None => char::is_whitespace(c),
        });
        let folded = |text: &str| if how.key_ignore_case { text.to_lowercase() } else { text.to_owned() };
        let test = folded(bare);
        if how.prune && !pairs.iter().any(|pair| test.starts_with(&folded(&pair.key))) {
            pruned.push(line.to_owned());
            continue;
        }
        let uncommented = bare.len() < line.len();
        let working = if uncommented { bare } else { line };
        let mut new = line.to_owned();
        if let Some((key, value)) = working.split_once(how.separator) {
            for pair in pairs.iter_mut().filter(|pair| folded(key) == folded(&pair.key)) {
                if pair.is_wrong(value, uncommented, how) {
                    diff.push(format!("- {line}"));
                    new.clear();
                    if pair.left != 0 {
                        new = format!("{key}{}{}\n", how.separator, pair.value);
                        diff.push(match pair.kind {
                            Some(kind) => format!("+ {} (from {kind} type)\n", new.trim_end()),
                            None => format!("+ {new}"),
                        });
                    }
                    changed += 1;
                }
                if pair.left > 0 {
                    pair.left -= 1;
                }
            }
        }
        lines.push(new);
    }
    changed += add(&pairs, &mut lines, &mut diff, how);
    for line in &pruned {
        diff.insert(1.min(diff.len()), format!("- {line}"));
    }
    Edited { text: lines.concat(), diff, changed, deleted: pruned.len() }
}

fn pair(key: &str, value: &Value, how: &KeyValues<'_>) -> Pair {
    let kind = (!matches!(value, Value::Str(_))).then(|| value.type_name());
    Pair { key: key.to_owned(), value: value.to_string(), kind, left: how.count }
}

impl Pair {
    fn is_wrong(&self, value: &str, uncommented: bool, how: &KeyValues<'_>) -> bool {
        let folded = |text: &str| if how.value_ignore_case { text.to_lowercase() } else { text.to_owned() };
        let same = folded(value.trim()) == folded(self.value.trim());
        match uncommented {
            // A line that is out of force stays so once enough lines are in force.
            true => self.left > 0,
            false => !same || self.left == 0,
        }
    }
}

fn add(pairs: &[Pair], lines: &mut Vec<String>, diff: &mut Vec<String>, how: &KeyValues<'_>) -> usize {
    let missing: Vec<String> = pairs
        .iter()
        .filter(|pair| pair.left > 0)
        .map(|pair| format!("{}{}{}\n", pair.key, how.separator, pair.value))
        .collect();
    match how.missing {
        _ if missing.is_empty() => 0,
        Missing::Leave => 0,
        Missing::Append => {
            diff.push("- <EOF>\n".into());
            diff.extend(missing.iter().map(|line| format!("+ {line}")));
            diff.push("+ <EOF>\n".into());
            lines.extend(missing.iter().cloned());
            missing.len()
        }
        Missing::Prepend => {
            diff.insert(0, "  <SOF>\n".into());
            for line in &missing {
                diff.insert(1, format!("+ {line}"));
                lines.insert(0, line.clone());
            }
            missing.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Dict;

    use super::{KeyValues, Missing, edit};

    #[test]
    fn lines_say_what_they_should() {
        let check =
            |text: &str, uncomment: Option<&str>, missing: Missing, expected: &str, changed: usize| {
                let pairs = Dict::from([("a", "1")]);
                let how = KeyValues {
                    pairs: &pairs,
                    separator: "=",
                    missing,
                    count: 1,
                    uncomment,
                    key_ignore_case: false,
                    value_ignore_case: false,
                    prune: false,
                };
                let edited = edit(text, &how);
                assert_eq!((edited.text.as_str(), edited.changed), (expected, changed), "{text:?}");
            };
        check("a=2\nb=3\n", None, Missing::Leave, "a=1\nb=3\n", 1);
        check("a=1\n", None, Missing::Leave, "a=1\n", 0);
        check("#a=2\n", Some("#"), Missing::Leave, "a=1\n", 1);
        check("#a=2\n", None, Missing::Leave, "#a=2\n", 0);
        check("a=1\n#a=2\n", Some("#"), Missing::Leave, "a=1\n#a=2\n", 0);
        check("a=1\na=1\n", None, Missing::Leave, "a=1\n", 1);
        check("b=3\n", None, Missing::Append, "b=3\na=1\n", 1);
        check("b=3\n", None, Missing::Prepend, "a=1\nb=3\n", 1);
    }
}
