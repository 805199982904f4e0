//! Commenting lines out and in.

use halite_states::declare::ModuleError;

use crate::file::regex::{Expression, Flags};

/// How lines stand before anything is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::file) enum Standing {
    /// Some line is to be changed.
    ToDo,
    /// All are as they should be.
    Done,
    /// No line is meant.
    NotFound,
}

/// The expression without what anchors it.
pub(in crate::file) fn unanchored(regex: &str) -> String {
    let (flags, rest) = match regex.strip_prefix('(') {
        Some(rest) => {
            let inner = rest.strip_prefix('?').unwrap_or(rest);
            let end = inner
                .find(')')
                .filter(|end| inner[..*end].chars().all(|c| "iLmsux".contains(c)) && *end == 1);
            match end {
                Some(end) => (true, &inner[end + 1..]),
                None => (false, regex),
            }
        }
        None => (false, regex),
    };
    let rest = if flags { rest } else { regex };
    let rest = rest.strip_prefix('^').unwrap_or(rest);
    rest.strip_suffix('$').unwrap_or(rest).to_owned()
}

/// Whether lines are to be commented out.
pub(in crate::file) fn standing_for_comment(
    text: &str,
    regex: &str,
    mark: &str,
) -> Result<Standing, ModuleError> {
    let bare = unanchored(regex);
    let open = Expression::new(&format!(r"^(?!\s*{mark})\s*{bare}"), Flags::MULTILINE)?;
    if open.is_in(text)? {
        return Ok(Standing::ToDo);
    }
    Ok(match is_commented(text, regex, mark)? {
        true => Standing::Done,
        false => Standing::NotFound,
    })
}

/// Whether some line is commented out.
pub(in crate::file) fn is_commented(text: &str, regex: &str, mark: &str) -> Result<bool, ModuleError> {
    Expression::new(&format!("{mark}{}", unanchored(regex)), Flags::MULTILINE)?.is_in(text)
}

/// Whether lines are to be commented in.
pub(in crate::file) fn standing_for_uncomment(
    text: &str,
    regex: &str,
    mark: &str,
) -> Result<Standing, ModuleError> {
    let bare = regex.trim_start_matches('^');
    let closed = Expression::new(&format!("{mark}[ \t]*{bare}"), Flags::MULTILINE)?;
    if closed.is_in(text)? {
        return Ok(Standing::ToDo);
    }
    Ok(match is_uncommented(text, regex)? {
        true => Standing::Done,
        false => Standing::NotFound,
    })
}

/// Whether some line is commented in.
pub(in crate::file) fn is_uncommented(text: &str, regex: &str) -> Result<bool, ModuleError> {
    let bare = regex.trim_start_matches('^');
    Expression::new(&format!("^[ \t]*{bare}"), Flags::MULTILINE)?.is_in(text)
}

/// The text with the lines that match commented out (or in).
pub(in crate::file) fn change(text: &str, regex: &str, mark: &str, out: bool) -> Result<String, ModuleError> {
    let core = regex.trim_start_matches('^').trim_end_matches('$');
    let end = if regex.ends_with('$') { "$" } else { "" };
    let pattern = match out {
        true => format!("{}({core}){end}", if regex.starts_with('^') { "^" } else { "" }),
        false => format!(r"^{mark}\s*({core}){end}"),
    };
    let expression = Expression::new(&pattern, Flags::NONE)?;
    let mut new = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match (expression.begins(line)?, out) {
            (false, _) => new.push_str(line),
            (true, true) => new.extend([mark, line]),
            (true, false) => new.push_str(line.trim_start_matches(|c| mark.contains(c))),
        }
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::{Standing, change, standing_for_comment, standing_for_uncomment, unanchored};

    #[test]
    fn lines_are_commented_out_and_in() {
        assert_eq!(change("a b\nc\n", "^a.*$", "#", true).unwrap(), "#a b\nc\n");
        assert_eq!(change("#a b\n##c\n", "^a", "#", false).unwrap(), "a b\n##c\n");
        assert_eq!(change("# a\n", "a", "#", false).unwrap(), " a\n");
    }

    #[test]
    fn where_lines_stand() {
        let check = |text: &str, out: Standing, into: Standing| {
            assert_eq!(standing_for_comment(text, "^a.*$", "#").unwrap(), out, "{text:?}");
            assert_eq!(standing_for_uncomment(text, "^a", "#").unwrap(), into, "{text:?}");
        };
        check("a\n", Standing::ToDo, Standing::Done);
        check("#a\n", Standing::Done, Standing::ToDo);
        check("b\n", Standing::NotFound, Standing::NotFound);
    }

    #[test]
    fn anchors_are_taken_off() {
        for (regex, expected) in
            [("^a$", "a"), ("a", "a"), ("(i)^a", "a"), ("(?i)^a$", "a"), ("(ab)c", "(ab)c")]
        {
            assert_eq!(unanchored(regex), expected);
        }
    }
}
