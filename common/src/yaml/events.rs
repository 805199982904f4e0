//! The parser's events, with its errors in our words and its panics contained.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use libyaml_safer::{Encoding, Error, EventData, Parser};

use super::{ErrorKind, Mark, YamlError};

pub(super) struct Event {
    pub(super) data: EventData,
    pub(super) mark: Mark,
}

/// Runs `read` over the events of a text.
pub(super) fn with_events<T>(
    text: &str,
    read: impl FnOnce(&mut dyn FnMut() -> Result<Event, YamlError>) -> Result<T, YamlError>,
) -> Result<T, YamlError> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_encoding(Encoding::Utf8);
    parser.set_input_string(&mut bytes);
    read(&mut || {
        let event = contained(|| parser.parse()).map_err(|broken| panic_error(broken, text))?;
        let event = event.map_err(|error| translate(&error, text))?;
        Ok(Event { data: event.data, mark: mark(event.start_mark) })
    })
}

fn mark(mark: libyaml_safer::Mark) -> Mark {
    let from_one = |n: u64| u32::try_from(n + 1).unwrap_or(u32::MAX);
    Mark { line: from_one(mark.line), column: from_one(mark.column) }
}

fn translate(error: &Error, text: &str) -> YamlError {
    let kind = match error.kind() {
        libyaml_safer::ErrorKind::Scanner => ErrorKind::Scanner,
        libyaml_safer::ErrorKind::Parser => ErrorKind::Parser,
        libyaml_safer::ErrorKind::Composer => ErrorKind::Composer,
        _ => return unreadable(text, error.problem()),
    };
    YamlError {
        kind,
        problem: error.problem().to_owned(),
        mark: error.problem_mark().map(mark),
        context: error.context().map(str::to_owned),
        context_mark: error.context_mark().map(mark),
    }
}

/// A character that YAML forbids. The parser does not tell where it stands, so it is looked for.
fn unreadable(text: &str, problem: &str) -> YamlError {
    let mut here = Mark { line: 1, column: 1 };
    for c in text.chars() {
        if !is_readable(c) {
            let problem = format!("unacceptable character #x{:04x}: {problem}", u32::from(c));
            return YamlError::new(ErrorKind::Reader, problem, here);
        }
        here = match c {
            '\n' => Mark { line: here.line + 1, column: 1 },
            _ => Mark { column: here.column + 1, ..here },
        };
    }
    YamlError { mark: None, ..YamlError::new(ErrorKind::Reader, problem, here) }
}

fn is_readable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}'
        | '\u{10000}'..)
        && c != '\u{feff}'
}

thread_local! {
    static PARSING: Cell<bool> = const { Cell::new(false) };
}

/// Turns a panic of the YAML crate into an error, and keeps its message off stderr.
pub(super) fn contained<T>(parse: impl FnOnce() -> T) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !PARSING.get() {
                usual(panic);
            }
        }));
    });
    PARSING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(parse));
    PARSING.set(false);
    outcome.map_err(|payload| payload.downcast_ref::<&str>().map_or_else(String::new, |s| (*s).to_owned()))
}

fn panic_error(message: String, text: &str) -> YamlError {
    let problem = if message.contains("What is expected here") {
        "did not find expected whitespace after a tag"
    } else {
        // The one way left to run out of input: a backslash that ends the text.
        "found unknown escape character"
    };
    let last = text.lines().count().max(1);
    let mark = Mark { line: u32::try_from(last).unwrap_or(u32::MAX), column: 1 };
    YamlError::new(ErrorKind::Scanner, problem, mark)
}
