//! The arguments of `file.recurse`.

use halite_common::{
    declare::{OneOrMany, Text, fields},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::run::{self, Plan};
use crate::file::{
    managed::Extra,
    mode::{Mode, SourceMode},
};

/// Puts a folder of the file server on this machine, with all in it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recurse {
    /// Path of the folder.
    #[schemars(extend("format" = "absolute-path"))]
    pub(crate) name: Text,
    /// The folder of the file server, such as `salt://site/files`; of a list, the first that is there, or all of them with `merge`.
    pub(crate) source: OneOrMany<Text>,
    /// Taken for Salt's sake: the cache of files is kept by content, and cleaned by itself.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    pub(crate) keep_source: bool,
    /// Removes what is neither in the source nor managed by a state that this one requires.
    #[serde(default)]
    pub(crate) clean: bool,
    /// Owner.
    #[serde(default)]
    pub(crate) user: Option<Text>,
    /// Group.
    #[serde(default)]
    pub(crate) group: Option<Text>,
    /// Mode of folders.
    #[serde(default)]
    pub(crate) dir_mode: Option<Mode>,
    /// Mode of files, or `keep` for those of the source.
    #[serde(default)]
    pub(crate) file_mode: Option<SourceMode>,
    /// Mode of folders that are made for links.
    #[serde(default)]
    pub(crate) sym_mode: Option<Mode>,
    /// Renders the files with this engine, such as `jinja`.
    #[serde(default)]
    pub(crate) template: Option<Text>,
    /// Names for the templates, over `defaults`.
    #[serde(default)]
    pub(crate) context: Option<Value>,
    /// Replaces files that are there.
    #[serde(default = "yes")]
    pub(crate) replace: bool,
    /// Names for the templates.
    #[serde(default)]
    pub(crate) defaults: Option<Value>,
    /// Makes folders that are empty too.
    #[serde(default)]
    pub(crate) include_empty: bool,
    /// Keeps the old content of files: `minion`.
    #[serde(default)]
    pub(crate) backup: Value,
    /// Only paths that fit: a glob, or a regular expression behind `E@`.
    #[serde(default)]
    pub(crate) include_pat: OneOrMany<Text>,
    /// Only paths that do not fit.
    #[serde(default)]
    pub(crate) exclude_pat: OneOrMany<Text>,
    /// How deep to go; 0 is the folder's own files.
    #[serde(default)]
    pub(crate) maxdepth: Option<usize>,
    /// Makes links where the source has links.
    #[serde(default)]
    pub(crate) keep_symlinks: bool,
    /// Replaces what lies where a link should be.
    #[serde(default)]
    pub(crate) force_symlinks: bool,
    /// Merges all sources; what comes first counts.
    #[serde(default)]
    pub(crate) merge: bool,
    /// Not allowed here; `file_mode` and `dir_mode` are.
    #[serde(default)]
    pub(crate) mode: Option<Text>,
    /// Shows the differences of files in the changes.
    #[serde(default = "yes")]
    pub(crate) show_changes: bool,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_owner")]
    pub(crate) _win_owner: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_perms")]
    pub(crate) _win_perms: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_deny_perms")]
    pub(crate) _win_deny_perms: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_inheritance")]
    pub(crate) _win_inheritance: Value,
    /// Another word for `user`.
    #[serde(default)]
    pub(crate) owner: Option<Text>,
    /// Further names for the templates; `context` is the better place for them.
    #[serde(default, rename = "**kwargs")]
    pub(crate) kwargs: Dict,
}

fn yes() -> bool {
    true
}

impl Recurse {
    fn extra(&self) -> Extra<'_> {
        Extra { function: Self::NAME, names: &self.kwargs, templated: self.template.is_some() }
    }

    /// Of a chunk's arguments, those that this state takes.
    pub(crate) fn fields_of(arguments: &Dict, name: &str) -> Dict {
        let known = fields::<Recurse>();
        let mut own = arguments.clone();
        own.retain(|key, _| key.as_str().is_some_and(|key| known.contains(&key)));
        own.insert("name", name);
        own
    }
}

impl State for Recurse {
    const NAME: &'static str = "file.recurse";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        Ok(self.extra().warn_verdict(ask, run::check(self, ask)?))
    }

    fn describe(&self, ask: &Ask<'_>, plan: &Plan) -> Outcome {
        self.extra().warn(ask, plan.describe(ask))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        Ok(self.extra().warn(&act.ask(), plan.apply(act)?))
    }
}
