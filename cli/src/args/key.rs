//! `halite key`, Salt's `salt-key`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::OutputArgs;

/// Minions' keys on this master.
#[derive(Args, Debug)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) command: Option<KeyCommand>,
    /// Folder of the configuration files.
    #[arg(short = 'c', long, global = true, value_name = "DIR", default_value = "/etc/halite")]
    pub(crate) config_dir: PathBuf,
    /// How much to log; `-l` lists keys here, as in Salt.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "warning")]
    pub(crate) log_level: String,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// List all keys.
    #[arg(short = 'L', long)]
    pub(crate) list_all: bool,
    /// List keys of one kind.
    #[arg(short = 'l', long, value_enum, value_name = "KIND")]
    pub(crate) list: Option<KeyList>,
    /// Accept the keys whose id matches this glob.
    #[arg(short = 'a', long, value_name = "GLOB")]
    pub(crate) accept: Option<String>,
    /// Accept all unaccepted keys.
    #[arg(short = 'A', long)]
    pub(crate) accept_all: bool,
    /// Reject the keys whose id matches this glob.
    #[arg(short = 'r', long, value_name = "GLOB")]
    pub(crate) reject: Option<String>,
    /// Reject all unaccepted keys.
    #[arg(short = 'R', long)]
    pub(crate) reject_all: bool,
    /// Delete the keys whose id matches this glob.
    #[arg(short = 'd', long, value_name = "GLOB")]
    pub(crate) delete: Option<String>,
    /// Delete all keys.
    #[arg(short = 'D', long)]
    pub(crate) delete_all: bool,
    /// Print the keys whose id matches this glob.
    #[arg(short = 'p', long, value_name = "GLOB")]
    pub(crate) print: Option<String>,
    /// Print all keys.
    #[arg(short = 'P', long)]
    pub(crate) print_all: bool,
    /// Print the fingerprints of the keys whose id matches this glob.
    #[arg(short = 'f', long, value_name = "GLOB")]
    pub(crate) finger: Option<String>,
    /// Print all fingerprints, the master's among them.
    #[arg(short = 'F', long)]
    pub(crate) finger_all: bool,
    /// Reject accepted keys too.
    #[arg(long)]
    pub(crate) include_accepted: bool,
    /// Accept rejected keys too.
    #[arg(long)]
    pub(crate) include_rejected: bool,
    /// Accept or reject denied keys too.
    #[arg(long)]
    pub(crate) include_denied: bool,
    /// Make a key pair for a node: `NAME.key` and `NAME.pub`. Nothing that is there is overwritten.
    #[arg(long, value_name = "NAME")]
    pub(crate) gen_keys: Option<String>,
    /// Folder of the new key pair.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) gen_keys_dir: PathBuf,
    /// Do not ask.
    #[arg(short = 'y', long)]
    pub(crate) yes: bool,
    /// Say less.
    #[arg(short = 'q', long)]
    pub(crate) quiet: bool,
}

/// Kinds of keys, by Salt's words; any beginning of them will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyList {
    /// Accepted keys.
    #[value(name = "acc", alias = "accepted")]
    Accepted,
    /// Keys that wait.
    #[value(name = "pre", aliases = ["un", "unaccepted", "pending"])]
    Unaccepted,
    /// Rejected keys.
    #[value(name = "rej", alias = "rejected")]
    Rejected,
    /// Keys of ids that another key holds.
    #[value(name = "den", alias = "denied")]
    Denied,
    /// All keys.
    #[value(name = "all")]
    All,
}

/// What Salt does not have.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// One-time enrolment tokens.
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token that accepts one minion at once; it is shown this one time.
    Create {
        /// Ids that may use it.
        #[arg(default_value = "*")]
        glob: String,
        /// How long it lives, such as `30m`, `1h` or `2d`.
        #[arg(long, default_value = "1h")]
        ttl: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// List the tokens that can still be used.
    List {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Take a token back.
    Revoke {
        /// The token's id, as `list` shows it.
        id: String,
    },
}
