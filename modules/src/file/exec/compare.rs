//! Digests and differences: `file.get_hash`, `file.check_hash`, `file.get_diff`, `file.get_source_sum`.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::stats::algorithm;
use crate::{
    file::{
        diff, place,
        signature::{Proof, Signers},
        source::{self, Source},
        text,
    },
    hashutil::{ALGORITHMS, Algorithm},
};

fn sha256() -> Text {
    "sha256".into()
}

fn yes() -> bool {
    true
}

/// Gives the digest of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetHash {
    /// The path.
    path: Text,
    /// The kind: `md5`, `sha1`, `sha224`, `sha256`, `sha384` or `sha512`.
    #[serde(default = "sha256")]
    form: Text,
    /// Taken for Salt's sake: how much is read at a time.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    chunk_size: Value,
}

impl Function for GetHash {
    const NAME: &'static str = "file.get_hash";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        source::digest(&act.ask(), Path::new(&path), algorithm(&self.form)?)
    }
}

/// Gives the digest of a file, or says that there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetSum {
    /// The path.
    path: Text,
    /// The kind: `md5`, `sha1`, `sha224`, `sha256`, `sha384` or `sha512`.
    #[serde(default = "sha256")]
    form: Text,
}

impl Function for GetSum {
    const NAME: &'static str = "file.get_sum";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let path = place::expand(act.host.as_probe(), &self.path);
        if !act.host.is_file(Path::new(&path)) {
            return Ok("File not found".into());
        }
        source::digest(&act.ask(), Path::new(&path), algorithm(&self.form)?)
    }
}

/// Tells whether a file has this digest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckHash {
    /// The path.
    path: Text,
    /// The digest, `type=digest` or `type:digest`.
    file_hash: Text,
}

impl Function for CheckHash {
    const NAME: &'static str = "file.check_hash";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let hash = &self.file_hash;
        let (kind, wanted) = match hash.split_once([':', '=']) {
            Some((kind, wanted)) => (algorithm(kind)?, wanted),
            None => (Algorithm::of_length(hash.len()).ok_or_else(|| unknown(hash))?, hash.0.as_str()),
        };
        let path = place::expand(act.host.as_probe(), &self.path);
        Ok(source::digest(&act.ask(), Path::new(&path), kind)? == wanted)
    }
}

fn unknown(hash: &str) -> ModuleError {
    let mut known = ALGORITHMS;
    known.sort_by_key(|algorithm| algorithm.digits());
    let known = known.map(|algorithm| format!("{} ({})", algorithm.name(), algorithm.digits())).join(", ");
    ModuleError::Usage(format!(
        "Hash {hash} (length: {}) could not be matched to a supported hash type. The supported hash types and lengths \
         are: {known}",
        hash.len()
    ))
}

/// Gives the difference of two files, each a path or a URL.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetDiff {
    /// The first file.
    file1: Text,
    /// The second file.
    file2: Text,
    /// The environment that URLs come from.
    #[serde(default = "base")]
    saltenv: Text,
    /// Names the files in the first two lines.
    #[serde(default = "yes")]
    show_filenames: bool,
    /// Shows the difference.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Hides the difference where `obfuscate_templates` is set.
    #[serde(default)]
    template: bool,
    /// Taken for Salt's sake: what is fetched by http(s) is fetched each time.
    #[serde(default, rename = "source_hash_file1")]
    _source_hash_file1: Option<Text>,
    /// Taken for Salt's sake: what is fetched by http(s) is fetched each time.
    #[serde(default, rename = "source_hash_file2")]
    _source_hash_file2: Option<Text>,
}

fn base() -> Text {
    "base".into()
}

impl Function for GetDiff {
    const NAME: &'static str = "file.get_diff";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let local = |url: &str| -> Result<PathBuf, ModuleError> {
            let found = act.minion.cache_file(url, &self.saltenv)?;
            found.ok_or_else(|| ModuleError::failed(format!("File {url} not found")))
        };
        let (one, two) = (local(&self.file1)?, local(&self.file2)?);
        let read = |path: &Path| act.host.read(path).map_err(ModuleError::file("read", path));
        let (old, new) = (read(&one)?, read(&two)?);
        let hidden = act.minion.options().get("obfuscate_templates").is_some_and(|option| option.is_truthy());
        Ok(match () {
            () if old == new => String::new(),
            () if self.template && hidden => "<Obfuscated Template>".into(),
            () if !self.show_changes => "<show_changes=False>".into(),
            () if self.show_filenames && text::is_text(&old) && text::is_text(&new) => diff::named(
                &text::decode(&old),
                &text::decode(&new),
                &one.display().to_string(),
                &two.display().to_string(),
            ),
            () => diff::of_bytes(&old, &new),
        })
    }
}

/// Gives the digest that `source_hash` means for a source, as `hash_type` and `hsum`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetSourceSum {
    /// The file that the source becomes.
    #[serde(default)]
    file_name: Text,
    /// The source.
    #[serde(default)]
    source: Text,
    /// A digest, `type=digest`, or a path or URL of a file of digests.
    #[serde(default)]
    source_hash: Text,
    /// The name to look for in a file of digests.
    #[serde(default)]
    source_hash_name: Option<Text>,
    /// The environment that URLs come from.
    #[serde(default = "base")]
    saltenv: Text,
    /// Taken for Salt's sake: certificates are always checked.
    #[serde(default = "yes", rename = "verify_ssl")]
    _verify_ssl: bool,
    /// A signature of the file of digests: `True` for one in that file, or the URL of a detached one.
    #[serde(default)]
    source_hash_sig: Value,
    /// Fingerprints of keys of which one must have signed.
    #[serde(default)]
    signed_by_any: OneOrMany<Text>,
    /// Fingerprints of keys that must all have signed.
    #[serde(default)]
    signed_by_all: OneOrMany<Text>,
    /// The file of public keys, if not the one in the home of GnuPG.
    #[serde(default)]
    keyring: Option<Text>,
    /// The home of GnuPG; without it, `.gnupg` of the user that the minion runs as.
    #[serde(default)]
    gnupghome: Option<Text>,
    /// What verifies signatures: `gpg`.
    #[serde(default)]
    sig_backend: Option<Text>,
}

impl Function for GetSourceSum {
    const NAME: &'static str = "file.get_source_sum";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let source = Source { url: self.source.0.clone(), hash: None };
        let name = self.source_hash_name.as_deref();
        let signers = Signers {
            any: &self.signed_by_any,
            all: &self.signed_by_all,
            keyring: self.keyring.as_ref(),
            home: self.gnupghome.as_ref(),
            backend: self.sig_backend.as_ref(),
        };
        let proof = Proof { asked: &self.source_hash_sig, signers };
        let (file, hash, env) = (&self.file_name, &self.source_hash, &self.saltenv);
        let sum = source::checksum(&act.ask(), file, &source, hash, name, env, &proof)?;
        Ok(Dict::from([("hash_type", sum.algorithm.name()), ("hsum", sum.hex.as_str())]))
    }
}
