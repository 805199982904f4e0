//! What each question and each task comes to with systemd.

use halite_common::value::Dict;
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, Output},
};

use super::{
    super::provider::{Listed, Manner, Provider, Turn, Unit},
    act, ask,
};

/// systemd.
pub(in crate::service) struct Systemd;

impl Provider for Systemd {
    fn unit(&self, ask: &Ask<'_>, name: &str) -> Result<Unit, ModuleError> {
        ask::unit(ask, name).map(|seen| seen.unit)
    }

    fn enabled(&self, ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<bool, ModuleError> {
        ask::enabled(ask, name, root)
    }

    fn masked(
        &self,
        ask: &Ask<'_>,
        name: &str,
        runtime: bool,
        root: Option<&str>,
    ) -> Result<bool, ModuleError> {
        Ok(ask::masked(ask, name, runtime, root))
    }

    fn all(&self, ask: &Ask<'_>, root: Option<&str>) -> Result<Vec<String>, ModuleError> {
        ask::all(ask, root)
    }

    fn running(&self, ask: &Ask<'_>) -> Result<Vec<String>, ModuleError> {
        ask::running(ask)
    }

    fn list(&self, ask: &Ask<'_>, which: Listed, root: Option<&str>) -> Result<Vec<String>, ModuleError> {
        ask::list(ask, which, root)
    }

    fn show(&self, ask: &Ask<'_>, name: &str, root: Option<&str>) -> Result<Dict, ModuleError> {
        ask::show(ask, name, root)
    }

    fn turn(&self, act: &Act<'_>, turn: Turn, name: &str, manner: Manner) -> Result<bool, ModuleError> {
        act::turn(act, turn, name, manner)
    }

    fn set_enabled(
        &self,
        act: &Act<'_>,
        name: &str,
        on: bool,
        root: Option<&str>,
    ) -> Result<bool, ModuleError> {
        act::set_enabled(act, name, on, root)
    }

    fn set_masked(
        &self,
        act: &Act<'_>,
        name: &str,
        on: bool,
        runtime: bool,
        root: Option<&str>,
    ) -> Result<(), ModuleError> {
        act::set_masked(act, name, on, runtime, root)
    }

    fn reread(&self, act: &Act<'_>) -> Result<(), ModuleError> {
        act::reread(act)
    }
}

/// `systemctl` with these words, for a machine whose root may lie elsewhere.
pub(super) fn systemctl(words: &[&str], root: Option<&str>) -> Command {
    let root = root.filter(|root| !root.is_empty()).map(|root| ["--root", root]);
    let argv = ["systemctl"].into_iter().chain(root.into_iter().flatten());
    crate::cmd::english(Command::new(argv.chain(words.iter().copied())))
}

pub(super) fn query(ask: &Ask<'_>, words: &[&str], root: Option<&str>) -> Result<Output, ModuleError> {
    Ok(ask.probe.query(&systemctl(words, root))?)
}
