//! `halite run`, Salt's `salt-run`.

use clap::Args;

use super::{CommonArgs, OutputArgs};

/// Asks the master about jobs and minions.
#[derive(Args, Debug)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// List the runners and their arguments.
    #[arg(short = 'd', long = "doc", visible_alias = "documentation")]
    pub(crate) doc: bool,
    /// Seconds to wait for the master.
    #[arg(short = 't', long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
    /// The runner, such as `jobs.list_jobs`.
    pub(crate) function: Option<String>,
    /// Its arguments; `name=value` gives one by name.
    #[arg(allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,
}
