//! Replacing what a regular expression matches, and adding a line where it matches nothing.

use halite_states::declare::ModuleError;

use crate::file::regex::{Expression, Flags, escape};

/// What to replace, and by what.
pub(in crate::file) struct Replacement<'a> {
    pub(in crate::file) pattern: &'a str,
    pub(in crate::file) repl: &'a str,
    /// How many matches; 0 is all.
    pub(in crate::file) count: usize,
    pub(in crate::file) flags: Flags,
    /// Takes backslashes in `repl` as they are.
    pub(in crate::file) literal: bool,
    pub(in crate::file) missing: Missing,
    /// The line to add, if it is not `repl`.
    pub(in crate::file) not_found_content: Option<&'a str>,
}

/// What to do where nothing matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::file) enum Missing {
    Leave,
    Append,
    Prepend,
}

/// The new text.
pub(in crate::file) fn replace(text: &str, how: &Replacement<'_>) -> Result<String, ModuleError> {
    let expression = Expression::new(how.pattern, how.flags)?;
    let (mut new, count) = match how.literal {
        true => expression.replace_literally(text, how.repl, how.count)?,
        false => expression.replace(text, how.repl, how.count)?,
    };
    if how.missing == Missing::Leave || count > 0 {
        return Ok(new);
    }
    let line = how.not_found_content.filter(|content| !content.is_empty()).unwrap_or(how.repl);
    let there = Expression::new(&format!("^{}($|(?=\r\n))", escape(line)), how.flags)?;
    if there.is_in(text)? {
        return Ok(new);
    }
    let line = how.not_found_content.unwrap_or(how.repl);
    if how.missing == Missing::Prepend {
        return Ok(format!("{line}\n{new}"));
    }
    if !new.is_empty() && !new.ends_with('\n') {
        new.push('\n');
    }
    Ok(format!("{new}{line}\n"))
}

#[cfg(test)]
mod tests {
    use super::{Flags, Missing, Replacement, replace};

    #[test]
    fn replacing_and_adding() {
        let check = |text: &str, pattern: &str, repl: &str, missing: Missing, expected: &str| {
            let how = Replacement {
                pattern,
                repl,
                count: 0,
                flags: Flags::MULTILINE,
                literal: false,
                missing,
                not_found_content: None,
            };
            assert_eq!(replace(text, &how).unwrap(), expected, "{pattern} on {text:?}");
        };
        check("a=1\nb=2\n", "^a=.*", "a=3", Missing::Leave, "a=3\nb=2\n");
        check("b=2", "^a=.*", "a=3", Missing::Append, "b=2\na=3\n");
        check("b=2\n", "^a=.*", "a=3", Missing::Prepend, "a=3\nb=2\n");
        check("", "^a=.*", "a=3", Missing::Append, "a=3\n");
        check("x\na=3\n", "^nothing", "a=3", Missing::Append, "x\na=3\n");
        check("b=2\n", "^a=.*", "a=3", Missing::Leave, "b=2\n");
    }
}
