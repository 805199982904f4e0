//! `halite config`.

use clap::{Args, Subcommand};

use super::{CommonArgs, OutputArgs};

/// The configuration in force.
#[derive(Args, Debug)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

/// What to do with it.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print options and their values.
    Show(ConfigShow),
}

/// Prints options and their values.
#[derive(Args, Debug)]
pub(crate) struct ConfigShow {
    /// `master` or `minion` (the default): whose configuration. Then options, if only these are wanted.
    #[arg(value_name = "ROLE] [OPTION")]
    pub(crate) words: Vec<String>,
    /// Tell where each value came from.
    #[arg(long)]
    pub(crate) origin: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
