//! Adding texts that are not there yet, at the end or the beginning.

use halite_states::declare::ModuleError;

use crate::file::{
    regex::{Expression, Flags, escape},
    text,
};

/// The lines of those chunks that are not in the text.
pub(in crate::file) fn missing_lines<'a>(
    content: &str,
    chunks: &'a [String],
    ignore_whitespace: bool,
) -> Result<Vec<&'a str>, ModuleError> {
    let mut lines = Vec::new();
    for chunk in chunks {
        let pattern = if ignore_whitespace { loose(chunk) } else { chunk.clone() };
        if !Expression::new(&pattern, Flags::MULTILINE)?.is_in(content)? {
            lines.extend(text::lines(chunk));
        }
    }
    Ok(lines)
}

/// The text with lines added at its end.
pub(in crate::file) fn append(content: &str, lines: &[&str]) -> String {
    let mut new = content.to_owned();
    if !new.is_empty() && !new.ends_with('\n') {
        new.push('\n');
    }
    lines.iter().for_each(|line| new.extend([*line, "\n"]));
    new
}

/// The text with lines added at its beginning.
pub(in crate::file) fn prepend(content: &str, lines: &[&str]) -> String {
    let head: String = lines.iter().flat_map(|line| [*line, "\n"]).collect();
    head + content
}

/// An expression that finds a text whatever white space is between its words.
fn loose(chunk: &str) -> String {
    const SPACE: &str = r"(?:[\s]+)?";
    let line = |line: &str| {
        let words: Vec<String> = words(line).into_iter().map(escape).collect();
        format!("{SPACE}{}{SPACE}", words.join(SPACE))
    };
    let lines: String = text::lines(chunk).into_iter().map(line).collect();
    format!("^{lines}$")
}

/// Words, parted by white space. Where a line has both kinds of quotes, what stands in double ones is one word.
fn words(line: &str) -> Vec<&str> {
    let quotes = line.contains('\'') && line.contains('"') && !line.contains("'\\\"");
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let quoted =
            rest.strip_prefix('"').filter(|_| quotes).and_then(|rest| rest.find('"')).map(|at| at + 2);
        let end = quoted.or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{append, missing_lines, words};

    #[test]
    fn only_what_is_missing_is_added() {
        let check = |content: &str, chunk: &str, loose: bool, expected: &[&str]| {
            let chunks = [chunk.to_owned()];
            assert_eq!(missing_lines(content, &chunks, loose).unwrap(), expected, "{chunk} in {content:?}");
        };
        check("a b\n", "a  b", true, &[]);
        check("xa b\n", "a b", true, &["a b"]);
        check("a\n  b\nc\n", "a\nb", true, &[]);
        check("a\nc\n", "a\nb", true, &["a", "b"]);
        check("a (1)\n", "a (1)", true, &[]);
        check("axb\n", "a.b", false, &[]);
        check("", "a", true, &["a"]);
    }

    #[test]
    fn words_and_quotes() {
        assert_eq!(words("a  b "), ["a", "b"]);
        assert_eq!(words("a \"b c\" 'd'"), ["a", "\"b c\"", "'d'"]);
        assert_eq!(words("a \"b c\""), ["a", "\"b", "c\""]);
    }

    #[test]
    fn the_last_line_is_ended_first() {
        assert_eq!(append("a", &["b"]), "a\nb\n");
        assert_eq!(append("", &["b"]), "b\n");
    }
}
