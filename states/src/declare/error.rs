//! Why a function or a state could not do its work.

use halite_common::{
    declare::BindError,
    failure::{Failure, Kind},
};
use thiserror::Error;

use crate::host::CommandError;

/// Why a function or a state could not do its work.
#[derive(Debug, Error)]
pub enum ModuleError {
    /// The arguments do not fit the declaration.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The arguments fit, but make no sense together (`SaltInvocationError`).
    #[error("{0}")]
    Usage(String),
    /// The work failed (`CommandExecutionError`). The text is what the user reads.
    #[error("{0}")]
    Failed(String),
    /// A command could not be run.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A file or folder could not be read or changed.
    #[error("could not {action} {path}: {cause}")]
    File {
        /// A verb, such as `read`.
        action: &'static str,
        /// The path.
        path: String,
        /// Why; part of the message, so no source of it.
        cause: std::io::Error,
    },
    /// There is no such function here.
    #[error("'{0}' is not available.")]
    NoFunction(String),
    /// A failure of another room that already knows its place and hint.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl ModuleError {
    /// A failed piece of work.
    pub fn failed(message: impl Into<String>) -> ModuleError {
        ModuleError::Failed(message.into())
    }

    /// For `map_err` on file operations: `.map_err(ModuleError::file("read", path))`.
    pub fn file(
        action: &'static str,
        path: impl AsRef<std::path::Path>,
    ) -> impl FnOnce(std::io::Error) -> ModuleError {
        let path = path.as_ref().display().to_string();
        move |cause| ModuleError::File { action, path, cause }
    }

    /// What travels.
    pub fn into_failure(self) -> Failure {
        match self {
            ModuleError::Failure(failure) => failure,
            ModuleError::Bind(error) => {
                let failure = Failure::new(Kind::Usage, error.to_string());
                match error.hint() {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            ModuleError::Usage(message) => Failure::new(Kind::Usage, message),
            ModuleError::NoFunction(_) => Failure::new(Kind::NoFunction, self.to_string()),
            other => Failure::new(Kind::Function, halite_common::chain::print(&other)),
        }
    }
}
