//! Node groups: names for compound expressions, given in the configuration as text or as a list of words.

use crate::{
    failure::{Failure, Kind, nearest},
    glob::Glob,
    value::{Dict, Value},
};

pub(super) const OPERATORS: [&str; 5] = ["and", "or", "not", "(", ")"];

/// Groups within groups deeper than this are refused.
const MAX_DEPTH: usize = 32;
/// A group that grows beyond so many words is refused.
const MAX_WORDS: usize = 20_000;

/// The words that a group stands for, in parentheses; groups within it are expanded too.
pub(super) fn expand(name: &str, groups: &Dict) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    expand_into(name, groups, &mut Vec::new(), &mut out)?;
    Ok(out)
}

/// The groups that an expression's words name, and those named by them.
pub(super) fn named_by<'w>(words: impl IntoIterator<Item = &'w str>, groups: &Dict) -> Dict {
    let mut found = Dict::new();
    let mut open: Vec<String> = words.into_iter().filter_map(reference).map(str::to_owned).collect();
    while let Some(name) = open.pop() {
        if let Some(definition) = groups.get(&name).filter(|_| !found.contains(&name)) {
            open.extend(words_of(definition).iter().filter_map(|w| reference(w)).map(str::to_owned));
            found.insert(name, definition.clone());
        }
    }
    found
}

fn reference(word: &str) -> Option<&str> {
    word.strip_prefix("N@").filter(|name| !name.is_empty())
}

fn expand_into(
    name: &str,
    groups: &Dict,
    path: &mut Vec<String>,
    out: &mut Vec<String>,
) -> Result<(), Failure> {
    let usage = |text: String| Failure::new(Kind::Usage, text);
    if path.iter().any(|outer| outer == name) || path.len() >= MAX_DEPTH {
        return Err(usage(format!("the node group `{name}` contains itself: {} > {name}", path.join(" > "))));
    }
    let Some(definition) = groups.get(name) else {
        let failure = usage(format!("there is no node group `{name}`"));
        return Err(match nearest(name, groups.keys().filter_map(|key| key.as_str())) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint("node groups are defined in the master's configuration, under `nodegroups`"),
        });
    };
    if !matches!(definition, Value::Str(_) | Value::List(_)) {
        return Err(usage(format!("the node group `{name}` is neither text nor a list")));
    }
    let words = words_of(definition);
    if let Some(joined) = plain_names(&words) {
        out.push(joined);
        return Ok(());
    }
    path.push(name.to_owned());
    out.push("(".into());
    for word in words {
        match reference(&word) {
            Some(inner) => expand_into(inner, groups, path, out)?,
            None => out.push(word),
        }
    }
    out.push(")".into());
    path.pop();
    if out.len() > MAX_WORDS {
        return Err(usage(format!("the node group `{name}` is too large")));
    }
    Ok(())
}

fn words_of(definition: &Value) -> Vec<String> {
    match definition {
        Value::Str(text) => text.split_whitespace().map(str::to_owned).collect(),
        Value::List(items) => items.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Salt takes a group without operators, wildcards and engines as a list of ids, or, where brackets occur, as
/// one regular expression.
fn plain_names(words: &[String]) -> Option<String> {
    let engine = Glob::new("[A-Z]@*");
    let special = |w: &String| OPERATORS.contains(&w.as_str()) || w.contains('*') || engine.matches(w);
    if words.is_empty() || words.iter().any(special) {
        return None;
    }
    let brackets = words.iter().any(|w| w.contains(['(', '[', '{', '\\', '?', '}', ']', ')']));
    Some(format!("{}@{}", if brackets { 'E' } else { 'L' }, words.join(",")))
}
