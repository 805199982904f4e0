//! A source of packages as `pkgrepo.managed` and `pkg.mod_repo` ask for it.

use std::path::{Path, PathBuf};

use halite_common::value::Value;
use halite_states::declare::{Act, ModuleError};

use super::{
    super::due,
    keys::{self, AddKey},
    repo,
    sources::Repo,
};

/// A source with its key, and how it is to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// The source as a line.
    pub line: String,
    /// Components, with commas, over those in the line.
    pub comps: Option<String>,
    /// Architectures, with commas, over those in the line.
    pub architectures: Option<String>,
    /// The distribution, over the one in the line.
    pub dist: Option<String>,
    /// The file to write to, if the source is new.
    pub file: Option<String>,
    /// Empties that file first.
    pub clean_file: bool,
    /// Switches it off.
    pub disabled: bool,
    /// Trusts it without a signature.
    pub trusted: Option<Value>,
    /// A comment, or a list of them.
    pub comments: Option<Value>,
    /// Ids of keys to fetch from the key server.
    pub keyid: Option<Value>,
    /// Where keys are asked for.
    pub keyserver: Option<String>,
    /// Where the key is: `salt://…`, a path, or http(s).
    pub key_url: Option<String>,
    /// The key itself.
    pub key_text: Option<String>,
    /// Gives keys to `apt-key` where there is one.
    pub aptkey: bool,
    /// Environment that a key on the file server comes from.
    pub saltenv: Option<String>,
    /// Fetches the lists of packages afterwards.
    pub refresh: bool,
}

impl Wish {
    /// A wish for a line, with nothing said beside.
    pub(crate) fn named(line: &str) -> Wish {
        Wish { line: line.to_owned(), aptkey: true, refresh: true, ..Wish::default() }
    }

    /// Reads the two ways of saying it.
    pub(crate) fn disabled(enabled: Option<&Value>, disabled: Option<&Value>) -> bool {
        let truth = |value: Option<&Value>| value.and_then(due::truth);
        truth(enabled).map_or_else(|| truth(disabled).unwrap_or(false), |enabled| !enabled)
    }

    /// The comment as one line.
    pub(crate) fn comment(&self) -> Option<String> {
        let comments = self.comments.as_ref().filter(|comments| !comments.is_null())?;
        let words = match comments.as_list() {
            Some(items) => items.iter().map(Value::to_string).collect::<Vec<_>>().join(" "),
            None => comments.to_string(),
        };
        Some(words.trim().to_owned())
    }

    /// The source, with what was said beside the line.
    pub(crate) fn repo(&self) -> Result<Repo, ModuleError> {
        if self.line.starts_with("ppa:") {
            let message = format!("cannot parse \"ppa:\" style repo definitions: {}", self.line);
            return Err(ModuleError::Failed(message));
        }
        let mut repo = Repo::parse(&self.line).map_err(|error| ModuleError::Usage(error.to_string()))?;
        let words = |text: &str| text.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
        if let Some(comps) = &self.comps {
            repo.components = words(comps);
        }
        if let Some(architectures) = &self.architectures {
            repo.options.insert("arch".into(), words(architectures).join(","));
        }
        if let Some(dist) = &self.dist {
            repo.suite.clone_from(dist);
        }
        match self.trusted.as_ref().and_then(due::truth) {
            Some(true) => drop(repo.options.insert("trusted".into(), "yes".into())),
            Some(false) => drop(repo.options.shift_remove("trusted")),
            None => {}
        }
        repo.disabled = self.disabled;
        Ok(repo)
    }

    /// Fetches the key, writes the source and fetches the lists of packages.
    pub(crate) fn carry_out(&self, act: &Act<'_>) -> Result<Repo, ModuleError> {
        let wanted = self.repo()?;
        let known = repo::find(&repo::views(&repo::files(&act.ask())?), &wanted).is_some();
        let apt_key = keys::uses_apt_key(&act.ask(), self.aptkey);
        if !known && !apt_key && wanted.signed_by().is_empty() && wanted.trusted() != Some(true) {
            return Err(ModuleError::Usage(
                "missing 'signedby' or 'trusted' option when apt-key is missing".into(),
            ));
        }
        self.add_keys(act, &wanted)?;
        let comment = self.comment();
        let clean = self.file.as_deref().filter(|_| self.clean_file);
        repo::set(act, &wanted, self.file.as_deref(), comment.as_deref(), clean)?;
        if self.refresh {
            due::refresh(act, None)?;
        }
        Ok(wanted)
    }

    fn add_keys(&self, act: &Act<'_>, wanted: &Repo) -> Result<(), ModuleError> {
        let signed_by = Some(wanted.signed_by()).filter(|path| path.starts_with('/')).map(Path::new);
        // A key that the line names by its file is of no use in apt's own store.
        let key =
            AddKey { aptkey: self.aptkey && signed_by.is_none(), target: signed_by, ..AddKey::default() };
        if let Some(ids) = self.keyid.as_ref().filter(|ids| !ids.is_null()) {
            let ids = ids.as_list().map_or_else(|| vec![ids.clone()], <[Value]>::to_vec);
            let keyserver = self.keyserver.as_deref().filter(|server| !server.is_empty());
            for id in ids.iter().map(shown_id) {
                keys::add(act, &AddKey { keyserver, keyid: Some(&id), ..key })?;
            }
        } else if let Some(url) = &self.key_url {
            let path = self.fetch(act, url)?;
            keys::add(act, &AddKey { path: Some(&path), ..key })?;
        } else if let Some(text) = &self.key_text {
            keys::add(act, &AddKey { text: Some(text), ..key })?;
        }
        Ok(())
    }

    fn fetch(&self, act: &Act<'_>, url: &str) -> Result<PathBuf, ModuleError> {
        let saltenv = self.saltenv.as_deref().unwrap_or(act.minion.saltenv());
        let path = act.minion.cache_file(url, saltenv)?;
        path.ok_or_else(|| ModuleError::Failed(format!("Error: file not found: {url}")))
    }
}

/// YAML reads an id such as `0x3CBBABEE` as a number.
fn shown_id(id: &Value) -> String {
    match id {
        Value::Int(number) => format!("{number:#x}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{Wish, shown_id};

    #[test]
    fn what_is_said_beside_the_line_counts() {
        let wish = Wish {
            comps: Some("main, contrib".into()),
            architectures: Some("amd64,arm64".into()),
            dist: Some("trixie".into()),
            trusted: Some(true.into()),
            disabled: true,
            ..Wish::named("deb [signed-by=/x.gpg] http://y/ bookworm main")
        };
        let line = wish.repo().map(|repo| repo.line()).unwrap();
        assert_eq!(
            line,
            "# deb [signed-by=/x.gpg arch=amd64,arm64 trusted=yes] http://y/ trixie main contrib"
        );
    }

    #[test]
    fn what_cannot_be_a_source_is_refused() {
        let check = |line: &str, expected: &str| {
            let error = Wish::named(line).repo().unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("ppa:wolfnet/logstash", "cannot parse \"ppa:\" style repo definitions: ppa:wolfnet/logstash");
        check("nginx", "Name nginx is not valid. This must be the complete repo entry");
    }

    #[test]
    fn ids_of_keys_are_hexadecimal() {
        assert_eq!(shown_id(&Value::from(0x3CBB_ABEE_u64)), "0x3cbbabee");
        assert_eq!(shown_id(&Value::from("3CBBABEE")), "3CBBABEE");
    }
}
