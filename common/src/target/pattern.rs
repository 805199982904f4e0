//! Regular expressions as Python's `re.match` reads them: anchored at the start, open at the end.

use fancy_regex::{Regex, RegexBuilder};

use crate::failure::{Failure, Kind};

/// Steps after which a match is given up, so that no expression can stall the program.
const BACKTRACK_LIMIT: usize = 200_000;

/// A regular expression, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression in Python's dialect.
    pub fn new(text: &str) -> Result<Pattern, Failure> {
        Pattern::build(text, false)
    }

    /// The same, without regard to case.
    pub fn caseless(text: &str) -> Result<Pattern, Failure> {
        Pattern::build(text, true)
    }

    fn build(text: &str, caseless: bool) -> Result<Pattern, Failure> {
        RegexBuilder::new(text)
            .case_insensitive(caseless)
            .backtrack_limit(BACKTRACK_LIMIT)
            .build()
            .map(Pattern)
            .map_err(|error| Failure::new(Kind::Usage, format!("`{text}` is no regular expression: {error}")))
    }

    /// Tells whether the text begins with a match. A match that costs too much is none.
    pub fn matches(&self, text: &str) -> bool {
        // The leftmost match begins at 0 if any match does, so there is no need to anchor the user's text.
        matches!(self.0.find(text), Ok(Some(found)) if found.start() == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_are_anchored_at_the_start_only() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(Pattern::new(pattern).expect(pattern).matches(text), expected, "{pattern} on {text}");
        };
        check("web", "web1", true);
        check("eb", "web1", false);
        check("db|web", "web1", true);
        check("web(?!1)", "web1", false);
        check("(?i)WEB", "web1", true);
        check("(?P<n>.)x(?P=n)", "axa", true);
        check("", "web1", true);
        check("web$", "web1", false);
        assert!(Pattern::new("web(").is_err());
        assert!(Pattern::caseless("DEBIAN").expect("a pattern").matches("debian"));
    }

    #[test]
    fn a_costly_match_is_none() {
        let pattern = Pattern::new(r"(?=(a+)+$)(a+)+\1$").expect("a pattern");
        assert!(!pattern.matches(&format!("{}b", "a".repeat(60))));
    }
}
