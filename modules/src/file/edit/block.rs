//! The text between two marked lines.

use halite_states::declare::ModuleError;

use crate::file::regex::{Expression, Flags};

/// Which block, and what is to be in it.
pub(in crate::file) struct Block<'a> {
    pub(in crate::file) start: &'a str,
    pub(in crate::file) end: &'a str,
    pub(in crate::file) content: &'a str,
    /// Ends the content with a line end: `None` if it has none of its own.
    pub(in crate::file) newline: Option<bool>,
    pub(in crate::file) missing: Missing<'a>,
}

/// What to do where there is no such block.
#[derive(Clone, Copy, Debug)]
pub(in crate::file) enum Missing<'a> {
    Fail,
    Append,
    Prepend,
    Before(&'a str),
    After(&'a str),
}

impl<'a> Missing<'a> {
    /// Reads the arguments of which only one may be given.
    pub(in crate::file) fn read(
        append: bool,
        prepend: bool,
        before: Option<&'a str>,
        after: Option<&'a str>,
    ) -> Result<Missing<'a>, ModuleError> {
        let before = before.filter(|pattern| !pattern.is_empty());
        let after = after.filter(|pattern| !pattern.is_empty());
        match (append, prepend, before, after) {
            (false, false, None, None) => Ok(Missing::Fail),
            (true, false, None, None) => Ok(Missing::Append),
            (false, true, None, None) => Ok(Missing::Prepend),
            (false, false, Some(pattern), None) => Ok(Missing::Before(pattern)),
            (false, false, None, Some(pattern)) => Ok(Missing::After(pattern)),
            _ => Err(ModuleError::Usage(
                "Only one of append_if_not_found, prepend_if_not_found, insert_before_match, and \
                 insert_after_match is permitted"
                    .into(),
            )),
        }
    }
}

const NOT_FOUND: &str = "Cannot edit marked block. Markers were not found in file.";

/// The new text.
pub(in crate::file) fn replace(text: &str, block: &Block<'_>) -> Result<String, ModuleError> {
    let end_of_line = if text.lines().next().is_some() && first_end(text) == "\r\n" { "\r\n" } else { "\n" };
    let mut new: Vec<String> = Vec::new();
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive('\n') {
        if line.contains(block.start) {
            inside = true;
        } else if inside {
            if let Some(at) = line.find(block.end) {
                (inside, found) = (false, true);
                new.extend(block.lines(end_of_line, &line[at..]));
            }
            continue;
        }
        new.push(line.to_owned());
    }
    if inside {
        return Err(ModuleError::failed("Unterminated marked block. End of file reached before marker_end."));
    }
    if !found {
        add(&mut new, text, block, end_of_line)?;
    }
    Ok(new.concat())
}

fn first_end(text: &str) -> &str {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    if line.ends_with("\r\n") { "\r\n" } else { "\n" }
}

fn add(new: &mut Vec<String>, text: &str, block: &Block<'_>, end_of_line: &str) -> Result<(), ModuleError> {
    let whole = || {
        let start = format!("{}{end_of_line}", block.start);
        std::iter::once(start).chain(block.lines(end_of_line, block.end))
    };
    let at = |pattern: &str| -> Result<usize, ModuleError> {
        let expression = Expression::new(pattern, Flags::NONE)?;
        for (at, line) in text.split_inclusive('\n').enumerate() {
            if expression.is_in(line)? {
                return Ok(at);
            }
        }
        Err(ModuleError::failed(NOT_FOUND))
    };
    let place = match block.missing {
        Missing::Fail => return Err(ModuleError::failed(NOT_FOUND)),
        Missing::Prepend => 0,
        Missing::Append => {
            if let Some(last) = new.last_mut().filter(|last| !last.ends_with(end_of_line)) {
                last.push_str(end_of_line);
            }
            new.len()
        }
        Missing::Before(pattern) => at(pattern)?,
        Missing::After(pattern) => at(pattern)? + 1,
    };
    new.splice(place..place, whole());
    Ok(())
}

impl Block<'_> {
    /// The lines after the first marker.
    fn lines(&self, end_of_line: &str, end: &str) -> Vec<String> {
        let end = format!("{}{end_of_line}", end.trim_end_matches(['\r', '\n']));
        let newline = self.newline.unwrap_or(!self.content.ends_with('\n'));
        let content = self.content.replace("\r\n", "\n");
        let mut lines: Vec<String> = content.split('\n').map(|line| format!("{line}{end_of_line}")).collect();
        if !newline && let Some(last) = lines.pop() {
            let bare = last.strip_suffix(end_of_line).unwrap_or(&last).to_owned();
            lines.push(bare + &end);
            return lines;
        }
        lines.push(end);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Missing, replace};

    fn check(
        text: &str,
        content: &str,
        newline: Option<bool>,
        missing: Missing<'_>,
        expected: Result<&str, &str>,
    ) {
        let block = Block { start: "# start", end: "# end", content, newline, missing };
        let came = replace(text, &block).map_err(|error| error.to_string());
        match expected {
            Ok(text) => assert_eq!(came.as_deref(), Ok(text)),
            Err(part) => assert!(came.is_err_and(|error| error.contains(part))),
        }
    }

    #[test]
    fn a_block_is_replaced() {
        let text = "a\n# start --\nold\nold\n# end --\nb\n";
        check(text, "new", None, Missing::Fail, Ok("a\n# start --\nnew\n# end --\nb\n"));
        check(text, "new\n", None, Missing::Fail, Ok("a\n# start --\nnew\n# end --\nb\n"));
        check(text, "new\n", Some(true), Missing::Fail, Ok("a\n# start --\nnew\n\n# end --\nb\n"));
        check(text, "new", Some(false), Missing::Fail, Ok("a\n# start --\nnew# end --\nb\n"));
        check("# start\r\nx\r\n# end\r\n", "y", None, Missing::Fail, Ok("# start\r\ny\r\n# end\r\n"));
    }

    #[test]
    fn a_block_is_added() {
        check("a", "x", None, Missing::Append, Ok("a\n# start\nx\n# end\n"));
        check("a\n", "x", None, Missing::Prepend, Ok("# start\nx\n# end\na\n"));
        check("a\nb\n", "x", None, Missing::Before("^b"), Ok("a\n# start\nx\n# end\nb\n"));
        check("a\nb\n", "x", None, Missing::After("^a"), Ok("a\n# start\nx\n# end\nb\n"));
        check("a\n", "x", None, Missing::Fail, Err("Markers were not found"));
        check("a\n", "x", None, Missing::After("^z"), Err("Markers were not found"));
        check("# start\n", "x", None, Missing::Append, Err("Unterminated"));
    }
}
