//! `file.cached` and `file.not_cached`.

use std::path::PathBuf;

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    file::{
        managed, place,
        signature::{Proof, Signers},
        source::{self, Checksum, Scheme, Source},
    },
    hashutil::Algorithm,
};

/// Fetches a file into the minion's cache.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cached {
    /// URL, or path on this machine.
    name: Text,
    /// What the file must hash to.
    #[serde(default)]
    source_hash: Option<Text>,
    /// The name to look for in a file of digests.
    #[serde(default)]
    source_hash_name: Option<Text>,
    /// Takes http(s) sources without `source_hash`.
    #[serde(default)]
    skip_verify: bool,
    /// The environment, if not that of the state.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Taken for Salt's sake; takes http(s) sources without `source_hash`, and fetches them each time.
    #[serde(default)]
    use_etag: bool,
    /// A signature of the file of digests that `source_hash` names: `True` for one in that file, or the URL of a detached one.
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

impl Cached {
    fn proof(&self) -> Proof<'_> {
        let signers = Signers {
            any: &self.signed_by_any,
            all: &self.signed_by_all,
            keyring: self.keyring.as_ref(),
            home: self.gnupghome.as_ref(),
            backend: self.sig_backend.as_ref(),
        };
        Proof { asked: &self.source_hash_sig, signers }
    }
}

/// What is fetched.
pub(crate) struct Plan {
    url: String,
    saltenv: String,
    sum: Option<Checksum>,
    // The digest of a copy that is there already.
    before: Option<String>,
}

impl Plan {
    fn kind(&self) -> Algorithm {
        self.sum.as_ref().map_or(Algorithm::Sha256, |sum| sum.algorithm)
    }
}

impl State for Cached {
    const NAME: &'static str = "file.cached";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let url = self.name.0.clone();
        let shown = source::redacted(&url);
        let scheme = source::scheme(&url);
        let hash = self.source_hash.as_deref().filter(|hash| !hash.is_empty());
        if scheme == Scheme::Remote && !self.skip_verify && !self.use_etag && hash.is_none() {
            return Ok(Verdict::failed(format!(
                "Unable to verify upstream hash of source file {shown}, please set source_hash or set skip_verify or \
                 use_etag to True"
            )));
        }
        let saltenv = self.saltenv.as_deref().unwrap_or_else(|| managed::saltenv(ask)).to_owned();
        if self.source_hash_sig.is_truthy() && hash.is_none() {
            return Ok(Verdict::failed("'source_hash_sig' is about a 'source_hash', and there is none"));
        }
        let own = Source { url: url.clone(), hash: hash.map(str::to_owned) };
        let sum = match hash {
            Some(hash) => {
                let name = self.source_hash_name.as_deref();
                match source::checksum(ask, &url, &own, hash, name, &saltenv, &self.proof()) {
                    Ok(sum) => Some(sum).filter(|_| !self.skip_verify),
                    Err(error) => return Ok(Verdict::failed(error.to_string())),
                }
            }
            None => None,
        };
        if let Some(path) = own.local() {
            return local(ask, &place::expand(ask.probe, &path.display().to_string()), sum.as_ref());
        }
        let mut plan = Plan { url, saltenv, sum, before: None };
        let Some(copy) = ask.facts.cached_file(&plan.url, &plan.saltenv) else {
            return Ok(Verdict::Change(plan));
        };
        let before = source::digest(ask, &copy, plan.kind())?;
        if plan.sum.as_ref().is_some_and(|sum| sum.hex == before) {
            let comment = format!("File is already cached to {} with hash {before}", copy.display());
            return Ok(Verdict::in_place(comment));
        }
        plan.before = Some(before);
        // The file server's copy is known by content; a copy from elsewhere is looked at anew.
        Ok(match scheme {
            Scheme::Salt if plan.sum.is_none() => {
                Verdict::in_place(format!("File is cached to {}", copy.display()))
            }
            _ => Verdict::Change(plan),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let why = match (&plan.before, &plan.sum) {
            (Some(_), Some(_)) => "Hashes don't match.\n",
            (Some(_), None) => "No hash found. ",
            (None, _) => "",
        };
        Outcome::changed(Dict::new(), format!("{why}File will be cached: {}", source::redacted(&plan.url)))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let copy = match act.minion.cache_file(&plan.url, &plan.saltenv) {
            Ok(copy) => copy,
            Err(error) => return Ok(Outcome::failed(error.to_string())),
        };
        let Some(copy) = copy else {
            return Ok(Outcome::failed(format!(
                "Failed to cache {}, check minion log for more information",
                source::redacted(&plan.url)
            )));
        };
        let after = source::digest(&act.ask(), &copy, plan.kind())?;
        let mut changes = Dict::new();
        if plan.before.as_ref() != Some(&after) {
            changes = Outcome::change("hash", plan.before.clone(), after.as_str());
        }
        let copy = copy.display();
        Ok(match &plan.sum {
            Some(sum) if sum.hex == after => {
                Outcome::changed(changes, format!("File is already cached to {copy} with hash {after}"))
            }
            Some(sum) => Outcome {
                changes,
                ..Outcome::failed(format!(
                    "File is cached to {copy}, but the hash ({after}) does not match the specified hash ({})",
                    sum.hex
                ))
            },
            None => Outcome::changed(changes, format!("File is cached to {copy}")),
        })
    }
}

/// A file of this machine is not copied; it only must be there and have its hash.
fn local(ask: &Ask<'_>, path: &str, sum: Option<&Checksum>) -> Result<Verdict<Plan>, ModuleError> {
    if !ask.probe.is_file(path.as_ref()) {
        return Ok(Verdict::failed(format!("File {path} is not present on the minion")));
    }
    let Some(sum) = sum else {
        return Ok(Verdict::in_place(format!("File {path} is present on the minion")));
    };
    let actual = source::digest(ask, path.as_ref(), sum.algorithm)?;
    Ok(match actual == sum.hex {
        true => Verdict::in_place(format!("File {path} is present on the minion and has hash {actual}")),
        false => Verdict::failed(format!(
            "File {path} is present on the minion, but the hash ({actual}) does not match the specified hash ({})",
            sum.hex
        )),
    })
}

/// Removes a file from the minion's cache.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotCached {
    /// URL of the file.
    name: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl State for NotCached {
    const NAME: &'static str = "file.not_cached";
    type Plan = PathBuf;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<PathBuf>, ModuleError> {
        if let Some(path) = (Source { url: self.name.0.clone(), hash: None }).local() {
            let path = place::expand(ask.probe, &path.display().to_string());
            let path = place::real(ask.probe, path.as_ref());
            return Ok(Verdict::in_place(format!(
                "File {} is a local path, no action taken",
                path.display()
            )));
        }
        let saltenv = self.saltenv.as_deref().unwrap_or("base");
        // Without a master, files are used where they lie: what is no copy is never removed.
        let cache = ask.facts.cache_dir();
        let copy = ask.facts.cached_file(&self.name, saltenv).filter(|copy| copy.starts_with(&cache));
        Ok(match copy {
            Some(copy) => Verdict::Change(copy),
            None => Verdict::in_place(format!("{} is not cached", self.name)),
        })
    }

    fn describe(&self, _: &Ask<'_>, copy: &PathBuf) -> Outcome {
        Outcome::changed(Dict::from([("deleted", true)]), format!("{} is set to be deleted", copy.display()))
    }

    fn apply(&self, act: &Act<'_>, copy: PathBuf) -> Result<Outcome, ModuleError> {
        match act.host.remove_file(&copy) {
            Ok(()) => Ok(Outcome::changed(
                Dict::from([("deleted", true)]),
                format!("{} was deleted", copy.display()),
            )),
            Err(error) => Ok(Outcome::failed(format!("Failed to delete {}: {error}", copy.display()))),
        }
    }
}
