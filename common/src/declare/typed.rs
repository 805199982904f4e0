//! Arguments as they are typed on a command line.

use super::Arguments;
use crate::{
    value::{Dict, Value},
    yaml,
};

impl Arguments {
    /// Reads typed words as Salt does: `name=value` by name, everything else by position, values as YAML.
    ///
    /// Values of the names in `no_parse` stay text.
    pub fn typed<S: AsRef<str>>(words: &[S], no_parse: &[String]) -> Arguments {
        let mut arguments = Arguments { positional: Vec::new(), named: Dict::new() };
        for word in words.iter().map(AsRef::as_ref) {
            match by_name(word) {
                Some((name, value)) if no_parse.iter().any(|n| n == name) => {
                    arguments.named.insert(name, value);
                }
                Some((name, value)) => {
                    arguments.named.insert(name, typed_value(value));
                }
                None => arguments.positional.push(typed_value(word)),
            }
        }
        arguments
    }
}

/// Splits `name=value`; `==` and line breaks in the value make it no such thing.
fn by_name(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let mut chars = name.chars();
    let first = chars.next()?;
    let good = (first.is_alphabetic() || first == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
        && !value.starts_with('=')
        && !value.contains('\n');
    good.then_some((name, value))
}

/// Reads one word as YAML where that loses nothing; dictionaries and lists only in braces and brackets.
pub fn typed_value(word: &str) -> Value {
    let text = || Value::from(word);
    let trimmed = word.trim();
    let digits = |c: char| c.is_ascii_digit() || c == '_';
    if matches!(trimmed, "" | "---" | "...")
        || (word.contains('_') && trimmed.chars().all(digits))
        || word.contains(['\t', '\r', '\n'])
    {
        return text();
    }
    if word == "None" {
        return Value::Null;
    }
    let Ok(document) = yaml::load(word) else { return text() };
    match document.value {
        Value::Str(_) | Value::Null if word.contains('#') => text(),
        Value::Str(s) if s.is_empty() && matches!(word, "|" | "!") => text(),
        Value::Dict(_) if !word.starts_with('{') => text(),
        Value::List(_) if !word.starts_with('[') => text(),
        Value::Bytes(_) => text(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Arguments, typed_value};

    #[test]
    fn words_are_read_as_by_salt() {
        for (word, expected) in [
            ("True", "True"),
            ("80", "80"),
            ("1.5", "1.5"),
            ("1_000", "'1_000'"),
            ("a: b", "'a: b'"),
            ("{a: b}", "{'a': 'b'}"),
            ("[1, x]", "[1, 'x']"),
            ("- x", "'- x'"),
            ("a # b", "'a # b'"),
            ("#x", "'#x'"),
            ("None", "None"),
            ("", "''"),
            ("{unclosed", "'{unclosed'"),
            ("echo 'a' | wc", "\"echo 'a' | wc\""),
        ] {
            assert_eq!(typed_value(word).repr(), expected, "{word}");
        }
    }

    #[test]
    fn names_are_told_from_values() {
        let words = ["x", "test=True", "a==b", "pillar={a: 1}", "2=3", "no=80"];
        let arguments = Arguments::typed(&words, &["no".into()]);
        let positional: Vec<String> = arguments.positional.iter().map(|v| v.repr()).collect();
        assert_eq!(positional, ["'x'", "'a==b'", "'2=3'"]);
        let named = crate::value::Value::Dict(arguments.named);
        assert_eq!(named.repr(), "{'test': True, 'pillar': {'a': 1}, 'no': '80'}");
    }
}
