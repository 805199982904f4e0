//! `halite config`.

use clap::{Args, Subcommand, ValueEnum};

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
    /// Whose configuration.
    #[arg(value_enum, default_value = "minion")]
    pub(crate) role: RoleName,
    /// Only these options.
    pub(crate) options: Vec<String>,
    /// Tell where each value came from.
    #[arg(long)]
    pub(crate) origin: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// The programs that have a configuration.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    Master,
    Minion,
}
