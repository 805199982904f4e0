//! `pkgrepo.managed`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::pkg::apt::{
    Wish,
    repo::{self, View},
    sources::{Entry, Repo, is_deb822},
};

/// Keeps a source of packages configured.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Managed {
    /// The source as a line: `deb [signed-by=/etc/apt/keyrings/x.gpg] https://… stable main`.
    name: Text,
    /// Not supported yet: a personal archive of Ubuntu's.
    #[serde(default)]
    ppa: Option<Text>,
    /// Gives keys to `apt-key` where there is one and the line names no file for them.
    #[serde(default = "yes")]
    aptkey: bool,
    /// Switches it on.
    #[serde(default)]
    enabled: Option<Value>,
    /// Switches it off.
    #[serde(default)]
    disabled: Option<Value>,
    /// Architectures, with commas, over those in the line.
    #[serde(default)]
    architectures: Option<Text>,
    /// Components, with commas, over those in the line.
    #[serde(default)]
    comps: Option<Text>,
    /// The file to write to, if the source is new. A name that ends in `.sources` gets the newer format.
    #[serde(default)]
    file: Option<Text>,
    /// The distribution, over the one in the line.
    #[serde(default)]
    dist: Option<Text>,
    /// Ids of keys to fetch from the key server.
    #[serde(default)]
    keyid: Option<Value>,
    /// Where keys are asked for.
    #[serde(default)]
    keyserver: Option<Text>,
    /// Where the key is: `salt://…`, a path, or http(s).
    #[serde(default)]
    key_url: Option<Text>,
    /// The key itself.
    #[serde(default)]
    key_text: Option<Text>,
    /// Lets a key come over plain http.
    #[serde(default = "yes")]
    allow_insecure_key: bool,
    /// Keeps nothing else in the file.
    #[serde(default)]
    clean_file: bool,
    /// Fetches the lists of packages when something changed.
    #[serde(default = "yes")]
    refresh: bool,
    /// The same by an older name.
    #[serde(default)]
    refresh_db: Option<bool>,
    /// Trusts it without a signature.
    #[serde(default)]
    trusted: Option<Value>,
    /// A comment, or a list of them.
    #[serde(default)]
    comments: Option<Value>,
    /// Refused: the source is the `name`.
    #[serde(default)]
    repo: Option<Value>,
    /// Not used: other package managers show it.
    #[serde(default, rename = "humanname")]
    _humanname: Option<Text>,
    /// Not used: other package managers take the place from it.
    #[serde(default, rename = "baseurl")]
    _baseurl: Option<Value>,
    /// Not used: other package managers check signatures only if it says so.
    #[serde(default, rename = "gpgcheck")]
    _gpgcheck: Option<Value>,
    /// Not used: other package managers find the key by it.
    #[serde(default, rename = "gpgkey")]
    _gpgkey: Option<Value>,
}

fn yes() -> bool {
    true
}

/// What is to be configured.
pub(super) struct Plan {
    before: Option<View>,
}

impl State for Managed {
    const NAME: &'static str = "pkgrepo.managed";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        if let Some(refusal) = self.refusal() {
            return Ok(Verdict::failed(refusal));
        }
        let wanted = match self.wish().repo() {
            Ok(wanted) => wanted,
            Err(error) => return Ok(Verdict::failed(self.failed(error))),
        };
        let before = repo::find(&repo::views(&repo::files(ask)?), &wanted).cloned();
        let in_place =
            before.as_ref().is_some_and(|view| same(view, &wanted, self.wish().comment().as_deref()));
        if in_place && !self.has_others(ask, &wanted)? {
            return Ok(Verdict::in_place(format!("Package repo '{}' already configured", self.name)));
        }
        Ok(Verdict::Change(Plan { before }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let comment = format!(
            "Package repo '{}' would be configured. This may cause pkg states to behave differently than stated if \
             this action is repeated without test=True, due to the differences in the configured repositories.",
            self.name
        );
        let changes = match (&plan.before, self.wish().repo()) {
            (Some(before), Ok(wanted)) => differences(&before.as_dict(), &foreseen(before, &wanted)),
            _ => Dict::from([("repo", self.name.0.as_str())]),
        };
        Outcome::changed(changes, comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let wanted = match self.wish().carry_out(act) {
            Ok(wanted) => wanted,
            Err(error) => return Ok(Outcome::failed(self.failed(error))),
        };
        let views = repo::views(&repo::files(&act.ask())?);
        let after = repo::find(&views, &wanted).map(View::as_dict).unwrap_or_default();
        let changes = match plan.before {
            Some(before) => differences(&before.as_dict(), &after),
            None => Dict::from([("repo", self.name.0.as_str())]),
        };
        Ok(Outcome::changed(changes, format!("Configured package repo '{}'", self.name)))
    }
}

impl Managed {
    fn refusal(&self) -> Option<String> {
        let by_id = self.keyid.is_some() || self.keyserver.is_some();
        let http = self.key_url.as_ref().is_some_and(|url| url.trim().starts_with("http:"));
        let refusal = if self.key_url.is_some() && by_id {
            "You may not use both \"keyid\"/\"keyserver\" and \"key_url\" argument."
        } else if self.key_text.is_some() && by_id {
            "You may not use both \"keyid\"/\"keyserver\" and \"key_text\" argument."
        } else if self.key_text.is_some() && self.key_url.is_some() {
            "You may not use both \"key_url\" and \"key_text\" argument."
        } else if self.repo.is_some() {
            "'repo' is not a supported argument for this state. The 'name' argument is probably what was intended."
        } else if self.enabled.is_some() && self.disabled.is_some() {
            "Only one of enabled/disabled is allowed"
        } else if http && !self.allow_insecure_key {
            "Cannot have 'key_url' using http with 'allow_insecure_key' set to True"
        } else if self.clean_file && self.file.is_none() {
            "`clean_file` needs a `file`"
        } else {
            return None;
        };
        Some(refusal.to_owned())
    }

    fn failed(&self, error: ModuleError) -> String {
        format!("Failed to configure repo '{}': {}", self.name, error.into_failure().message)
    }

    fn wish(&self) -> Wish {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
        let line = match &self.ppa {
            Some(ppa) => format!("ppa:{ppa}"),
            None => self.name.0.clone(),
        };
        Wish {
            line,
            comps: text(&self.comps),
            architectures: text(&self.architectures),
            dist: text(&self.dist),
            file: text(&self.file),
            clean_file: self.clean_file,
            disabled: Wish::disabled(self.enabled.as_ref(), self.disabled.as_ref()),
            trusted: self.trusted.clone(),
            comments: self.comments.clone(),
            keyid: self.keyid.clone(),
            keyserver: text(&self.keyserver),
            key_url: text(&self.key_url),
            key_text: text(&self.key_text),
            aptkey: self.aptkey,
            saltenv: None,
            refresh: self.refresh_db.unwrap_or(self.refresh),
        }
    }

    /// Whether a file that is to hold this source alone holds others too.
    fn has_others(&self, ask: &Ask<'_>, wanted: &Repo) -> Result<bool, ModuleError> {
        let Some(path) = self.file.as_deref().filter(|_| self.clean_file) else { return Ok(false) };
        let files = repo::files(ask)?;
        let Some(file) = files.iter().find(|file| file.path == path) else { return Ok(false) };
        let ours = |entry: &Entry| match entry {
            Entry::Line { repo, .. } => repo.line() == wanted.line() || repo.disabled,
            Entry::Other(raw) => raw.trim().is_empty() || raw.trim_start().starts_with('#'),
            Entry::Section(_) => file.entries.len() == 1,
        };
        Ok(!file.entries.iter().all(ours))
    }
}

/// Tells whether a source is as wanted. What a paragraph says beyond that is left alone.
fn same(view: &View, wanted: &Repo, comment: Option<&str>) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    let there = &view.repo;
    if there.disabled != wanted.disabled || sorted(&there.components) != sorted(&wanted.components) {
        return false;
    }
    let architectures = sorted(&there.architectures()) == sorted(&wanted.architectures());
    if is_deb822(&view.path) {
        return (wanted.architectures().is_empty() || architectures)
            && (wanted.signed_by().is_empty() || wanted.signed_by() == there.signed_by())
            && wanted.trusted().is_none_or(|trusted| trusted == there.trusted().unwrap_or(false));
    }
    let others = |repo: &Repo| {
        let mut options = repo.options.clone();
        options.shift_remove("arch");
        options.sort_keys();
        options
    };
    architectures
        && there.uri == wanted.uri
        && others(there) == others(wanted)
        && comment.is_none_or(|comment| comment == there.comment.trim())
}

/// What the source would look like afterwards.
fn foreseen(before: &View, wanted: &Repo) -> Dict {
    let mut view = before.clone();
    if is_deb822(&view.path) {
        view.repo.components.clone_from(&wanted.components);
        view.repo.disabled = wanted.disabled;
        view.repo.options.extend(wanted.options.clone());
        view.line = view.repo.line();
    } else {
        view.repo = wanted.clone();
        view.line = wanted.line();
        view.all = [&wanted.kind, &wanted.uri, &wanted.suite].map(|word| vec![word.clone()]);
    }
    view.as_dict()
}

fn differences(before: &Dict, after: &Dict) -> Dict {
    let mut changes = Dict::new();
    for (key, new) in after {
        let old = before.get_key(key).cloned().unwrap_or_default();
        if old != *new && !matches!(key.as_str(), Some("file" | "enabled")) {
            let change = Dict::from([("new", new.clone()), ("old", old)]);
            changes.insert(key.clone(), change);
        }
    }
    changes
}
