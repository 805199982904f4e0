//! Execution functions.

mod files;
mod hold;
mod install;
mod lists;
mod remove;
mod repos;
mod versions;

pub(super) use files::{FileDict, FileList, InfoInstalled, Owner, Show};
pub(super) use hold::{GetSelections, Hold, Unhold};
pub(super) use install::Install;
pub(super) use lists::{ListPkgs, ListRepoPkgs, ListUpgrades, RefreshDb};
pub(super) use remove::{Autoremove, Purge, Remove, Upgrade};
pub(super) use repos::{AddRepoKey, DelRepo, GetRepo, ListRepos, ModRepo};
pub(super) use versions::{
    AvailableVersion, LatestVersion, NormalizeName, UpgradeAvailable, Version, VersionCmp,
};
