//! `halite call`, Salt's `salt-call`.

use std::path::PathBuf;

use clap::Args;

use super::{CommonArgs, OutputArgs};

/// Runs a function on this host.
#[derive(Args, Debug)]
pub(crate) struct CallArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Without a master: files and pillar from this host.
    #[arg(long)]
    pub(crate) local: bool,
    /// Folder of the states, as the only root of environment `base`.
    #[arg(long, value_name = "DIR")]
    pub(crate) file_root: Option<PathBuf>,
    /// Folder of the pillar, as the only root of environment `base`.
    #[arg(long, value_name = "DIR")]
    pub(crate) pillar_root: Option<PathBuf>,
    /// Folder of state modules; accepted for Salt's sake.
    #[arg(long, value_name = "DIR", hide = true)]
    pub(crate) states_dir: Option<PathBuf>,
    /// Folders of modules, separated by commas; accepted for Salt's sake.
    #[arg(short = 'm', long, value_name = "DIRS", hide = true)]
    pub(crate) module_dirs: Option<String>,
    /// The master to use.
    #[arg(long, value_name = "HOST")]
    pub(crate) master: Option<String>,
    /// The id to use.
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Print the grains.
    #[arg(short = 'g', long)]
    pub(crate) grains: bool,
    /// Print the documentation of a function or module, or of all.
    #[arg(short = 'd', long = "doc", visible_alias = "documentation")]
    pub(crate) doc: bool,
    /// End with the function's own return code.
    #[arg(long)]
    pub(crate) retcode_passthrough: bool,
    /// Print the whole return, not the value alone.
    #[arg(long)]
    pub(crate) metadata: bool,
    /// Do not collect grains.
    #[arg(long)]
    pub(crate) skip_grains: bool,
    /// Collect grains anew.
    #[arg(long)]
    pub(crate) refresh_grains_cache: bool,
    /// Folder for caches.
    #[arg(long, value_name = "DIR")]
    pub(crate) cachedir: Option<PathBuf>,
    /// Seconds to wait for the master's authentication.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) auth_timeout: Option<u32>,
    /// Names of arguments that are not to be read as YAML, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) no_parse: Vec<String>,
    /// Do not have the master store the result.
    #[arg(long)]
    pub(crate) no_return_event: bool,
    /// Write into this file what functions answer to templates that ask about this host, for `halite compile --answers`.
    #[arg(long, value_name = "FILE")]
    pub(crate) record_answers: Option<PathBuf>,
    /// The function, such as `state.apply`.
    pub(crate) function: Option<String>,
    /// Its arguments; `name=value` gives one by name.
    #[arg(allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,
}
