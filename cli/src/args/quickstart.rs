//! `halite quickstart`.

use std::path::PathBuf;

use clap::Args;

/// Runs a master and a minion on loopback in a temporary folder, and a highstate twice.
#[derive(Args, Debug)]
pub(crate) struct QuickstartArgs {
    /// A tree to run instead of the built-in one: a folder with `states` and `pillar`.
    #[arg(long, value_name = "DIR")]
    pub(crate) tree: Option<PathBuf>,
    /// Keep the temporary folder.
    #[arg(long)]
    pub(crate) keep: bool,
    /// No colours.
    #[arg(long)]
    pub(crate) no_color: bool,
}
