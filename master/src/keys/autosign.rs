//! Keys that files decide about: `autosign_file`, `autoreject_file`, `minions_autosign`, `autosign_grains_dir`.
//!
//! Who may write these files lets minions in, so what others may write is passed over.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use halite_common::{config::Config, id::MinionId, target::means, value::Dict};

/// Bytes of such a file that are read.
const MAX_FILE: u64 = 16 << 20;

/// Where the files lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Autosign {
    accept: Option<PathBuf>,
    reject: Option<PathBuf>,
    /// One empty file for each id that may come in once.
    stubs: PathBuf,
    /// How long such a file holds; zero for ever.
    stubs_hold: Duration,
    /// A file for each grain, with values that let a minion in.
    grains: Option<PathBuf>,
    /// Whether the group may write the files.
    group_may_write: bool,
}

impl Autosign {
    pub(super) fn from_config(config: &Config) -> Autosign {
        let path = |name: &str| Some(config.path(name)).filter(|path| !path.as_os_str().is_empty());
        Autosign {
            accept: path("autosign_file"),
            reject: path("autoreject_file"),
            stubs: config.path("pki_dir").join("minions_autosign"),
            stubs_hold: Duration::from_secs(config.number("autosign_timeout").saturating_mul(60)),
            grains: path("autosign_grains_dir"),
            group_may_write: config.flag("permissive_pki_access"),
        }
    }

    /// Tells whether a new key of that id is rejected.
    pub(super) fn rejects(&self, id: &MinionId) -> bool {
        self.reject.as_deref().is_some_and(|file| self.lists(file, id))
    }

    /// Tells whether a new key of that id is accepted, and by what.
    pub(super) fn accepts(&self, id: &MinionId, grains: &Dict) -> Option<&'static str> {
        if self.accept.as_deref().is_some_and(|file| self.lists(file, id)) {
            return Some("autosign_file");
        }
        if self.use_stub(id) {
            return Some("minions_autosign");
        }
        self.grains_fit(grains).then_some("autosign_grains_dir")
    }

    fn lists(&self, file: &Path, id: &MinionId) -> bool {
        self.lines(file).iter().any(|line| means(line, id.as_str()))
    }

    /// The file of an id is used up by its first minion.
    fn use_stub(&self, id: &MinionId) -> bool {
        if self.stubs.as_os_str().is_empty() {
            return false;
        }
        let stub = self.stubs.join(id.as_str());
        let Ok(modified) = fs::symlink_metadata(&stub).and_then(|about| about.modified()) else {
            return false;
        };
        if !self.is_ours(&self.stubs) {
            return false;
        }
        let age = SystemTime::now().duration_since(modified).unwrap_or_default();
        let holds = self.stubs_hold.is_zero() || age < self.stubs_hold;
        if !holds {
            tracing::warn!(minion = %id, "the file in `minions_autosign` is too old");
        }
        // Only who removes it has used it.
        fs::remove_file(&stub).is_ok() && holds
    }

    fn grains_fit(&self, grains: &Dict) -> bool {
        let Some(folder) = &self.grains else { return false };
        grains.iter().any(|(name, value)| {
            let name = name.to_string();
            // The name comes from a stranger: it must be the name of a file there and nothing else.
            let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0']);
            let value = value.to_string();
            is_plain && self.lines(&folder.join(name)).contains(&value)
        })
    }

    /// The lines of a file that count; none if others may write it.
    fn lines(&self, file: &Path) -> Vec<String> {
        let read = || -> io::Result<String> {
            if fs::metadata(file)?.len() > MAX_FILE {
                return Err(io::Error::other("it is too large"));
            }
            fs::read_to_string(file)
        };
        match read() {
            Ok(_) if !self.is_ours(file) => Vec::new(),
            Ok(text) => text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(str::to_owned)
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "{} is passed over", file.display());
                Vec::new()
            }
        }
    }

    fn is_ours(&self, path: &Path) -> bool {
        let Ok(about) = fs::metadata(path) else { return false };
        let others = if self.group_may_write { 0o002 } else { 0o022 };
        let ours = about.mode() & others == 0;
        if !ours {
            tracing::warn!("others may write {}, so it is passed over", path.display());
        }
        ours
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
        time::Duration,
    };

    use halite_common::value::Dict;

    use super::Autosign;

    #[test]
    fn files_decide_about_new_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str, mode: u32| {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), text).unwrap();
            fs::set_permissions(path(name), Permissions::from_mode(mode)).unwrap();
        };
        write("sign", "# ours\nweb*\n\n  db\\d\n", 0o644);
        write("reject", "evil.*\n", 0o600);
        write("grains/uuid", "abc\n", 0o600);
        write("stubs/once", "", 0o600);
        fs::set_permissions(path("stubs"), Permissions::from_mode(0o755)).unwrap();
        let mut rules = Autosign {
            accept: Some(path("sign")),
            reject: Some(path("reject")),
            stubs: path("stubs"),
            stubs_hold: Duration::from_secs(3600),
            grains: Some(path("grains")),
            group_may_write: false,
        };
        let id = |name: &str| name.parse().unwrap();
        let none = Dict::new();
        assert_eq!(rules.accepts(&id("web1"), &none), Some("autosign_file"));
        assert_eq!(rules.accepts(&id("db1"), &none), Some("autosign_file"));
        assert_eq!(rules.accepts(&id("db12"), &none), None);
        assert!(rules.rejects(&id("evil.host")) && !rules.rejects(&id("good")));
        assert_eq!(rules.accepts(&id("once"), &none), Some("minions_autosign"));
        assert_eq!(rules.accepts(&id("once"), &none), None, "it holds once");
        assert_eq!(rules.accepts(&id("x"), &Dict::from([("uuid", "abc")])), Some("autosign_grains_dir"));
        assert_eq!(rules.accepts(&id("x"), &Dict::from([("uuid", "ab")])), None);
        assert_eq!(
            rules.accepts(&id("x"), &Dict::from([("../sign", "web*")])),
            None,
            "no way out of the folder"
        );
        write("sign", "web*\n", 0o664);
        assert_eq!(rules.accepts(&id("web1"), &none), None, "the group may write it");
        rules.group_may_write = true;
        assert_eq!(rules.accepts(&id("web1"), &none), Some("autosign_file"));
    }
}
