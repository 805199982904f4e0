//! `pkg.list_repos`, `pkg.mod_repo` and kin: where packages come from.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    apt::{self, AddKey, Wish, repo},
    due,
};

/// Lists the sources of packages, by their place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct ListRepos {}

impl Function for ListRepos {
    const NAME: &'static str = "pkg.list_repos";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut repos = Dict::new();
        for view in repo::views(&repo::files(&act.ask())?) {
            let list = repos.entry_or_insert_with(view.repo.uri.as_str().into(), || Value::List(Vec::new()));
            if let Some(list) = list.as_list_mut() {
                list.push(view.as_dict().into());
            }
        }
        Ok(repos)
    }
}

/// Finds a source of packages; empty if there is none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct GetRepo {
    /// The source as a line: `deb https://… stable main`.
    repo: Text,
}

impl Function for GetRepo {
    const NAME: &'static str = "pkg.get_repo";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let wanted = Wish::named(&self.repo).repo()?;
        let views = repo::views(&repo::files(&act.ask())?);
        Ok(repo::find(&views, &wanted).map(repo::View::as_dict).unwrap_or_default())
    }
}

/// Adds a source of packages, or changes one of the same kind, place and suite.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct ModRepo {
    /// The source as a line: `deb [signed-by=…] https://… stable main`.
    repo: Text,
    /// Environment that a key on the file server comes from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Gives keys to `apt-key` where there is one.
    #[serde(default = "yes")]
    aptkey: bool,
    /// Components, with commas.
    #[serde(default)]
    comps: Option<Text>,
    /// Architectures, with commas.
    #[serde(default)]
    architectures: Option<Text>,
    /// The distribution, over the one in the line.
    #[serde(default)]
    dist: Option<Text>,
    /// The file to write to, if the source is new.
    #[serde(default)]
    file: Option<Text>,
    /// Switches it off.
    #[serde(default)]
    disabled: Option<Value>,
    /// Switches it on.
    #[serde(default)]
    enabled: Option<Value>,
    /// Trusts it without a signature.
    #[serde(default)]
    trusted: Option<Value>,
    /// A comment, or a list of them.
    #[serde(default)]
    comments: Option<Value>,
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
    /// Fetches the lists of packages afterwards.
    #[serde(default = "yes")]
    refresh: bool,
}

fn yes() -> bool {
    true
}

impl Function for ModRepo {
    const NAME: &'static str = "pkg.mod_repo";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let text = |text: Option<Text>| text.map(String::from);
        let wish = Wish {
            comps: text(self.comps),
            architectures: text(self.architectures),
            dist: text(self.dist),
            file: text(self.file),
            disabled: Wish::disabled(self.enabled.as_ref(), self.disabled.as_ref()),
            trusted: self.trusted,
            comments: self.comments,
            keyid: self.keyid,
            keyserver: text(self.keyserver),
            key_url: text(self.key_url),
            key_text: text(self.key_text),
            aptkey: self.aptkey,
            saltenv: text(self.saltenv),
            refresh: self.refresh,
            ..Wish::named(&self.repo)
        };
        let wanted = wish.carry_out(act)?;
        let views = repo::views(&repo::files(&act.ask())?);
        let found = repo::find(&views, &wanted).map(repo::View::as_dict).unwrap_or_default();
        Ok(Dict::from([(self.repo.0, found)]))
    }
}

/// Removes a source of packages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct DelRepo {
    /// The source as a line: `deb https://… stable main`.
    repo: Text,
}

impl Function for DelRepo {
    const NAME: &'static str = "pkg.del_repo";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let unwanted = Wish::named(&self.repo).repo()?;
        let told = repo::remove(act, &self.repo, &unwanted)?;
        let told = told.ok_or_else(|| {
            ModuleError::failed(format!("Repo {} doesn't exist in the sources.list(s)", self.repo))
        })?;
        due::refresh(act, None)?;
        Ok(told)
    }
}

/// Adds a key that packages are signed with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::pkg) struct AddRepoKey {
    /// Where the key is: `salt://…`, a path, or http(s).
    #[serde(default)]
    path: Option<Text>,
    /// The key itself.
    #[serde(default)]
    text: Option<Text>,
    /// Where keys are asked for.
    #[serde(default)]
    keyserver: Option<Text>,
    /// The id of the key that is asked for.
    #[serde(default)]
    keyid: Option<Text>,
    /// Environment that a key on the file server comes from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Gives the key to `apt-key` where there is one.
    #[serde(default = "yes")]
    aptkey: bool,
    /// The folder for keys where `apt-key` does not take them.
    #[serde(default)]
    keydir: Option<Text>,
    /// The name of the file there.
    #[serde(default)]
    keyfile: Option<Text>,
}

impl Function for AddRepoKey {
    const NAME: &'static str = "pkg.add_repo_key";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let saltenv = self.saltenv.as_deref().unwrap_or(act.minion.saltenv());
        let path =
            match self.path.as_deref() {
                Some(url) => Some(act.minion.cache_file(url, saltenv)?.ok_or_else(|| {
                    ModuleError::failed(format!("Unable to get cached copy of file: {url}"))
                })?),
                None => None,
            };
        let folder = self.keydir.as_deref().unwrap_or("/etc/apt/keyrings");
        let name = self.keyfile.as_deref().or_else(|| path.as_deref()?.file_name()?.to_str());
        let target = name.map(|name| std::path::Path::new(folder).join(name));
        let key = AddKey {
            path: path.as_deref(),
            text: self.text.as_deref(),
            keyserver: self.keyserver.as_deref(),
            keyid: self.keyid.as_deref(),
            aptkey: self.aptkey,
            target: target.as_deref(),
        };
        apt::add_key(act, &key).map(|()| true)
    }
}
