//! One top out of the environments' top files, by the three strategies.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Key, Value},
};

use super::gather::Tops;
use crate::options::{Merging, Options};

/// Merges the top files to `{saltenv: {target: [sls, …]}}`.
pub(crate) fn merge(tops: &Tops, options: &Options) -> Result<Dict, Failure> {
    match options.merging {
        Merging::Merge => base_first(tops),
        Merging::Same => each_its_own(tops, options),
        Merging::MergeAll => everything(tops),
    }
}

fn no_targets() -> Failure {
    Failure::new(Kind::Compile, "Unable to render top file. No targets found.")
}

/// The targets of a section. A list or text stands for targets without states, which `verify` reports.
fn targets(section: &Value) -> Result<&Dict, Failure> {
    section.as_dict().ok_or_else(no_targets)
}

fn section<'t>(top: &'t mut Dict, saltenv: &Key) -> &'t mut Dict {
    let value = top.entry_or_insert_with(saltenv.clone(), || Value::Dict(Dict::new()));
    if !matches!(value, Value::Dict(_)) {
        *value = Value::Dict(Dict::new());
    }
    match value {
        Value::Dict(section) => section,
        _ => unreachable!("it was just made a dictionary"),
    }
}

fn sections(top: &Dict) -> impl Iterator<Item = (&Key, &Value)> {
    top.iter().filter(|(saltenv, _)| saltenv.as_str() != Some("include"))
}

fn add(merged: &mut Dict, saltenv: &Key, of: &Value) -> Result<(), Failure> {
    let targets = targets(of)?.clone();
    if !targets.is_empty() {
        section(merged, saltenv).extend(targets);
    }
    Ok(())
}

fn base_first(tops: &Tops) -> Result<Dict, Failure> {
    let mut merged = Dict::new();
    for top in tops.get("base").into_iter().flatten() {
        for (saltenv, of) in sections(top) {
            add(&mut merged, saltenv, of)?;
        }
    }
    let from_base: Vec<Key> = merged.keys().cloned().collect();
    for (own, files) in tops.iter().filter(|(env, _)| *env != "base") {
        // Once the first file of an environment has given the section, Salt takes it from no other.
        let mut taken = from_base.iter().any(|key| key.as_str() == Some(own));
        for (saltenv, of) in files.iter().flat_map(sections) {
            if saltenv.as_str() != Some(own) || taken {
                continue;
            }
            add(&mut merged, saltenv, of)?;
            taken = merged.contains_key(saltenv);
        }
    }
    Ok(merged)
}

fn each_its_own(tops: &Tops, options: &Options) -> Result<Dict, Failure> {
    let mut merged = Dict::new();
    for (own, files) in tops {
        let empty = files.iter().all(Dict::is_empty);
        let files = if empty { tops.get(&options.default_top) } else { Some(files) };
        for (saltenv, of) in files.into_iter().flatten().flat_map(sections) {
            if saltenv.as_str() == Some(own) {
                add(&mut merged, saltenv, of)?;
            }
        }
    }
    Ok(merged)
}

fn everything(tops: &Tops) -> Result<Dict, Failure> {
    let mut merged = Dict::new();
    for (saltenv, of) in tops.values().flatten().flat_map(sections) {
        for (target, states) in targets(of)? {
            let known = section(&mut merged, saltenv);
            let joined = match known.get_key(target) {
                None => states.clone(),
                Some(before) => join(before, states),
            };
            known.insert(target.clone(), joined);
        }
    }
    Ok(merged)
}

/// Two lists of one target: the matcher of the later one, then the states of both.
fn join(before: &Value, after: &Value) -> Value {
    let read = |value: &Value| -> (Option<Value>, Vec<Value>) {
        let items = value.as_list().unwrap_or_default();
        let matcher = items.iter().rev().find(|item| item.as_dict().is_some()).cloned();
        (matcher, items.iter().filter(|item| item.as_str().is_some()).cloned().collect())
    };
    let ((matcher_before, mut states), (matcher_after, more)) = (read(before), read(after));
    let added = more.into_iter().filter(|sls| !states.contains(sls)).collect::<Vec<_>>();
    states.extend(added);
    matcher_after.or(matcher_before).into_iter().chain(states).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{super::gather::Tops, merge};
    use crate::options::{Merging, Options};

    fn check(merging: Merging, tops: &[(&str, &str)], expected: &str) {
        let parse = |text: &str| Value::from_json(text).unwrap().into_dict().unwrap();
        let tops: Tops = tops.iter().map(|(env, text)| ((*env).into(), vec![parse(text)])).collect();
        let options = Options { merging, default_top: "base".into(), ..Options::default() };
        assert_eq!(merge(&tops, &options), Ok(parse(expected)));
    }

    const BASE: &str = r#"{"base": {"*": ["a"]}, "dev": {"*": ["b"]}}"#;
    const DEV: &str = r#"{"base": {"*": ["c"]}, "dev": {"*": [{"match": "glob"}, "d"]}}"#;

    #[test]
    fn environments_merge_by_strategy() {
        let tops = [("base", BASE), ("dev", DEV)];
        check(Merging::Merge, &tops, BASE);
        check(Merging::Same, &tops, r#"{"base": {"*": ["a"]}, "dev": {"*": [{"match": "glob"}, "d"]}}"#);
        check(
            Merging::MergeAll,
            &tops,
            r#"{"base": {"*": ["a", "c"]}, "dev": {"*": [{"match": "glob"}, "b", "d"]}}"#,
        );
    }

    #[test]
    fn an_environment_without_a_file_takes_its_section_of_the_default() {
        check(Merging::Same, &[("base", BASE), ("dev", "{}")], BASE);
        let only_base = r#"{"base": {"*": ["a"]}}"#;
        check(
            Merging::Merge,
            &[("base", only_base), ("dev", DEV)],
            r#"{"base": {"*": ["a"]},
            "dev": {"*": [{"match": "glob"}, "d"]}}"#,
        );
    }
}
