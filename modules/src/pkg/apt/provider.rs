//! What each question and each task comes to with apt and dpkg.

use std::{cmp::Ordering, collections::BTreeMap};

use halite_common::value::Dict;
use halite_states::declare::{Act, Ask, ModuleError};

use super::{
    super::{
        provider::{Inventory, Manner, Picks, Provider, Versions},
        version,
    },
    act, ask, details, refresh,
};

/// apt and dpkg.
pub(in crate::pkg) struct Apt;

impl Provider for Apt {
    fn inventory(&self, ask: &Ask<'_>) -> Result<Inventory, ModuleError> {
        ask::inventory(ask)
    }

    fn candidates(
        &self,
        ask: &Ask<'_>,
        names: &[String],
        fromrepo: Option<&str>,
    ) -> Result<BTreeMap<String, String>, ModuleError> {
        ask::candidates(ask, names, fromrepo)
    }

    fn offered(&self, ask: &Ask<'_>, names: &[String]) -> Result<Versions, ModuleError> {
        ask::offered(ask, names)
    }

    fn upgradable(
        &self,
        ask: &Ask<'_>,
        dist_upgrade: bool,
        fromrepo: Option<&str>,
    ) -> Result<BTreeMap<String, String>, ModuleError> {
        ask::upgradable(ask, dist_upgrade, fromrepo)
    }

    fn order(&self, a: &str, b: &str) -> Ordering {
        version::compare(a, b)
    }

    fn normalize(&self, ask: &Ask<'_>, name: &str) -> String {
        ask::normalize(ask, name)
    }

    fn in_file(&self, ask: &Ask<'_>, path: &str) -> Result<(String, String), ModuleError> {
        ask::in_file(ask, path)
    }

    fn marks(&self, ask: &Ask<'_>, pattern: Option<&str>) -> Result<Versions, ModuleError> {
        ask::marks(ask, pattern)
    }

    fn owner(&self, ask: &Ask<'_>, path: &str) -> Result<String, ModuleError> {
        ask::owner(ask, path)
    }

    fn files(&self, ask: &Ask<'_>, names: &[String]) -> Result<Result<Versions, String>, ModuleError> {
        ask::files(ask, names)
    }

    fn details(&self, ask: &Ask<'_>, names: &[String], failhard: bool) -> Result<Dict, ModuleError> {
        details::of(ask, names, failhard)
    }

    fn shown(&self, ask: &Ask<'_>, names: &[String]) -> Result<Dict, ModuleError> {
        ask::shown(ask, names)
    }

    fn orphans(&self, ask: &Ask<'_>, purge: bool) -> Result<Vec<String>, ModuleError> {
        ask::orphans(ask, purge)
    }

    fn fresh(&self, ask: &Ask<'_>, seconds: f64) -> bool {
        refresh::fresh(ask, seconds)
    }

    fn refresh(&self, act: &Act<'_>) -> Result<BTreeMap<String, Option<bool>>, ModuleError> {
        refresh::refresh(act)
    }

    fn install(&self, act: &Act<'_>, picks: &Picks, manner: &Manner) -> Result<Vec<String>, ModuleError> {
        act::install(act, picks, manner)
    }

    fn remove(&self, act: &Act<'_>, names: &[String], purge: bool) -> Result<Vec<String>, ModuleError> {
        act::remove(act, names, purge)
    }

    fn upgrade(&self, act: &Act<'_>, manner: &Manner) -> Result<Option<Dict>, ModuleError> {
        act::upgrade(act, manner)
    }

    fn autoremove(&self, act: &Act<'_>, purge: bool) -> Result<(), ModuleError> {
        act::autoremove(act, purge)
    }

    fn mark(&self, act: &Act<'_>, names: &[String], mark: &str) -> Result<bool, ModuleError> {
        act::mark(act, names, mark)
    }
}
