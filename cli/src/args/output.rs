//! Flags that every command knows.

use std::path::PathBuf;

use clap::Args;

/// Where the configuration lies, and how much is logged.
#[derive(Args, Clone, Debug)]
pub(crate) struct CommonArgs {
    /// Folder of the configuration files.
    #[arg(short = 'c', long, value_name = "DIR", default_value = "/etc/halite")]
    pub(crate) config_dir: PathBuf,
    /// How much to log: all, garbage, trace, debug, info, warning, error, critical, quiet.
    #[arg(short = 'l', long, value_name = "LEVEL")]
    pub(crate) log_level: Option<String>,
}

impl CommonArgs {
    /// How much a command logs.
    pub(crate) fn level(&self) -> &str {
        self.log_level.as_deref().unwrap_or("warning")
    }
}

/// How results are shown.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OutputArgs {
    /// How to show results: nested, highstate, json, yaml, txt, raw, pprint, key, no_return, quiet.
    #[arg(long = "out", visible_alias = "output", value_name = "OUTPUTTER")]
    pub(crate) out: Option<String>,
    /// Spaces of indentation; negative for one line.
    #[arg(
        long = "out-indent",
        visible_alias = "output-indent",
        value_name = "N",
        allow_hyphen_values = true
    )]
    pub(crate) out_indent: Option<i64>,
    /// Write results to this file instead of standard output.
    #[arg(long = "out-file", visible_alias = "output-file", value_name = "FILE")]
    pub(crate) out_file: Option<PathBuf>,
    /// Add to that file instead of replacing it.
    #[arg(long = "out-file-append", visible_alias = "output-file-append")]
    pub(crate) out_file_append: bool,
    /// No colours.
    #[arg(long = "no-color", visible_alias = "no-colour")]
    pub(crate) no_color: bool,
    /// Colours even where standard output is no terminal.
    #[arg(long = "force-color", visible_alias = "force-colour")]
    pub(crate) force_color: bool,
    /// How to show states: full, terse, mixed, changes, filter, each also with `_id`.
    #[arg(long = "state-output", visible_alias = "state_output", value_name = "MODE")]
    pub(crate) state_output: Option<String>,
    /// Whether to show states that are in place too: True or False.
    #[arg(long = "state-verbose", visible_alias = "state_verbose", value_name = "BOOL")]
    pub(crate) state_verbose: Option<String>,
    /// Show only states that failed or changed.
    #[arg(long = "output-diff", visible_alias = "state-output-diff")]
    pub(crate) output_diff: bool,
}
