//! Configuration files: the main one, what it includes, and `*.d/*.conf`.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{Origin, Role};
use crate::{
    failure::{Failure, Kind, Place},
    value::{Dict, Key, Value},
    yaml,
};

/// Options in the order they were read; a later one is stronger. A dictionary is merged into an earlier one.
pub(super) type Found = Vec<(String, Value, Origin)>;

/// Reads the main file of a folder and everything it includes. A missing main file is an empty one.
pub(super) fn read(role: Role, dir: &Path) -> Result<Found, Failure> {
    let main = dir.join(role.name());
    let mut reader = Reader { seen: HashSet::new(), found: Found::new() };
    reader.file(&main, true)?;
    let default = format!("{}.d/*.conf", role.name());
    let pattern = reader.last_text("default_include").unwrap_or(default);
    reader.include(dir, &pattern)?;
    Ok(reader.found)
}

/// Reads one file and what it includes.
pub(super) fn read_file(path: &Path) -> Result<Found, Failure> {
    let mut reader = Reader { seen: HashSet::new(), found: Found::new() };
    reader.file(path, false)?;
    Ok(reader.found)
}

struct Reader {
    seen: HashSet<PathBuf>,
    found: Found,
}

impl Reader {
    fn file(&mut self, path: &Path, may_miss: bool) -> Result<(), Failure> {
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if may_miss && error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                let message = format!("could not read {}: {error}", path.display());
                return Err(Failure::new(Kind::Config, message));
            }
        };
        self.text(path, &text)
    }

    fn text(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        let name = path.display().to_string();
        let loaded = yaml::load(text).map_err(|error| error.into_failure(Kind::Config, &name, text))?;
        let dict = match loaded.value {
            Value::Null => return Ok(()),
            Value::Dict(dict) => dict,
            other => {
                let message = format!("{name} holds a {}, not options", other.type_name());
                return Err(Failure::new(Kind::Config, message).hint("write `option: value` lines"));
            }
        };
        let dir = path.parent().unwrap_or(Path::new("/"));
        for (key, value) in dict {
            let mark = loaded.marks.key(&key).unwrap_or_default();
            let line = text.lines().nth(mark.line.saturating_sub(1) as usize).map(str::to_owned);
            let place = Place {
                file: name.clone(),
                line: mark.line,
                column: mark.column,
                text: line,
                ..Place::default()
            };
            let Key::Str(option) = key else {
                let message = format!("{} is no option's name", key.to_value().repr());
                return Err(Failure::new(Kind::Config, message).at(place));
            };
            if option == "include" {
                for pattern in texts(&value) {
                    self.include(dir, &pattern)?;
                }
                continue;
            }
            self.found.push((option, value, Origin::File(place)));
        }
        Ok(())
    }

    fn include(&mut self, dir: &Path, pattern: &str) -> Result<(), Failure> {
        for path in matching(&dir.join(pattern)) {
            self.file(&path, false)?;
        }
        Ok(())
    }

    fn last_text(&self, option: &str) -> Option<String> {
        self.found.iter().rev().find(|(name, ..)| name == option)?.1.as_str().map(str::to_owned)
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().map(ToString::to_string).collect(),
        Value::Null => Vec::new(),
        one => vec![one.to_string()],
    }
}

/// The files that a path matches, sorted; `*` and `?` stand only in its last part. Files that begin with `_` are left aside.
fn matching(pattern: &Path) -> Vec<PathBuf> {
    let last = pattern.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if !last.contains(['*', '?']) {
        return vec![pattern.to_owned()];
    }
    let dir = pattern.parent().unwrap_or(Path::new("/"));
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut paths: Vec<PathBuf> = names
        .filter(|name| !name.starts_with(['.', '_']) && wildcard(last.as_bytes(), name.as_bytes()))
        .map(|name| dir.join(name))
        .collect();
    paths.sort();
    paths
}

fn wildcard(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            wildcard(rest, name) || name.split_first().is_some_and(|(_, tail)| wildcard(pattern, tail))
        }
        (Some((b'?', p)), Some((_, n))) => wildcard(p, n),
        (Some((p, pattern)), Some((n, name))) => p == n && wildcard(pattern, name),
        _ => false,
    }
}

/// Merges options of several files: dictionaries into each other, everything else replaced.
pub(super) fn merge(into: &mut Dict, name: &str, value: Value) {
    match (into.get_mut(name), value) {
        (Some(Value::Dict(old)), Value::Dict(new)) => {
            for (key, value) in new {
                old.insert(key, value);
            }
        }
        (_, value) => {
            into.insert(name, value);
        }
    }
}
