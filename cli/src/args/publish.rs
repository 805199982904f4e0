//! `halite '<target>' <function>`, Salt's `salt`.

use clap::{ArgGroup, Args};

use super::{CommonArgs, OutputArgs};

/// Runs a function on targeted minions.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("kind").multiple(false))]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// The target is a regular expression on ids.
    #[arg(short = 'E', long, group = "kind")]
    pub(crate) pcre: bool,
    /// The target is a list of ids.
    #[arg(short = 'L', long, group = "kind")]
    pub(crate) list: bool,
    /// The target is `grain:glob`.
    #[arg(short = 'G', long, group = "kind")]
    pub(crate) grain: bool,
    /// The target is `grain:regex`.
    #[arg(short = 'P', long, group = "kind")]
    pub(crate) grain_pcre: bool,
    /// The target is `pillar:glob`.
    #[arg(short = 'I', long, group = "kind")]
    pub(crate) pillar: bool,
    /// The target is `pillar:regex`.
    #[arg(short = 'J', long, group = "kind")]
    pub(crate) pillar_pcre: bool,
    /// The target is the name of a group in the master's `nodegroups`.
    #[arg(short = 'N', long, group = "kind")]
    pub(crate) nodegroup: bool,
    /// The target is an address or a network.
    #[arg(short = 'S', long, group = "kind")]
    pub(crate) ipcidr: bool,
    /// The target joins others by `and`, `or`, `not` and parentheses.
    #[arg(short = 'C', long, group = "kind")]
    pub(crate) compound: bool,
    /// What separates the steps of a grain or pillar path.
    #[arg(long, default_value = ":", value_name = "TEXT")]
    pub(crate) delimiter: String,
    /// Print which minions are expected to match, and run nothing.
    #[arg(long)]
    pub(crate) preview_target: bool,
    /// Seconds to wait before silent minions are asked.
    #[arg(short = 't', long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
    /// Wait for all and print once.
    #[arg(short = 's', long = "static")]
    pub(crate) static_: bool,
    /// Accepted for Salt's sake; progress is always shown on a terminal.
    #[arg(short = 'p', long, hide = true)]
    pub(crate) progress: bool,
    /// Print the job's id and do not wait.
    #[arg(long = "async")]
    pub(crate) async_: bool,
    /// Only so many of the matching minions, at random.
    #[arg(long, value_name = "N")]
    pub(crate) subset: Option<u32>,
    /// So many minions at once: a number or a percentage.
    #[arg(short = 'b', long, visible_alias = "batch-size", value_name = "N")]
    pub(crate) batch: Option<String>,
    /// Seconds to wait after each minion of a batch.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) batch_wait: Option<u32>,
    /// End a batch at the first failure.
    #[arg(long)]
    pub(crate) failhard: bool,
    /// Keep the job for minions that are away, for 90s, 30m, 2h or 7d; 0 for not at all.
    #[arg(long, value_name = "TTL")]
    pub(crate) queue: Option<String>,
    /// Say more: the job's id, and minions that did not return.
    #[arg(short = 'v', long)]
    pub(crate) verbose: bool,
    /// Print the job's id first.
    #[arg(long)]
    pub(crate) show_jid: bool,
    /// Do not list minions that did not return.
    #[arg(long)]
    pub(crate) hide_timeout: bool,
    /// List minions that did not return (the default).
    #[arg(long)]
    pub(crate) show_timeout: bool,
    /// Print a summary of who returned.
    #[arg(long, visible_alias = "cli-summary")]
    pub(crate) summary: bool,
    /// Words to find the job by, as JSON.
    #[arg(long, value_name = "JSON")]
    pub(crate) metadata: Option<String>,
    /// Print the documentation of a function or module.
    #[arg(short = 'd', long = "doc", visible_alias = "documentation")]
    pub(crate) doc: bool,
    /// What separates arguments where several functions are called.
    #[arg(long, default_value = ",", value_name = "TEXT")]
    pub(crate) args_separator: String,
    /// Read further arguments from standard input.
    #[arg(long)]
    pub(crate) args_stdin: bool,
    /// Names of arguments that are not to be read as YAML, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) no_parse: Vec<String>,
    /// Whom.
    pub(crate) target: Option<String>,
    /// The function, such as `test.ping`; several are separated by commas.
    pub(crate) function: Option<String>,
    /// Its arguments; `name=value` gives one by name.
    #[arg(allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,
}
