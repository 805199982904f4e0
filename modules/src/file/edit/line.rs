//! One line: inserted, replaced, removed or ensured, between others.

use halite_states::declare::ModuleError;

use crate::file::regex::{Expression, Flags};

/// What to do with which line.
#[derive(Clone, Copy, Debug)]
pub(in crate::file) struct Line<'a> {
    pub(in crate::file) content: Option<&'a str>,
    pub(in crate::file) pattern: Option<&'a str>,
    pub(in crate::file) mode: &'a str,
    pub(in crate::file) location: Option<&'a str>,
    pub(in crate::file) before: Option<&'a str>,
    pub(in crate::file) after: Option<&'a str>,
    pub(in crate::file) indent: bool,
}

/// The new text.
pub(in crate::file) fn edit(text: &str, line: &Line<'_>) -> Result<String, ModuleError> {
    let mut body: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if body.last().is_some_and(|last| !end_of(last).is_empty()) {
        body.push(String::new());
    }
    if text.is_empty() && matches!(line.mode, "delete" | "replace") {
        body.clear();
    }
    let mut body = line.apply(body)?;
    let last = body.len().saturating_sub(1);
    for at in 0..last {
        if end_of(&body[at]).is_empty() {
            let like = if at > 0 { at - 1 } else { 1 };
            body[at] = with_end_like(&body[like], &body[at]);
        }
    }
    if body.last().is_some_and(String::is_empty) {
        body.pop();
    }
    Ok(body.concat())
}

impl Line<'_> {
    fn apply(&self, mut lines: Vec<String>) -> Result<Vec<String>, ModuleError> {
        let content = self.content.unwrap_or_default();
        let pattern = match (self.pattern.filter(|pattern| !pattern.is_empty()), self.before, self.after) {
            (None, None, None) => self.content,
            (pattern, ..) => pattern,
        };
        let found = found(&lines, pattern)?;
        match self.mode {
            "delete" => {
                if let Some(first) =
                    found.as_ref().and_then(|found| found.first()).map(|at| lines[*at].clone())
                {
                    lines.retain(|line| *line != first);
                }
            }
            "replace" => {
                if let Some(at) = found.as_ref().and_then(|found| found.first()) {
                    lines[*at] = self.indented(&lines[*at], content);
                }
            }
            "insert" => self.insert(&mut lines, content)?,
            "ensure" => self.ensure(&mut lines, content)?,
            other => return Err(ModuleError::failed(format!("Unknown mode: \"{other}\""))),
        }
        Ok(lines)
    }

    fn insert(&self, lines: &mut Vec<String>, content: &str) -> Result<(), ModuleError> {
        if let Some(location) = self.location.filter(|location| !location.is_empty()) {
            match (location, lines.last()) {
                ("end", Some(last)) => lines.push(self.indented(&last.clone(), content)),
                ("end", None) => lines.push(content.to_owned()),
                ("start", Some(_)) => lines.insert(0, with_end_like(&lines[0].clone(), content)),
                ("start", None) => lines.push(format!("{content}\n")),
                _ => {}
            }
            return Ok(());
        }
        if self.before.is_none() && self.after.is_none() {
            return Err(ModuleError::failed(
                "On insert either \"location\" or \"before/after\" conditions are required.",
            ));
        }
        let before = found(lines, self.before)?.unwrap_or_default();
        let after = found(lines, self.after)?.unwrap_or_default();
        match (before.is_empty(), after.is_empty()) {
            (false, false) => {
                let (at, _) = (once(&before, "before")?, once(&after, "after")?);
                lines.insert(at, self.indented(&lines[at].clone(), content));
            }
            (_, false) => {
                let at = once(&after, "after")?;
                if lines.get(at + 1).is_none_or(|next| bare(next) != bare(content)) {
                    lines.insert(at + 1, self.indented(&lines[at].clone(), content));
                }
            }
            (false, _) => {
                let at = once(&before, "before")?;
                // As in Python, what stands before the first line is the last one.
                let previous = at.checked_sub(1).unwrap_or(lines.len() - 1);
                if bare(&lines[previous]) != bare(content) {
                    lines.insert(at, self.indented(&lines[at].clone(), content));
                }
            }
            _ => return Err(ModuleError::failed("Neither before or after was found in file")),
        }
        Ok(())
    }

    fn ensure(&self, lines: &mut Vec<String>, content: &str) -> Result<(), ModuleError> {
        let before = found(lines, self.before)?.unwrap_or_default();
        let after = found(lines, self.after)?.unwrap_or_default();
        match (before.is_empty(), after.is_empty()) {
            (false, false) => {
                let (after, before) = (once(&after, "after")?, once(&before, "before")?);
                if lines.iter().any(|line| line.trim_start() == content) {
                    return Ok(());
                }
                let new = self.indented(&lines[after].clone(), content);
                if after + 1 == before {
                    lines.insert(after + 1, new);
                } else if after + 2 == before {
                    lines[after + 1] = new;
                } else {
                    return Err(ModuleError::failed(
                        "Found more than one line between boundaries \"before\" and \"after\".",
                    ));
                }
            }
            (false, true) => {
                let at = once(&before, "before")?;
                if at == 0 || bare(&lines[at - 1]) != bare(content) {
                    let like = at.checked_sub(1).unwrap_or(lines.len() - 1);
                    lines.insert(at, self.indented(&lines[like].clone(), content));
                }
            }
            (true, false) => {
                let at = once(&after, "after")?;
                if lines.get(at + 1).is_none_or(|next| bare(next) != bare(content)) {
                    lines.insert(at + 1, self.indented(&lines[at].clone(), content));
                }
            }
            (true, true) => {
                return Err(ModuleError::failed(
                    "Wrong conditions? Unable to ensure line without knowing where to put it before and/or after.",
                ));
            }
        }
        Ok(())
    }

    fn indented(&self, like: &str, line: &str) -> String {
        if !self.indent {
            return line.to_owned();
        }
        let indent: String = like.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        indent + line.trim_start()
    }
}

/// Positions of the lines that a pattern or a text is in; `None` without a pattern, or without lines.
///
/// Salt goes on with the lines' texts, so equal lines count at the place of the first.
fn found(lines: &[String], pattern: Option<&str>) -> Result<Option<Vec<usize>>, ModuleError> {
    let Some(pattern) = pattern.filter(|pattern| !pattern.is_empty() && !lines.is_empty()) else {
        return Ok(None);
    };
    let expression = Expression::new(pattern, Flags::DOTALL)?;
    let mut found = Vec::new();
    for line in lines {
        if expression.is_in(line)? || line.contains(pattern) {
            found.extend(lines.iter().position(|known| known == line));
        }
    }
    Ok(Some(found))
}

fn once(found: &[usize], what: &str) -> Result<usize, ModuleError> {
    match found {
        [one] => Ok(*one),
        [] => {
            Err(ModuleError::failed(format!("Found less than expected occurrences in \"{what}\" expression")))
        }
        _ => {
            Err(ModuleError::failed(format!("Found more than expected occurrences in \"{what}\" expression")))
        }
    }
}

fn bare(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

fn end_of(line: &str) -> &str {
    match line {
        line if line.ends_with("\r\n") => "\r\n",
        line if line.ends_with('\n') => "\n",
        line if line.ends_with('\r') => "\r",
        _ => "",
    }
}

fn with_end_like(like: &str, line: &str) -> String {
    let end = if end_of(like).is_empty() { "\n" } else { end_of(like) };
    format!("{}{end}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Line, edit};

    fn line<'a>(mode: &'a str, content: &'a str) -> Line<'a> {
        Line {
            content: Some(content),
            pattern: None,
            mode,
            location: None,
            before: None,
            after: None,
            indent: true,
        }
    }

    fn check(text: &str, line: &Line<'_>, expected: Result<&str, &str>) {
        let came = edit(text, line).map_err(|error| error.to_string());
        match expected {
            Ok(text) => assert_eq!(came.as_deref(), Ok(text)),
            Err(part) => assert!(came.as_ref().is_err_and(|error| error.contains(part)), "{came:?}"),
        }
    }

    #[test]
    fn a_line_is_ensured() {
        let after = Line { after: Some("^b"), ..line("ensure", "x") };
        check("a\n  b\nc\n", &Line { after: Some("b"), ..after }, Ok("a\n  b\n  x\nc\n"));
        check("a\nb\nx\n", &after, Ok("a\nb\nx\n"));
        check("a\nb\n", &after, Ok("a\nb\nx\n"));
        check("b\nb2\n", &after, Err("Found more than expected"));
        check("a\nc\n", &Line { before: Some("^c"), ..line("ensure", "x") }, Ok("a\nx\nc\n"));
        let between = Line { after: Some("^a"), before: Some("^c"), ..line("ensure", "x") };
        check("a\nc\n", &between, Ok("a\nx\nc\n"));
        check("a\nold\nc\n", &between, Ok("a\nx\nc\n"));
        check("a\n1\n2\nc\n", &between, Err("more than one line between"));
        check("a\n", &line("ensure", "x"), Err("Unable to ensure line"));
    }

    #[test]
    fn a_line_is_inserted() {
        check("a\n", &Line { location: Some("start"), ..line("insert", "x") }, Ok("x\na\n"));
        // Salt 3008 leaves an empty line there too.
        check("a\n", &Line { location: Some("end"), ..line("insert", "x") }, Ok("a\n\nx"));
        check("a\nb\n", &Line { before: Some("^b"), ..line("insert", "x") }, Ok("a\nx\nb\n"));
        check("a\nb\n", &line("insert", "x"), Err("conditions are required"));
    }

    #[test]
    fn a_line_is_replaced_or_removed() {
        check("a\n  b\n", &Line { pattern: Some("b"), ..line("replace", "x") }, Ok("a\n  x\n"));
        check("a\nb\na\n", &Line { content: None, pattern: Some("a"), ..line("delete", "") }, Ok("b\n"));
        check("a\nb\n", &line("delete", "b"), Ok("a\n"));
        check("a\n", &line("shuffle", "b"), Err("Unknown mode"));
        check("", &line("replace", "b"), Ok(""));
    }
}
