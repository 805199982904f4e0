//! The one printer of errors with their causes.

use std::{error::Error, fmt::Write};

/// Prints an error and its causes on one line: `could not read x: permission denied`.
pub fn print(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a string cannot fail.
        let _ = write!(out, ": {error}");
        cause = error.source();
    }
    out
}
