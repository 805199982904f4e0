//! `pkg`: packages of the machine's package manager.

pub(crate) mod apt;
mod changes;
mod due;
mod exec;
mod hold;
mod problem;
mod provider;
mod state;
mod targets;
mod transaction;
mod version;

use halite_states::declare::{Module, function, state};

pub(crate) use due::refresh;

/// `pkg`.
pub(crate) const MODULE: Module = Module {
    name: "pkg",
    functions: &[
        function::<exec::Install>(),
        function::<exec::Remove>(),
        function::<exec::Purge>(),
        function::<exec::Upgrade>(),
        function::<exec::Autoremove>(),
        function::<exec::RefreshDb>(),
        function::<exec::LatestVersion>(),
        function::<exec::AvailableVersion>(),
        function::<exec::Version>(),
        function::<exec::VersionCmp>(),
        function::<exec::UpgradeAvailable>(),
        function::<exec::ListPkgs>(),
        function::<exec::ListUpgrades>(),
        function::<exec::ListRepoPkgs>(),
        function::<exec::InfoInstalled>(),
        function::<exec::Show>(),
        function::<exec::NormalizeName>(),
        function::<exec::Hold>(),
        function::<exec::Unhold>(),
        function::<exec::GetSelections>(),
        function::<exec::Owner>(),
        function::<exec::FileList>(),
        function::<exec::FileDict>(),
        function::<exec::ListRepos>(),
        function::<exec::GetRepo>(),
        function::<exec::ModRepo>(),
        function::<exec::DelRepo>(),
        function::<exec::AddRepoKey>(),
    ],
    states: &[
        state::<state::Installed>(),
        state::<state::Latest>(),
        state::<state::Removed>(),
        state::<state::Purged>(),
        state::<state::Held>(),
        state::<state::Unheld>(),
        state::<state::Uptodate>(),
    ],
};
