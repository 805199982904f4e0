//! Regular expressions and replacements in Python's dialect.

mod dialect;
mod flags;
mod replacement;

use fancy_regex::{Captures, Regex, RegexBuilder};
pub(crate) use flags::Flags;
use halite_states::declare::ModuleError;

/// Steps after which a match is given up, so that no expression can stall the program.
const BACKTRACK_LIMIT: usize = 10_000_000;

/// A regular expression, ready to search.
#[derive(Debug)]
pub(crate) struct Expression(Regex);

impl Expression {
    /// Reads a regular expression.
    pub(crate) fn new(pattern: &str, flags: Flags) -> Result<Expression, ModuleError> {
        let text = dialect::translate(pattern, flags);
        let built = RegexBuilder::new(&text).backtrack_limit(BACKTRACK_LIMIT).build();
        built
            .map(Expression)
            .map_err(|error| ModuleError::failed(format!("`{pattern}` is not a regular expression: {error}")))
    }

    /// Whether it matches anywhere.
    pub(crate) fn is_in(&self, text: &str) -> Result<bool, ModuleError> {
        self.0.is_match(text).map_err(too_costly)
    }

    /// Whether it matches at the beginning.
    pub(super) fn begins(&self, text: &str) -> Result<bool, ModuleError> {
        let found = self.0.find(text).map_err(too_costly)?;
        Ok(found.is_some_and(|found| found.start() == 0))
    }

    /// Replaces up to `count` matches (0: all), and tells how many there were.
    pub(super) fn replace(
        &self,
        text: &str,
        replacement: &str,
        count: usize,
    ) -> Result<(String, usize), ModuleError> {
        let replacement = replacement::Replacement::read(replacement)?;
        self.replace_with(text, count, |captures| replacement.fill(captures))
    }

    /// Replaces up to `count` matches (0: all) by the text as it is, and tells how many there were.
    pub(super) fn replace_literally(
        &self,
        text: &str,
        replacement: &str,
        count: usize,
    ) -> Result<(String, usize), ModuleError> {
        self.replace_with(text, count, |_| Ok(replacement.to_owned()))
    }

    fn replace_with(
        &self,
        text: &str,
        count: usize,
        fill: impl Fn(&Captures<'_, str>) -> Result<String, ModuleError>,
    ) -> Result<(String, usize), ModuleError> {
        let (mut result, mut copied, mut at, mut found) = (String::new(), 0, 0, 0);
        while at <= text.len() && (count == 0 || found < count) {
            let Some(captures) = self.0.captures_from_pos(text, at).map_err(too_costly)? else { break };
            let Some(whole) = captures.get(0) else { break };
            result.push_str(&text[copied..whole.start()]);
            result.push_str(&fill(&captures)?);
            found += 1;
            copied = whole.end();
            // After an empty match, the next one begins a character further.
            let step = text[copied..].chars().next().map_or(1, char::len_utf8);
            at = if whole.start() == whole.end() { copied + step } else { copied };
        }
        result.push_str(&text[copied.min(text.len())..]);
        Ok((result, found))
    }
}

/// A text as an expression that matches only it.
pub(super) fn escape(text: &str) -> String {
    fancy_regex::escape(text).into_owned()
}

fn too_costly(error: fancy_regex::Error) -> ModuleError {
    ModuleError::failed(format!("the regular expression could not be matched: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Expression, Flags};

    #[test]
    fn replacing_as_python_does() {
        // Expected texts are what Python's `re.sub` gives with `re.MULTILINE`.
        let check = |pattern: &str, replacement: &str, text: &str, expected: &str| {
            let expression = Expression::new(pattern, Flags::MULTILINE).unwrap();
            assert_eq!(expression.replace(text, replacement, 0).unwrap().0, expected, "{pattern}");
        };
        check("^#?Port .*$", "Port 22", "#Port 1\nPort 2\n", "Port 22\nPort 22\n");
        check("(a)(b)?", r"<\1\2>", "ab a", "<ab> <a>");
        check("(?P<x>a)", r"\g<x>\g<1>$1", "a", "aa$1");
        check("x*", "-", "abc", "-a-b-c-");
        check("server {", r"server \\ {\n", "server {", "server \\ {\n");
        check("[[]a]", "x", "[a]", "x");
        check(r"\<b\>", "x", "<b>", "x");
        check("é+", "e", "caféé", "cafe");
    }

    #[test]
    fn the_end_of_a_text_may_be_before_its_last_line_end() {
        let at_end = Expression::new("b$", Flags::NONE).unwrap();
        assert!(at_end.is_in("a\nb\n").unwrap());
        assert!(!at_end.is_in("b\na").unwrap());
        assert!(!Expression::new(r"b\Z", Flags::NONE).unwrap().is_in("b\n").unwrap());
        assert!(!Expression::new("b", Flags::NONE).unwrap().begins("ab").unwrap());
    }

    #[test]
    fn wrong_expressions_are_errors() {
        assert!(Expression::new("a(", Flags::NONE).is_err());
        assert!(Expression::new("a", Flags::NONE).unwrap().replace("a", r"\2", 0).is_err());
    }
}
