//! Reads the description of a minion: configuration, id, grains and answers.

use halite_common::{
    config::{Config, Origin},
    failure::{Failure, Kind},
    id::MinionId,
    value::Dict,
};

use super::CompileRequest;
use crate::{args::CompileArgs, command::described};

/// Reads what the arguments name.
pub(super) fn read(args: &CompileArgs) -> Result<(Config, CompileRequest), Failure> {
    let mut config = described::config(&args.tree)?;
    let grains = described::grains(&args.grains)?;
    let id = id(args, &config, &grains)?;
    config.set("id", id.as_str(), Origin::Flag("--id".into()));
    let answers = described::answers(&args.tree)?;
    Ok((config, CompileRequest { id, grains, answers, sls: args.sls.clone() }))
}

fn id(args: &CompileArgs, config: &Config, grains: &Dict) -> Result<MinionId, Failure> {
    let configured = Some(config.text("id")).filter(|id| !id.is_empty());
    let of_grains = || grains.get("id").map(ToString::to_string);
    let id = args.id.clone().or(configured).or_else(of_grains);
    let wrong = |message: String| Failure::new(Kind::Usage, message).hint("name the minion with `--id`");
    let id = id.ok_or_else(|| wrong("neither configuration nor grains tell the minion's id".into()))?;
    id.parse().map_err(|error: halite_common::id::MinionIdError| wrong(error.to_string()))
}
