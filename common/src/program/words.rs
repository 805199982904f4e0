//! A line in words.

use thiserror::Error;

/// A quote or a backslash that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SplitError {
    /// A quote.
    #[error("No closing quotation")]
    Quote,
    /// A backslash at the end.
    #[error("No escaped character")]
    Escape,
}

/// Splits a line into words as Python's `shlex.split` does: quotes and backslashes, nothing else of a shell.
pub fn split_words(line: &str) -> Result<Vec<String>, SplitError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => single_quoted(&mut chars, word.get_or_insert_default())?,
            '"' => double_quoted(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or(SplitError::Escape)?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

fn single_quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::Quote)? {
            '\'' => return Ok(()),
            c => word.push(c),
        }
    }
}

fn double_quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::Quote)? {
            '"' => return Ok(()),
            '\\' => {
                let escaped = chars.next().ok_or(SplitError::Escape)?;
                if !matches!(escaped, '"' | '\\') {
                    word.push('\\');
                }
                word.push(escaped);
            }
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitError, split_words};

    #[test]
    fn lines_split_as_shlex_does() {
        let check = |line: &str, expected: &[&str]| {
            assert_eq!(
                split_words(line).as_deref(),
                Ok(&*expected.iter().map(ToString::to_string).collect::<Vec<_>>()),
                "{line}"
            )
        };
        check("a  b\tc\n", &["a", "b", "c"]);
        check("echo 'a b' \"c d\"", &["echo", "a b", "c d"]);
        check(r#"x "a\"b\c" '\n' d\ e"#, &["x", r#"a"b\c"#, r"\n", "d e"]);
        check("a'b'\"c\" ''", &["abc", ""]);
        check("a | b > c $HOME #x", &["a", "|", "b", ">", "c", "$HOME", "#x"]);
        check("", &[]);
        assert_eq!(split_words("a 'b"), Err(SplitError::Quote));
        assert_eq!(split_words("a \\"), Err(SplitError::Escape));
    }
}
