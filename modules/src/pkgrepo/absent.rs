//! `pkgrepo.absent`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::pkg::{
    self,
    apt::{Wish, remove_key, repo, sources::Repo},
};

/// Keeps a source of packages out of the configuration.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Absent {
    /// The source as a line: `deb https://… stable main`.
    name: Text,
    /// Not supported yet: a personal archive of Ubuntu's.
    #[serde(default)]
    ppa: Option<Text>,
    /// The id of a key to remove with it.
    #[serde(default)]
    keyid: Option<Value>,
    /// Not supported yet: removes the key of a personal archive.
    #[serde(default)]
    keyid_ppa: Option<Value>,
    /// Takes the key from `apt-key` where there is one.
    #[serde(default = "yes")]
    aptkey: bool,
}

fn yes() -> bool {
    true
}

impl State for Absent {
    const NAME: &'static str = "pkgrepo.absent";
    type Plan = Repo;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Repo>, ModuleError> {
        if self.keyid_ppa.is_some() {
            return Ok(Verdict::failed("keyid_ppa requires that a PPA be passed, which is not supported"));
        }
        let unwanted = match Wish::named(&self.line()).repo() {
            Ok(unwanted) => unwanted,
            Err(error) => {
                let told = error.into_failure().message;
                return Ok(Verdict::failed(format!("Failed to configure repo '{}': {told}", self.name)));
            }
        };
        let views = repo::views(&repo::files(ask)?);
        let found = repo::find(&views, &unwanted);
        if found.is_none_or(|view| view.repo.architectures() != unwanted.architectures()) {
            return Ok(Verdict::in_place(format!("Package repo {} is absent", self.name)));
        }
        Ok(Verdict::Change(unwanted))
    }

    fn describe(&self, _: &Ask<'_>, _: &Repo) -> Outcome {
        Outcome::in_place(format!(
            "Package repo '{}' will be removed. This may cause pkg states to behave differently than stated if this \
             action is repeated without test=True, due to the differences in the configured repositories.",
            self.name
        ))
    }

    fn apply(&self, act: &Act<'_>, unwanted: Repo) -> Result<Outcome, ModuleError> {
        let removed = repo::remove(act, &self.line(), &unwanted)?;
        let left = repo::find(&repo::views(&repo::files(&act.ask())?), &unwanted).is_some();
        if removed.is_none() || left {
            return Ok(Outcome::failed(format!("Failed to remove repo {}", self.name)));
        }
        let mut changes = Dict::from([("repo", self.name.0.as_str())]);
        let mut comment = format!("Removed repo {}", self.name);
        if let Err(error) = pkg::refresh(act, None) {
            let told = error.into_failure().message;
            return Ok(Outcome { changes, ..Outcome::failed(format!("{comment}, but {told}")) });
        }
        let Some(keyid) = self.keyid.as_ref().map(Value::to_string) else {
            return Ok(Outcome::changed(changes, comment));
        };
        if let Err(error) = remove_key(act, &keyid, self.aptkey) {
            comment.push_str(&format!(", but failed to remove key: {}", error.into_failure().message));
            return Ok(Outcome { changes, ..Outcome::failed(comment) });
        }
        comment.push_str(&format!(", and keyid {keyid}"));
        changes.insert("keyid", keyid);
        Ok(Outcome::changed(changes, comment))
    }
}

impl Absent {
    /// The line, without a slash at the end of the place.
    fn line(&self) -> String {
        if let Some(ppa) = &self.ppa {
            return format!("ppa:{}", ppa.trim_start_matches("ppa:"));
        }
        let is_place =
            |word: &str| ["http://", "https://", "ftp://"].iter().any(|scheme| word.starts_with(scheme));
        let words = self.name.split_whitespace();
        let words = words.map(|word| if is_place(word) { word.trim_end_matches('/') } else { word });
        words.collect::<Vec<_>>().join(" ")
    }
}
