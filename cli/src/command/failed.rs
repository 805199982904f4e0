//! How a command ends that could not do its work.

use std::process::ExitCode;

use halite_common::{exit, failure::Failure};

use crate::output::{say, strip_escapes};

/// Shows a failure on standard error and gives its exit code.
pub(crate) fn exit_with(failure: &Failure) -> ExitCode {
    say(&format!("Error: {}", strip_escapes(&failure.to_string())));
    ExitCode::from(exit::code(failure.kind))
}
