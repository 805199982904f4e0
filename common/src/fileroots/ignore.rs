//! `file_ignore_regex` and `file_ignore_glob`: what is not served.

use fancy_regex::Regex;

use crate::{
    glob::Glob,
    value::{Dict, Value},
};

#[derive(Debug, Default)]
pub(super) struct Ignore {
    patterns: Vec<Regex>,
    globs: Vec<Glob>,
}

impl Ignore {
    pub(super) fn from_options(options: &Dict) -> Ignore {
        let patterns = texts(options.get("file_ignore_regex")).into_iter().filter_map(|pattern| {
            Regex::new(pattern)
                .inspect_err(|_| {
                    tracing::warn!(pattern, "`file_ignore_regex` is no regular expression; it is skipped")
                })
                .ok()
        });
        Ignore {
            patterns: patterns.collect(),
            globs: texts(options.get("file_ignore_glob")).into_iter().map(Glob::new).collect(),
        }
    }

    /// Tells whether a path is not to be served. Patterns see the path in its root; a regular expression that gives up
    /// on a path does not match it.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.is_match(path).unwrap_or(false))
            || self.globs.iter().any(|glob| glob.matches(path))
    }
}

fn texts(option: Option<&Value>) -> Vec<&str> {
    match option {
        Some(Value::Str(text)) => vec![text],
        Some(Value::List(texts)) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
