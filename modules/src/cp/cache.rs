//! The minion's cache of files: `cp.cache_file`, `cp.is_cached`, `cp.hash_file` and kin.

use std::path::{Component, Path};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::list::env;
use crate::{
    file::{Patterns, make_folders, meant},
    hashutil::Algorithm,
};

/// The path of the cached copy, or false, as Salt gives it.
fn cached(act: &Act<'_>, url: &str, saltenv: &str) -> Result<Value, ModuleError> {
    let path = act.minion.cache_file(url, saltenv)?;
    Ok(path.map_or(false.into(), |path| path.display().to_string().into()))
}

/// Fetches a file into the cache, and gives the path of the copy; false where there is no such file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CacheFile {
    /// `salt://…`, a path, or http(s).
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Does not fetch http(s) anew where the copy has this digest.
    #[serde(default)]
    source_hash: Option<Text>,
    /// Taken for Salt's sake: certificates are always checked.
    #[serde(default, rename = "verify_ssl")]
    _verify_ssl: Option<bool>,
    /// Taken for Salt's sake: what is fetched by http(s) without a digest is fetched each time.
    #[serde(default, rename = "use_etag")]
    _use_etag: Option<bool>,
}

impl Function for CacheFile {
    const NAME: &'static str = "cp.cache_file";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        if let (Some(hash), Some(copy)) = (&self.source_hash, act.minion.cached_file(&self.path, env)) {
            let hex = hash.rsplit('=').next().unwrap_or_default().to_lowercase();
            let sum = Algorithm::of_length(hex.len()).map(|algorithm| digest(act, &copy, algorithm));
            if sum.transpose()?.is_some_and(|sum| sum == hex) {
                return Ok(copy.display().to_string().into());
            }
        }
        cached(act, &self.path, env)
    }
}

fn digest(act: &Act<'_>, path: &Path, algorithm: Algorithm) -> Result<String, ModuleError> {
    let mut reader = act.host.open(path).map_err(ModuleError::file("read", path))?;
    algorithm.hex_of(&mut reader).map_err(ModuleError::file("read", path))
}

/// Fetches several files into the cache, and gives the paths of the copies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CacheFiles {
    /// URLs or paths.
    paths: OneOrMany<Text>,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for CacheFiles {
    const NAME: &'static str = "cp.cache_files";
    type Output = Vec<Value>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let several = self.paths.0.iter().flat_map(|paths| paths.split(','));
        several.map(|path| cached(act, path, env)).collect()
    }
}

/// Fetches a folder of the file server into the cache, and gives the paths of the copies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CacheDir {
    /// `salt://…`.
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Taken for Salt's sake: what is empty needs no copy.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    include_empty: bool,
    /// Only paths that fit: a glob, or a regular expression behind `E@`.
    #[serde(default)]
    include_pat: OneOrMany<Text>,
    /// Only paths that do not fit.
    #[serde(default)]
    exclude_pat: OneOrMany<Text>,
}

impl Function for CacheDir {
    const NAME: &'static str = "cp.cache_dir";
    type Output = Vec<Value>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let (include, exclude) = (Patterns::read(&self.include_pat)?, Patterns::read(&self.exclude_pat)?);
        let folder =
            self.path.strip_prefix("salt://").unwrap_or(&self.path).trim_matches('/').to_owned() + "/";
        let files = act.minion.list_files(env)?;
        let inside = files.iter().filter(|path| path.starts_with(&folder) && meant(path, &include, &exclude));
        inside.map(|path| cached(act, &format!("salt://{path}"), env)).collect()
    }
}

/// Fetches everything of an environment into the cache, and gives the paths of the copies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CacheMaster {
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for CacheMaster {
    const NAME: &'static str = "cp.cache_master";
    type Output = Vec<Value>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let files = act.minion.list_files(env)?;
        files.iter().map(|path| cached(act, &format!("salt://{path}"), env)).collect()
    }
}

/// Gives the path of the cached copy of a file; empty where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsCached {
    /// `salt://…` or http(s).
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for IsCached {
    const NAME: &'static str = "cp.is_cached";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let copy = act.minion.cached_file(&self.path, env(act, self.saltenv.as_ref()));
        Ok(copy.map(|path| path.display().to_string()).unwrap_or_default())
    }
}

/// Gives the digest of a file, as `hash_type` and `hsum`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HashFile {
    /// `salt://…`, or a path on this machine.
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for HashFile {
    const NAME: &'static str = "cp.hash_file";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let tell = |kind: String, hex: String| Dict::from([("hsum", hex), ("hash_type", kind)]);
        if self.path.starts_with('/') {
            let path = Path::new(&self.path.0);
            if !act.host.is_file(path) {
                return Ok(Dict::new());
            }
            return Ok(tell("sha256".into(), digest(act, path, Algorithm::Sha256)?));
        }
        let found = act.minion.file_hash(&self.path, env(act, self.saltenv.as_ref()))?;
        Ok(found.map(|(kind, hex)| tell(kind, hex)).unwrap_or_default())
    }
}

/// Gives the mode of a file of the file server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatFile {
    /// `salt://…`.
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Gives it as text in octal digits.
    #[serde(default = "yes")]
    octal: bool,
}

fn yes() -> bool {
    true
}

impl Function for StatFile {
    const NAME: &'static str = "cp.stat_file";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let mode = match act.minion.file_mode(&self.path, env)? {
            Some(mode) => Some(mode),
            None => {
                act.minion.cache_file(&self.path, env)?.and_then(|path| Some(act.host.stat(&path).ok()?.mode))
            }
        };
        Ok(mode.map_or(Value::Null, |mode| match self.octal {
            true => format!("{:04o}", mode & 0o7777).into(),
            false => (mode | 0o100_000).into(),
        }))
    }
}

/// Copies a file of this machine into the minion's cache, and gives the path of the copy; empty where there is no such file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CacheLocalFile {
    /// The path.
    path: Text,
}

impl Function for CacheLocalFile {
    const NAME: &'static str = "cp.cache_local_file";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = Path::new(&self.path.0);
        if !act.host.exists(path) {
            return Ok(String::new());
        }
        // What climbs out of the cache again would be written over something else.
        let plain = path.components().all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
        if !plain {
            return Err(ModuleError::Usage(format!("{} is not a plain path", self.path)));
        }
        let place = act.minion.cache_dir().join("localfiles").join(self.path.trim_start_matches('/'));
        make_folders(act, place.parent().unwrap_or(Path::new("/")))?;
        let mode = act.host.stat(path).map_err(ModuleError::file("read", path))?.mode;
        // The cache must not show what the file itself keeps to its owner.
        let options = WriteOptions { mode: Some(mode & 0o600), ..WriteOptions::default() };
        act.host.copy(path, &place, &options).map_err(ModuleError::file("write", &place))?;
        Ok(place.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use halite_states::{
        declare::{Act, Function},
        host::Probe,
    };

    use super::CacheLocalFile;
    use crate::fake::{Machine, Minion};

    #[test]
    fn a_local_file_is_copied_and_stays_in_the_cache() {
        let machine = Arc::new(Machine::default().file("/etc/motd", "hello\n"));
        let minion = Minion::new(machine.clone());
        let act = Act { host: &*machine, minion: &minion, chunk: None };
        let copy = |path: &str| CacheLocalFile { path: path.into() }.call(&act);
        let place = copy("/etc/motd").unwrap();
        assert!(place.ends_with("/localfiles/etc/motd"), "{place}");
        assert_eq!(machine.read(Path::new(&place)).unwrap(), b"hello\n");
        assert_eq!(copy("/no/such").unwrap(), "");
        assert!(copy("/etc/../etc/motd").is_err());
    }
}
