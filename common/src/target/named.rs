//! Names in lists of names, as Salt reads them: a glob, or a regular expression for the whole of it.

use super::Pattern;
use crate::glob;

/// Tells whether an expression means a name: by a glob, or by a regular expression that fits from end to end.
pub fn means(expression: &str, name: &str) -> bool {
    glob::matches(expression, name)
        || Pattern::new(&format!("(?:{expression})\\z")).is_ok_and(|pattern| pattern.matches(name))
}

#[cfg(test)]
mod tests {
    use super::means;

    #[test]
    fn globs_and_whole_regular_expressions() {
        for (expression, name, expected) in [
            ("web1", "web1", true),
            ("web*", "web1", true),
            ("web", "web1", false),
            (r"web\d", "web1", true),
            (r"web\d", "web12", false),
            ("db|web", "web", true),
            ("db|web", "web1", false),
            ("(", "web1", false),
            (".*", "web1", true),
        ] {
            assert_eq!(means(expression, name), expected, "{expression} {name}");
        }
    }
}
