//! `log.*` and `test.*`: a line in the master's log, and the identity.

use halite_common::{
    declare::{Arguments, bind},
    value::Value,
};
use serde::Deserialize;

use super::{Answer, Function, PureFunctions};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("log.critical", |on, arguments| log(on, arguments, tracing::Level::ERROR)),
    ("log.debug", |on, arguments| log(on, arguments, tracing::Level::DEBUG)),
    ("log.error", |on, arguments| log(on, arguments, tracing::Level::ERROR)),
    ("log.info", |on, arguments| log(on, arguments, tracing::Level::INFO)),
    ("log.warning", |on, arguments| log(on, arguments, tracing::Level::WARN)),
    ("test.echo", echo),
    ("test.ping", |_, _| Ok(true.into())),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    message: Value,
}

fn log(on: &PureFunctions, arguments: Arguments, level: tracing::Level) -> Answer {
    let Log { message } = bind("log", arguments)?;
    let minion = on.minion.id.as_str();
    match level {
        tracing::Level::ERROR => tracing::error!(minion, "{message}"),
        tracing::Level::WARN => tracing::warn!(minion, "{message}"),
        tracing::Level::INFO => tracing::info!(minion, "{message}"),
        _ => tracing::debug!(minion, "{message}"),
    }
    Ok(true.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Echo {
    text: Value,
}

fn echo(_: &PureFunctions, arguments: Arguments) -> Answer {
    let Echo { text } = bind("test.echo", arguments)?;
    Ok(text)
}
