//! `file`: files, folders and links, and the text in them.

mod backup;
mod diff;
mod directory;
mod document;
mod edit;
mod exec;
mod managed;
mod mode;
mod owner;
mod pattern;
mod place;
mod recurse;
mod regex;
mod source;
mod state;
mod text;
mod times;
mod tree;

use halite_states::declare::{Act, Module, ModuleError, function, state};
pub(crate) use pattern::{Patterns, meant};

/// `file`.
pub(crate) const MODULE: Module = Module {
    name: "file",
    functions: &[
        function::<exec::accounts::GidToGroup>(),
        function::<exec::accounts::GroupToGid>(),
        function::<exec::accounts::UidToUser>(),
        function::<exec::accounts::UserToUid>(),
        function::<exec::backups::DeleteBackup>(),
        function::<exec::backups::ListBackups>(),
        function::<exec::backups::RestoreBackup>(),
        function::<exec::change::Copy>(),
        function::<exec::change::Makedirs>(),
        function::<exec::change::Mkdir>(),
        function::<exec::change::Move>(),
        function::<exec::change::Remove>(),
        function::<exec::change::Rename>(),
        function::<exec::change::Rmdir>(),
        function::<exec::change::Touch>(),
        function::<exec::change::Truncate>(),
        function::<exec::compare::CheckHash>(),
        function::<exec::compare::GetDiff>(),
        function::<exec::compare::GetHash>(),
        function::<exec::compare::GetSourceSum>(),
        function::<exec::compare::GetSum>(),
        function::<exec::edit::Append>(),
        function::<exec::edit::BlockReplace>(),
        function::<exec::edit::CommentLine>(),
        function::<exec::edit::Line>(),
        function::<exec::edit::Prepend>(),
        function::<exec::edit::Replace>(),
        function::<exec::edit::Write>(),
        function::<exec::find::Find>(),
        function::<exec::links::Link>(),
        function::<exec::links::Readlink>(),
        function::<exec::links::Symlink>(),
        function::<exec::look::Access>(),
        function::<exec::look::DirectoryExists>(),
        function::<exec::look::FileExists>(),
        function::<exec::look::IsHardlink>(),
        function::<exec::look::IsLink>(),
        function::<exec::look::PathExistsGlob>(),
        function::<exec::look::Read>(),
        function::<exec::look::Readdir>(),
        function::<exec::paths::Basename>(),
        function::<exec::paths::Dirname>(),
        function::<exec::paths::Join>(),
        function::<exec::paths::Normpath>(),
        function::<exec::perms::Chgrp>(),
        function::<exec::perms::Chown>(),
        function::<exec::perms::Lchown>(),
        function::<exec::perms::SetMode>(),
        function::<exec::search::Contains>(),
        function::<exec::search::ContainsGlob>(),
        function::<exec::search::ContainsRegex>(),
        function::<exec::search::Grep>(),
        function::<exec::search::Search>(),
        function::<exec::stats::GetGid>(),
        function::<exec::stats::GetGroup>(),
        function::<exec::stats::GetMode>(),
        function::<exec::stats::GetUid>(),
        function::<exec::stats::GetUser>(),
        function::<exec::stats::Lstat>(),
        function::<exec::stats::Stats>(),
    ],
    states: &[
        state::<state::absent::Absent>(),
        state::<state::accumulated::Accumulated>(),
        state::<state::append::Append>(),
        state::<state::block::BlockReplace>(),
        state::<state::comment::Comment>(),
        state::<state::copy::Copy>(),
        state::<directory::Directory>(),
        state::<state::presence::Exists>(),
        state::<state::keyvalue::KeyValue>(),
        state::<state::line::Line>(),
        state::<managed::Managed>(),
        state::<state::presence::Missing>(),
        state::<state::append::Prepend>(),
        state::<recurse::Recurse>(),
        state::<state::rename::Rename>(),
        state::<state::replace::Replace>(),
        state::<state::symlink::Symlink>(),
        state::<state::touch::Touch>(),
        state::<state::comment::Uncomment>(),
    ],
};

/// Makes a folder and all that are missing above it.
pub(crate) fn make_folders(act: &Act<'_>, path: &std::path::Path) -> Result<(), ModuleError> {
    tree::make_dirs(act, path, &Default::default())
}
