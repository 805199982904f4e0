//! `halite lint`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{OutputArgs, TreeArgs};

/// Finds what is wrong with a tree without any of its hosts.
///
/// Renders and compiles every SLS, the top file and the pillar for described hosts, and holds each state against the
/// declaration of its function. Ends with 1 if there are errors.
#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) tree: TreeArgs,
    /// A file with all of a host's grains; may be given many times. Without any, Debian 12 and Rocky Linux 9.
    #[arg(long, value_name = "FILE")]
    pub(crate) grains: Vec<PathBuf>,
    /// What else to end with 1 for.
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Only these SLS files, each on its own. Without any, the whole tree.
    #[arg(value_name = "SLS")]
    pub(crate) sls: Vec<String>,
}

/// Findings that count as errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings.
    Warnings,
}
