//! `halite compile`.

use std::path::PathBuf;

use clap::Args;

use super::OutputArgs;

/// Shows what states and pillar come to on a described host, on any machine.
///
/// Nothing is asked of this machine, and nothing is changed: the grains are those of a file, and execution functions that
/// would look at the host get their answers from a file.
#[derive(Args, Debug)]
pub(crate) struct CompileArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// How much to log: all, garbage, trace, debug, info, warning, error, critical, quiet.
    #[arg(short = 'l', long, value_name = "LEVEL", default_value = "error")]
    pub(crate) log_level: String,
    /// The minion's configuration file, in YAML or JSON: `file_roots`, `pillar_roots` …
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the states, as the only root of environment `base`.
    #[arg(long, value_name = "DIR")]
    pub(crate) file_root: Option<PathBuf>,
    /// Folder of the pillar, as the only root of environment `base`.
    #[arg(long, value_name = "DIR")]
    pub(crate) pillar_root: Option<PathBuf>,
    /// The minion's id; without it, that of the configuration, else that of the grains.
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// A file with all of the minion's grains, as `grains.items --out=json` prints them.
    #[arg(long, value_name = "FILE")]
    pub(crate) grains: PathBuf,
    /// A file with what execution functions answer on that host, as `halite call --record-answers` writes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// An SLS to compile on its own; may be given many times. Without any, the top file decides.
    #[arg(long, value_name = "SLS")]
    pub(crate) sls: Vec<String>,
}
