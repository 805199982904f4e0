//! `halite compile`.

use std::path::PathBuf;

use clap::Args;

use super::{OutputArgs, TreeArgs};

/// Shows what states and pillar come to on a described host, on any machine.
///
/// Nothing is asked of this machine, and nothing is changed: the grains are those of a file, and execution functions that
/// would look at the host get their answers from a file.
#[derive(Args, Debug)]
pub(crate) struct CompileArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) tree: TreeArgs,
    /// The minion's id; without it, that of the configuration, else that of the grains.
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// A file with all of the minion's grains, as `grains.items --out=json` prints them.
    #[arg(long, value_name = "FILE")]
    pub(crate) grains: PathBuf,
    /// An SLS to compile on its own; may be given many times. Without any, the top file decides.
    #[arg(long, value_name = "SLS")]
    pub(crate) sls: Vec<String>,
}
