//! `include_pat` and `exclude_pat`: globs, or regular expressions behind `E@`.

use fancy_regex::Regex;
use halite_common::{
    declare::{OneOrMany, Text},
    glob,
};
use halite_states::declare::ModuleError;

/// Several patterns of which one has to fit.
pub(crate) struct Patterns(Vec<Pattern>);

enum Pattern {
    Glob(String),
    Regex(Regex),
}

impl Patterns {
    /// Reads patterns.
    pub(crate) fn read(patterns: &OneOrMany<Text>) -> Result<Patterns, ModuleError> {
        let one = |text: &Text| match text.strip_prefix("E@") {
            Some(regex) => regular(regex).map(Pattern::Regex),
            None => Ok(Pattern::Glob(text.0.clone())),
        };
        Ok(Patterns(patterns.0.iter().filter(|text| !text.is_empty()).map(one).collect::<Result<_, _>>()?))
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them fits.
    pub(super) fn any(&self, path: &str) -> bool {
        self.0.iter().any(|pattern| match pattern {
            Pattern::Glob(glob) => glob::matches(glob, path),
            Pattern::Regex(regex) => regex.is_match(path).unwrap_or(false),
        })
    }
}

/// Whether a path is meant: included by one (if there are any), and excluded by none.
pub(crate) fn meant(path: &str, include: &Patterns, exclude: &Patterns) -> bool {
    (include.is_empty() || include.any(path)) && !exclude.any(path)
}

/// Reads a regular expression of the user's.
pub(super) fn regular(text: &str) -> Result<Regex, ModuleError> {
    Regex::new(text)
        .map_err(|error| ModuleError::failed(format!("`{text}` is not a regular expression: {error}")))
}

#[cfg(test)]
mod tests {
    use halite_common::declare::OneOrMany;

    use super::{Patterns, meant};

    #[test]
    fn globs_and_expressions() {
        let read =
            |texts: &[&str]| Patterns::read(&OneOrMany(texts.iter().map(|t| (*t).into()).collect())).unwrap();
        let check = |path: &str, include: &[&str], exclude: &[&str], expected: bool| {
            assert_eq!(meant(path, &read(include), &read(exclude)), expected, "{path}");
        };
        check("a/b.conf", &[], &[], true);
        check("a/b.conf", &["*.conf"], &[], true);
        check("a/b.conf", &["*.txt"], &[], false);
        check("a/b.conf", &[], &["a/*"], false);
        check("a/b.conf", &[r"E@b\.c"], &["E@^b"], true);
        check("a/b.conf", &["*.conf"], &["*b*"], false);
    }
}
