//! `halite master`, `halite minion`.

use clap::Args;

use super::CommonArgs;

/// Runs a daemon in the foreground; the service manager does the rest.
#[derive(Args, Clone, Debug)]
pub(crate) struct DaemonArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    /// Accepted for Salt's sake; daemons always stay in the foreground.
    #[arg(short = 'd', long, hide = true)]
    pub(crate) daemon: bool,
}
