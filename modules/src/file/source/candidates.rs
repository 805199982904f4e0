//! The sources that a state names, and the one that counts.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::OneOrMany,
    value::{Dict, Value},
};
use halite_states::declare::{Ask, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// A source, or a dictionary of one source and its hash.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Candidate(Value);

impl Candidate {
    /// A URL or a path.
    pub(crate) fn of(url: &str) -> Candidate {
        Candidate(url.into())
    }
}

/// One source, or several of which the first one that is there counts.
pub(crate) type Candidates = OneOrMany<Candidate>;

/// The kinds of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// The master's file server.
    Salt,
    /// A path on this machine.
    Local,
    /// Anything fetched by HTTP or FTP.
    Remote,
    /// Nothing that Salt knows.
    Unknown,
}

/// A source and the hash that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// URL or path.
    pub(crate) url: String,
    /// What `source_hash` says of it.
    pub(crate) hash: Option<String>,
}

impl Source {
    /// Its kind.
    pub(crate) fn scheme(&self) -> Scheme {
        scheme(&self.url)
    }

    /// Its path on this machine, if it is local.
    pub(crate) fn local(&self) -> Option<PathBuf> {
        let path = self.url.strip_prefix("file://").unwrap_or(&self.url);
        (self.scheme() == Scheme::Local).then(|| path.into())
    }
}

/// The kind of a URL.
pub(crate) fn scheme(url: &str) -> Scheme {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        None | Some("file") => Scheme::Local,
        Some("salt") => Scheme::Salt,
        Some("http" | "https" | "ftp" | "s3" | "swift") => Scheme::Remote,
        Some(_) => Scheme::Unknown,
    }
}

/// A URL as it may be shown: without the password in it.
pub(crate) fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let host_end = rest.find('/').unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => format!("{scheme}://<redacted>{}", &rest[at..]),
        None => url.to_owned(),
    }
}

/// The source to use. One alone is taken as it is; of several, the first one that is there.
pub(crate) fn choose(
    ask: &Ask<'_>,
    candidates: &Candidates,
    hash: Option<&str>,
    saltenv: &str,
) -> Result<Option<Source>, ModuleError> {
    let named = |candidate: &Candidate| named(&candidate.0, hash);
    match candidates.0.as_slice() {
        [] => Ok(None),
        [Candidate(Value::Str(url))] => Ok(Some(Source { url: url.clone(), hash: hash.map(str::to_owned) })),
        several => {
            for source in several.iter().filter_map(named) {
                if is_there(ask, &source, saltenv)? {
                    return Ok(Some(source));
                }
            }
            Err(ModuleError::failed("none of the specified sources were found"))
        }
    }
}

fn named(candidate: &Value, hash: Option<&str>) -> Option<Source> {
    let hash = hash.map(str::to_owned);
    match candidate {
        Value::Dict(one) if one.len() == 1 => {
            let (url, own) = one.at(0)?;
            let own = Some(own).filter(|own| own.is_truthy()).map(Value::to_string);
            Some(Source { url: url.to_string(), hash: own.or(hash) })
        }
        Value::Dict(Dict { .. }) | Value::Null => None,
        url => Some(Source { url: url.to_string(), hash }),
    }
}

fn is_there(ask: &Ask<'_>, source: &Source, saltenv: &str) -> Result<bool, ModuleError> {
    match source.scheme() {
        Scheme::Salt => Ok(ask.facts.file_hash(&source.url, saltenv)?.is_some()),
        Scheme::Local => Ok(source.local().is_some_and(|path| ask.probe.exists(&path))),
        Scheme::Remote => Ok(ask.facts.cache_file(&source.url, saltenv).ok().flatten().is_some()),
        Scheme::Unknown => Ok(false),
    }
}

/// The digest of a file on this machine.
pub(crate) fn digest(
    ask: &Ask<'_>,
    path: &Path,
    algorithm: crate::hashutil::Algorithm,
) -> Result<String, ModuleError> {
    let mut reader = ask.probe.open(path).map_err(ModuleError::file("read", path))?;
    algorithm.hex_of(&mut reader).map_err(ModuleError::file("read", path))
}

#[cfg(test)]
mod tests {
    use super::{Scheme, redacted, scheme};

    #[test]
    fn schemes_and_passwords() {
        for (url, expected) in [
            ("salt://a/b", Scheme::Salt),
            ("/etc/motd", Scheme::Local),
            ("file:///etc/motd", Scheme::Local),
            ("https://a.example/b", Scheme::Remote),
            ("gopher://x", Scheme::Unknown),
        ] {
            assert_eq!(scheme(url), expected, "{url}");
        }
        assert_eq!(redacted("https://me:secret@a.example/b@c"), "https://<redacted>@a.example/b@c");
        assert_eq!(redacted("https://a.example/b@c"), "https://a.example/b@c");
    }
}
