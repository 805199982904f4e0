//! A printer as flags and configuration want it.

use halite_common::{
    config::Config,
    failure::{Failure, Kind},
};

use crate::{
    args::OutputArgs,
    output::{Outputter, Printer, Settings, is_terminal},
};

/// Builds the printer of a command.
pub(super) fn printer(args: &OutputArgs, config: &Config) -> Result<Printer, Failure> {
    let forced = args.out.as_deref().map(Outputter::parse).transpose()?;
    Printer::new(settings(args, config)?, forced, args.out_file.clone(), args.out_file_append)
}

fn settings(args: &OutputArgs, config: &Config) -> Result<Settings, Failure> {
    let configured = |name: &str, default: &str| match config.text(name) {
        text if text.is_empty() => default.to_owned(),
        text => text,
    };
    let state_verbose = match args.state_verbose.as_deref().map(str::to_lowercase).as_deref() {
        None => config.get("state_verbose").as_bool().unwrap_or(true),
        Some("true" | "1" | "yes" | "on") => true,
        Some("false" | "0" | "no" | "off") => false,
        Some(other) => {
            let message = format!("--state-verbose takes True or False, not `{other}`");
            return Err(Failure::new(Kind::Usage, message));
        }
    };
    Ok(Settings {
        color: args.force_color || (!args.no_color && args.out_file.is_none() && is_terminal()),
        indent: args.out_indent,
        state_output: args.state_output.clone().unwrap_or_else(|| configured("state_output", "full")),
        state_verbose,
        state_output_diff: args.output_diff || config.flag("state_output_diff"),
        state_output_profile: config.get("state_output_profile").as_bool().unwrap_or(true),
        state_output_pct: config.flag("state_output_pct"),
        exclude: config.list("state_output_exclude"),
        terse: config.list("state_output_terse"),
    })
}
