//! `file.find`, and paths with wildcards.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use halite_common::{
    declare::{OneOrMany, Text},
    glob,
    value::Value,
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{FileKind, Probe, Stat},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    owner::{group_name, user_name},
    place,
    regex::{Expression, Flags},
    text,
    times::seconds,
    tree,
};

/// The paths that a path with wildcards means, sorted. Hidden names are only meant by patterns that begin with a dot.
pub(super) fn expand_glob(probe: &dyn Probe, pattern: &str) -> Vec<String> {
    let wild = |part: &str| part.contains(['*', '?', '[']);
    if !wild(pattern) {
        return if place::lies(probe, Path::new(pattern)) { vec![pattern.to_owned()] } else { Vec::new() };
    }
    let mut found = vec![String::from(if pattern.starts_with('/') { "/" } else { "" })];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut next = Vec::new();
        for base in &found {
            let join = |name: &str| {
                if base.is_empty() || base.ends_with('/') {
                    format!("{base}{name}")
                } else {
                    format!("{base}/{name}")
                }
            };
            if !wild(part) {
                next.extend(Some(join(part)).filter(|path| place::lies(probe, Path::new(path))));
                continue;
            }
            let folder = if base.is_empty() { "." } else { base };
            for name in probe.list(Path::new(folder)).unwrap_or_default() {
                let name = name.to_string_lossy();
                if glob::matches(part, &name) && (part.starts_with('.') || !name.starts_with('.')) {
                    next.push(join(&name));
                }
            }
        }
        found = next;
    }
    found
}

/// Finds files below a path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Find {
    /// The path, which may have wildcards.
    path: Text,
    /// `delete` or `print`, as a word of its own.
    #[serde(default, rename = "*args")]
    words: Vec<Text>,
    /// The name fits this glob.
    #[serde(default)]
    name: Option<Text>,
    /// The name fits this glob, whatever its case.
    #[serde(default)]
    iname: Option<Text>,
    /// The name fits this regular expression.
    #[serde(default)]
    regex: Option<Text>,
    /// The name fits this regular expression, whatever its case.
    #[serde(default)]
    iregex: Option<Text>,
    /// Kinds: `a` all, `b` and `c` devices, `d` folders, `p` pipes, `f` files, `l` links, `s` sockets.
    #[serde(default, rename = "type")]
    kinds: Option<Text>,
    /// The owner is one of these.
    #[serde(default)]
    owner: OneOrMany<Text>,
    /// Another word for `owner`.
    #[serde(default)]
    user: OneOrMany<Text>,
    /// The group is one of these.
    #[serde(default)]
    group: OneOrMany<Text>,
    /// The size is this, at least (`+`) or at most (`-`) this; with `b`, `k`, `m`, `g`, `t`.
    #[serde(default)]
    size: Option<Text>,
    /// Changed within this time (`-` or nothing) or before it (`+`): `1w 2d 3h 4m 5s`.
    #[serde(default)]
    mtime: Option<Text>,
    /// The text has a match of this regular expression.
    #[serde(default)]
    grep: Option<Text>,
    /// What to tell: of `path`, `name`, `type`, `size`, `mtime`, `user`, `group`, `mode`, those wanted.
    #[serde(default)]
    print: Option<Text>,
    /// Removes what is found, of these kinds.
    #[serde(default)]
    delete: Option<Value>,
    /// How deep to go; 0 is the path itself.
    #[serde(default)]
    maxdepth: Option<usize>,
    /// How deep to begin.
    #[serde(default)]
    mindepth: usize,
}

impl Function for Find {
    const NAME: &'static str = "file.find";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let probe = act.host.as_probe();
        let filter = match Filter::read(&self, act) {
            Ok(filter) => filter,
            Err(complaint) => return Ok(format!("error: {complaint}").into()),
        };
        let delete = self.words.iter().any(|word| &**word == "delete") || self.delete.is_some();
        let removable = match self.delete.as_ref().and_then(Value::as_str) {
            Some(kinds) => kinds.to_owned(),
            None => "f".to_owned(),
        };
        let mut found: Vec<(PathBuf, Stat)> = Vec::new();
        for top in expand_glob(probe, &place::expand(probe, &self.path)) {
            self.gather(act, &filter, Path::new(&top), 0, &mut found)?;
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        if delete {
            found.retain(|(_, stat)| removable.contains('a') || removable.contains(letter(stat.kind)));
            for (path, _) in found.iter().rev() {
                tree::remove(act, path)?;
            }
        }
        let wanted = self.print.as_deref().unwrap_or("path");
        Ok(found.iter().map(|(path, stat)| told(probe, path, stat, wanted)).collect())
    }
}

impl Find {
    fn gather(
        &self,
        act: &Act<'_>,
        filter: &Filter,
        path: &Path,
        depth: usize,
        found: &mut Vec<(PathBuf, Stat)>,
    ) -> Result<(), ModuleError> {
        // What goes away while we look is not found.
        let Ok(stat) = act.host.lstat(path) else { return Ok(()) };
        if depth >= self.mindepth && filter.fits(act, path, &stat)? {
            found.push((path.to_path_buf(), stat.clone()));
        }
        if stat.kind == FileKind::Directory && self.maxdepth.is_none_or(|max| depth < max) {
            for name in act.host.list(path).unwrap_or_default() {
                self.gather(act, filter, &path.join(name), depth + 1, found)?;
            }
        }
        Ok(())
    }
}

struct Filter {
    glob: Option<(String, bool)>,
    expressions: Vec<Expression>,
    kinds: Option<String>,
    uids: Vec<u32>,
    gids: Vec<u32>,
    size: Option<(char, u64, u64)>,
    mtime: Option<(bool, Duration)>,
    grep: Option<Expression>,
}

impl Filter {
    fn read(find: &Find, act: &Act<'_>) -> Result<Filter, String> {
        let expression = |text: &Option<Text>, flags| -> Result<Option<Expression>, String> {
            text.as_ref().map(|text| Expression::new(text, flags)).transpose().map_err(|e| e.to_string())
        };
        let caseless = Flags::read(&"IGNORECASE".into()).map_err(|error| error.to_string())?;
        let named =
            |name: &Text| act.host.user(name).ok().flatten().map(|user| user.uid).ok_or(name.0.clone());
        let grouped =
            |name: &Text| act.host.group(name).ok().flatten().map(|group| group.gid).ok_or(name.0.clone());
        let split = |many: &OneOrMany<Text>| -> Vec<Text> {
            many.0.iter().flat_map(|text| text.split(',').map(Text::from).collect::<Vec<_>>()).collect()
        };
        let owners = split(&find.owner).into_iter().chain(split(&find.user));
        let lost = |what: &'static str| move |name: String| format!("no such {what} {name}");
        Ok(Filter {
            glob: find
                .name
                .as_ref()
                .map(|glob| (glob.0.clone(), false))
                .or(find.iname.as_ref().map(|glob| (glob.to_lowercase(), true))),
            expressions: [expression(&find.regex, Flags::NONE)?, expression(&find.iregex, caseless)?]
                .into_iter()
                .flatten()
                .collect(),
            kinds: find.kinds.as_ref().map(|kinds| kinds.0.clone()),
            uids: owners.map(|name| named(&name)).collect::<Result<_, _>>().map_err(lost("user"))?,
            gids: split(&find.group).iter().map(grouped).collect::<Result<_, _>>().map_err(lost("group"))?,
            size: find.size.as_ref().map(|text| size(text)).transpose()?,
            mtime: find.mtime.as_ref().map(|text| interval(text)).transpose()?,
            grep: expression(&find.grep, Flags::NONE)?,
        })
    }

    fn fits(&self, act: &Act<'_>, path: &Path, stat: &Stat) -> Result<bool, ModuleError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some((pattern, caseless)) = &self.glob {
            let name = if *caseless { name.to_lowercase() } else { name.clone() };
            if !glob::matches(pattern, &name) {
                return Ok(false);
            }
        }
        for expression in &self.expressions {
            if !expression.begins(&name)? {
                return Ok(false);
            }
        }
        let kind =
            self.kinds.as_ref().is_none_or(|kinds| kinds.contains('a') || kinds.contains(letter(stat.kind)));
        let owner = self.uids.is_empty() || self.uids.contains(&stat.uid);
        let group = self.gids.is_empty() || self.gids.contains(&stat.gid);
        let size = self.size.is_none_or(|(sign, low, high)| match sign {
            '+' => stat.size >= low,
            '-' => stat.size <= high,
            _ => (low..=high).contains(&stat.size),
        });
        let mtime = self.mtime.is_none_or(|(older, span)| {
            let age = act.host.now().duration_since(stat.modified).unwrap_or_default();
            if older { age >= span } else { age <= span }
        });
        if !(kind && owner && group && size && mtime) {
            return Ok(false);
        }
        match &self.grep {
            None => Ok(true),
            Some(_) if stat.kind != FileKind::File => Ok(false),
            Some(expression) => match act.host.read(path) {
                Ok(bytes) => expression.is_in(&text::decode(&bytes)),
                Err(_) => Ok(false),
            },
        }
    }
}

fn letter(kind: FileKind) -> char {
    match kind {
        FileKind::File => 'f',
        FileKind::Directory => 'd',
        FileKind::Symlink => 'l',
        FileKind::Fifo => 'p',
        FileKind::Socket => 's',
        FileKind::CharDevice => 'c',
        FileKind::BlockDevice => 'b',
    }
}

/// `+10k`: the sign, and the least and most bytes that are rounded to it.
fn size(text: &str) -> Result<(char, u64, u64), String> {
    let wrong = || format!("invalid size: \"{text}\"");
    let (sign, rest) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.chars().next().unwrap_or(' '), rest),
        None => (' ', text),
    };
    let rest = rest.to_lowercase();
    let (number, unit) = match rest.strip_suffix(['b', 'k', 'm', 'g', 't']) {
        Some(number) => (number, rest.chars().next_back().unwrap_or('b')),
        None => (rest.as_str(), 'b'),
    };
    let bytes: u64 = match unit {
        'k' => 1 << 10,
        'm' => 1 << 20,
        'g' => 1 << 30,
        't' => 1 << 40,
        _ => 1,
    };
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let low = (number * bytes as f64) as u64;
    Ok((sign, low, if unit == 'b' { low } else { low + bytes - 1 }))
}

/// `+1w 2d`: whether older is meant, and the time.
fn interval(text: &str) -> Result<(bool, Duration), String> {
    let wrong = || format!("invalid time interval: \"{text}\"");
    let (older, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('-').unwrap_or(text)),
    };
    let mut total = 0.0;
    let mut number = String::new();
    for c in rest.chars().filter(|c| !c.is_whitespace()) {
        let factor = match c.to_ascii_lowercase() {
            'w' => 604_800.0,
            'd' => 86_400.0,
            'h' => 3_600.0,
            'm' => 60.0,
            's' => 1.0,
            _ => {
                number.push(c);
                continue;
            }
        };
        total += number.parse::<f64>().map_err(|_| wrong())? * factor;
        number.clear();
    }
    if !number.is_empty() {
        total += number.parse::<f64>().map_err(|_| wrong())?;
    }
    Duration::try_from_secs_f64(total).map(|span| (older, span)).map_err(|_| wrong())
}

fn told(probe: &dyn Probe, path: &Path, stat: &Stat, wanted: &str) -> Value {
    let one = |what: &str| match what.trim() {
        "name" => Value::from(path.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        "type" => letter(stat.kind).to_string().into(),
        "size" => stat.size.into(),
        "mtime" => (seconds(stat.modified) as i64).into(),
        "user" => user_name(probe, stat.uid).into(),
        "group" => group_name(probe, stat.gid).into(),
        "mode" => i128::from(stat.mode).into(),
        _ => path.display().to_string().into(),
    };
    let parts: Vec<&str> = wanted.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [single] => one(single),
        several => several.iter().map(|part| one(part)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{expand_glob, interval, size};
    use crate::fake::Machine;

    #[test]
    fn wildcards() {
        let machine = Machine::default().file("/d/a.conf", "").file("/d/.b.conf", "").file("/d/e/c.conf", "");
        let check = |pattern: &str, expected: &[&str]| assert_eq!(expand_glob(&machine, pattern), expected);
        check("/d/*.conf", &["/d/a.conf"]);
        check("/d/*/*.conf", &["/d/e/c.conf"]);
        check("/d/.*", &["/d/.b.conf"]);
        check("/d/a.conf", &["/d/a.conf"]);
        check("/nothing*", &[]);
    }

    #[test]
    fn sizes_and_intervals() {
        assert_eq!(size("+2k"), Ok(('+', 2048, 3071)));
        assert_eq!(size("100"), Ok((' ', 100, 100)));
        assert!(size("many").is_err());
        assert_eq!(interval("+1h 30m"), Ok((true, Duration::from_secs(5400))));
        assert_eq!(interval("1d"), Ok((false, Duration::from_secs(86_400))));
        assert!(interval("1x").is_err());
    }
}
