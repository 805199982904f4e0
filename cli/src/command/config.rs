//! `halite config show`.

use halite_common::{
    config::{Config, Role},
    exit,
    failure::{Failure, Kind, nearest},
    value::{Dict, Value},
};

use super::printer::printer;
use crate::args::{ConfigArgs, ConfigCommand};

/// Prints options, their values and, if asked, their origins.
pub(crate) fn config(args: &ConfigArgs) -> Result<u8, Failure> {
    let ConfigCommand::Show(show) = &args.command;
    let (role, options) = match show.words.as_slice() {
        [first, options @ ..] if first == "master" => (Role::Master, options),
        [first, options @ ..] if first == "minion" => (Role::Minion, options),
        options => (Role::Minion, options),
    };
    let config = Config::load(role, &show.common.config_dir, Vec::new())?;
    let shown = shown(&config, options, show.origin)?;
    printer(&show.output, &config)?.print(&Value::Dict(shown), None)?;
    Ok(exit::OK)
}

fn shown(config: &Config, options: &[String], with_origin: bool) -> Result<Dict, Failure> {
    let names: Vec<&str> = match options {
        [] => config.options().keys().filter_map(|key| key.as_str()).collect(),
        options => options.iter().map(String::as_str).collect(),
    };
    names.into_iter().map(|name| Ok((name, member(config, name, with_origin)?))).collect()
}

fn member(config: &Config, name: &str, with_origin: bool) -> Result<Value, Failure> {
    let value = config.options().get(name).ok_or_else(|| unknown(config, name))?.clone();
    if !with_origin {
        return Ok(value);
    }
    let origin = config.origin(name).to_string();
    Ok(Value::Dict(Dict::from([("value", value), ("origin", origin.into())])))
}

fn unknown(config: &Config, name: &str) -> Failure {
    let failure = Failure::new(Kind::Usage, format!("there is no option `{name}`"));
    match nearest(name, config.options().keys().filter_map(|key| key.as_str())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure,
    }
}
