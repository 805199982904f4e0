//! Command lines, with Salt's flags.

mod call;
mod compile;
mod config;
mod daemon;
mod key;
mod lint;
mod output;
mod personality;
mod publish;
mod quickstart;
mod run;
mod tree;

pub(crate) use call::CallArgs;
pub(crate) use compile::CompileArgs;
pub(crate) use config::{ConfigArgs, ConfigCommand};
pub(crate) use daemon::DaemonArgs;
pub(crate) use key::{KeyArgs, KeyCommand, KeyList, TokenCommand};
pub(crate) use lint::{Deny, LintArgs};
pub(crate) use output::{CommonArgs, OutputArgs};
pub(crate) use personality::{COMMANDS, Command, Personality};
pub(crate) use publish::PublishArgs;
pub(crate) use quickstart::QuickstartArgs;
pub(crate) use run::RunArgs;
pub(crate) use tree::TreeArgs;
