//! Where a tree lies that is compiled for hosts which are only described.

use std::path::PathBuf;

use clap::Args;

/// A tree, and what is known of the hosts that it is compiled for.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TreeArgs {
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
    /// A file with what execution functions answer on that host, as `halite call --record-answers` writes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}
