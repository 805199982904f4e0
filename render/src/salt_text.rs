//! Rendering errors in the words of Salt's `SaltRenderError`, which trees and tests look for in results.

use halite_common::yaml::ErrorKind;

use crate::RenderError;

const MARKER: &str = "    <======================";
/// How many lines are shown before and behind the wrong one.
const AROUND: usize = 5;

impl RenderError {
    /// The error as Salt prints it: the message, the line, and the lines around it.
    pub fn salt_text(&self) -> String {
        match self {
            RenderError::Jinja { message, place, text, .. } => {
                let line = place.as_ref().map_or(0, |place| place.line);
                with_line(message, line, text)
            }
            RenderError::Yaml { error, text, .. } if error.kind == ErrorKind::Scanner => {
                let line = error.mark.map_or(0, |mark| mark.line);
                with_line(&error.problem, line, text)
            }
            RenderError::Yaml { error, .. } => error.python_text(),
            RenderError::Gpg { text, .. } => text.clone(),
            other => other.to_string(),
        }
    }
}

fn with_line(message: &str, line: u32, text: &str) -> String {
    if line == 0 || text.is_empty() {
        return message.to_owned();
    }
    format!("{message}; line {line}\n\n{}", around(text, line as usize))
}

fn around(text: &str, line: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if line > lines.len() {
        return text.to_owned();
    }
    let start = line.saturating_sub(AROUND + 1);
    let end = lines.len().min(line + AROUND);
    let mut shown = String::from("---\n");
    if start > 0 {
        shown.push_str("[...]\n");
    }
    for (index, content) in lines[start..end].iter().enumerate() {
        shown.push_str(content);
        if start + index + 1 == line {
            shown.push_str(MARKER);
        }
        shown.push('\n');
    }
    if end < lines.len() {
        shown.push_str("[...]\n");
    }
    shown + "---"
}
