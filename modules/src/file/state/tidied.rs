//! `file.tidied`.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::{FileKind, Stat},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file::{
    backup::local,
    place,
    regex::{Expression, Flags},
    tree::{Level, remove, walk},
};

/// Removes from a folder what is old, large or of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tidied {
    /// The folder.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Age in days from which things go.
    #[serde(default)]
    age: i64,
    /// Regular expressions, matched from the beginning of names, for what may go; all, if left out.
    #[serde(default)]
    matches: Option<OneOrMany<Text>>,
    /// Removes folders too.
    #[serde(default)]
    rmdirs: bool,
    /// Size from which files go: bytes, or a text such as `10M`.
    #[serde(default)]
    size: Value,
    /// Regular expressions for what stays.
    #[serde(default)]
    exclude: OneOrMany<Text>,
    /// Matches whole paths, not names.
    #[serde(default)]
    full_path_match: bool,
    /// Enters folders behind links.
    #[serde(default)]
    followlinks: bool,
    /// The time that tells the age: `atime`, `mtime` or `ctime`.
    #[serde(default)]
    time_comparison: Value,
    /// `OR`: one of age and size is enough; `AND`: both are needed.
    #[serde(default)]
    age_size_logical_operator: Text,
    /// Looks at `age` or at `size` only.
    #[serde(default)]
    age_size_only: Option<Text>,
    /// Removes symbolic links.
    #[serde(default = "yes")]
    rmlinks: bool,
}

fn yes() -> bool {
    true
}

impl State for Tidied {
    const NAME: &'static str = "file.tidied";
    type Plan = Vec<PathBuf>;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Vec<PathBuf>>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        let top = Path::new(&name);
        if !top.is_absolute() {
            return Ok(Verdict::failed(format!("Specified file {name} is not an absolute path")));
        }
        if !ask.probe.is_dir(top) {
            return Ok(Verdict::failed(format!("{name} does not exist or is not a directory.")));
        }
        let rules = Rules::read(self, ask)?;
        let mut due = Vec::new();
        for level in self.levels(ask, top)?.into_iter().rev() {
            for entry in level.files.iter().chain(&level.dirs) {
                if rules.cover(ask, &level.path, entry)? {
                    due.push(level.path.join(entry));
                }
            }
        }
        if due.is_empty() {
            return Ok(Verdict::in_place(format!("Nothing to remove from directory {name}")));
        }
        Ok(Verdict::Change(due))
    }

    fn describe(&self, _: &Ask<'_>, due: &Vec<PathBuf>) -> Outcome {
        Outcome::changed(removed(due), format!("{} is set for tidy", self.name))
    }

    fn apply(&self, act: &Act<'_>, due: Vec<PathBuf>) -> Result<Outcome, ModuleError> {
        for path in &due {
            // A folder takes along what was found in it before.
            remove(act, path)?;
        }
        let comment = format!("Removed {} files or directories from directory {}", due.len(), self.name);
        Ok(Outcome::changed(removed(&due), comment))
    }
}

fn removed(due: &[PathBuf]) -> Dict {
    let paths: Vec<Value> = due.iter().map(|path| Value::from(path.display().to_string())).collect();
    Dict::from([("removed", Value::List(paths))])
}

impl Tidied {
    /// The folders, outermost first. Those behind links come after the folder that has the link; a loop is left out.
    fn levels(&self, ask: &Ask<'_>, top: &Path) -> Result<Vec<Level>, ModuleError> {
        let mut levels = walk(ask.probe, top, None).map_err(ModuleError::file("list", top))?;
        if !self.followlinks {
            return Ok(levels);
        }
        let mut entered: Vec<PathBuf> =
            levels.iter().map(|level| place::real(ask.probe, &level.path)).collect();
        let mut at = 0;
        while let Some(level) = levels.get(at) {
            let links = level.dirs.iter().map(|dir| level.path.join(dir));
            let links: Vec<PathBuf> = links.filter(|dir| place::is_link(ask.probe, dir)).collect();
            for link in links {
                let real = place::real(ask.probe, &link);
                if !entered.contains(&real) {
                    entered.push(real);
                    levels.extend(walk(ask.probe, &link, None).map_err(ModuleError::file("list", &link))?);
                }
            }
            at += 1;
        }
        Ok(levels)
    }
}

/// What goes and what stays.
struct Rules<'a> {
    tidied: &'a Tidied,
    matches: Vec<Expression>,
    exclude: Vec<Expression>,
    size: i128,
    now: SystemTime,
}

impl Rules<'_> {
    fn read<'a>(tidied: &'a Tidied, ask: &Ask<'_>) -> Result<Rules<'a>, ModuleError> {
        let compile = |patterns: &[Text]| {
            patterns
                .iter()
                .map(|pattern| Expression::new(pattern, Flags::NONE))
                .collect::<Result<Vec<_>, _>>()
        };
        let matches = match &tidied.matches {
            Some(matches) => compile(&matches.0)?,
            None => compile(&[".*".into()])?,
        };
        let size = match &tidied.size {
            Value::Null => 0,
            Value::Str(text) => bytes(text),
            other => other.as_float().map_or(0, |size| size as i128),
        };
        Ok(Rules { tidied, matches, exclude: compile(&tidied.exclude.0)?, size, now: ask.probe.now() })
    }

    fn cover(&self, ask: &Ask<'_>, folder: &Path, entry: &str) -> Result<bool, ModuleError> {
        let path = folder.join(entry);
        // It went away while we looked.
        let Ok(own) = ask.probe.lstat(&path) else { return Ok(false) };
        let may_go = match own.kind {
            FileKind::Symlink => self.tidied.rmlinks,
            FileKind::Directory => self.tidied.rmdirs,
            _ => true,
        };
        if !may_go || !self.is_due(&own) {
            return Ok(false);
        }
        let whole = path.display().to_string();
        let text = if self.tidied.full_path_match { whole.as_str() } else { entry };
        let any = |patterns: &[Expression]| {
            patterns
                .iter()
                .try_fold(false, |found, pattern| Ok::<_, ModuleError>(found || pattern.begins(text)?))
        };
        Ok(any(&self.matches)? && !any(&self.exclude)?)
    }

    fn is_due(&self, stat: &Stat) -> bool {
        let time = match self.tidied.time_comparison.as_str().map(str::to_lowercase).as_deref() {
            Some("ctime") => stat.changed,
            Some("mtime") => stat.modified,
            _ => stat.accessed,
        };
        let size = match stat.kind {
            FileKind::Directory | FileKind::Symlink => 0,
            _ => i128::from(stat.size),
        };
        // Whole days on the calendar, as Salt counts.
        let (today, day) = (local(self.now).date(), local(time).date());
        let days = today.since(day).map_or(0, |span| i64::from(span.get_days())).abs();
        let (old, large) = (days >= self.tidied.age, size >= self.size);
        let only = self.tidied.age_size_only.as_ref().map(|only| only.to_lowercase());
        match only.as_deref() {
            Some("age") => old,
            Some("size") => large,
            _ if self.tidied.age_size_logical_operator.eq_ignore_ascii_case("and") => old && large,
            _ => old || large,
        }
    }
}

/// `10M` as bytes, in powers of 1024; what is no size is none.
fn bytes(text: &str) -> i128 {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, unit) = text.split_at(digits);
    let Ok(number) = number.parse::<f64>() else { return 0 };
    let mut unit = unit.trim().to_lowercase();
    let step: f64 =
        if unit.ends_with('b') && !unit.ends_with("ib") && unit.len() > 1 { 1000.0 } else { 1024.0 };
    unit.truncate(1);
    let power = ["b", "k", "m", "g", "t", "p", "e"].iter().position(|known| *known == unit);
    let Some(power) = power.or(unit.is_empty().then_some(0)) else { return 0 };
    (number * step.powi(i32::try_from(power).unwrap_or_default())) as i128
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes() {
        for (text, expected) in [("100", 100), ("1K", 1024), ("2MiB", 2 << 20), ("1kB", 1000), ("x", 0)] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
