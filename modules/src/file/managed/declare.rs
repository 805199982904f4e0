//! The arguments of `file.managed`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value, from_value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Extra, Plan, apply, check};
use crate::file::{conditional::Ignored, mode::SourceMode, signature::Signers, source::Candidates};

/// Manages a file: its content from a source or written out here, its owner and its mode.
///
/// Without `source` and `contents`, only owner and mode are managed, and a file that is missing is made empty.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Managed {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    pub(crate) name: Text,
    /// Where the content comes from: `salt://`, a path on this machine, http(s); of a list, the first one that is there.
    #[serde(default)]
    pub(crate) source: Candidates,
    /// What the source must hash to: a digest, `type=digest`, or a path or URL of a file of digests.
    #[serde(default)]
    pub(crate) source_hash: Option<Text>,
    /// The name to look for in a file of digests.
    #[serde(default)]
    pub(crate) source_hash_name: Option<Text>,
    /// Taken for Salt's sake: the cache of files is kept by content, and cleaned by itself.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    pub(crate) keep_source: bool,
    /// Owner.
    #[serde(default)]
    pub(crate) user: Option<Text>,
    /// Group.
    #[serde(default)]
    pub(crate) group: Option<Text>,
    /// Mode, such as `0644`, or `keep` for that of the source.
    #[serde(default)]
    pub(crate) mode: Option<SourceMode>,
    /// Letters that `chattr` sets, such as `i`; all others are taken off.
    #[serde(default)]
    pub(crate) attrs: Option<Text>,
    /// Renders the content with this engine, such as `jinja`.
    #[serde(default)]
    pub(crate) template: Option<Text>,
    /// Makes the folders above the file.
    #[serde(default)]
    pub(crate) makedirs: bool,
    /// Mode of the folders made; without it, `mode` with the right to enter.
    #[serde(default)]
    pub(crate) dir_mode: Option<crate::file::mode::Mode>,
    /// Names for the template, over `defaults`.
    #[serde(default)]
    pub(crate) context: Option<Value>,
    /// Replaces the content of a file that is there.
    #[serde(default = "yes")]
    pub(crate) replace: bool,
    /// Names for the template.
    #[serde(default)]
    pub(crate) defaults: Option<Value>,
    /// Keeps the old content: `minion`.
    #[serde(default)]
    pub(crate) backup: Value,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    pub(crate) show_changes: bool,
    /// Makes the file if it is missing.
    #[serde(default = "yes")]
    pub(crate) create: bool,
    /// The content: a text, or a list of lines.
    #[serde(default)]
    pub(crate) contents: Value,
    /// Folder for the copy that `check_cmd` vets.
    #[serde(default)]
    pub(crate) tmp_dir: Option<Text>,
    /// What the name of that copy ends in.
    #[serde(default)]
    pub(crate) tmp_ext: Text,
    /// The pillar key that holds the content; a list joins several.
    #[serde(default)]
    pub(crate) contents_pillar: OneOrMany<Text>,
    /// The grain that holds the content; a list joins several.
    #[serde(default)]
    pub(crate) contents_grains: OneOrMany<Text>,
    /// Ends the content with a line end.
    #[serde(default = "yes")]
    pub(crate) contents_newline: bool,
    /// What parts the words of `contents_pillar` and `contents_grains`.
    #[serde(default = "colon")]
    pub(crate) contents_delimiter: Text,
    /// Encodes the content written out here: `utf-8`, `ascii` or `latin-1`.
    #[serde(default)]
    pub(crate) encoding: Option<Text>,
    /// What to do about characters that the encoding does not have: `strict`, `ignore` or `replace`.
    #[serde(default = "strict")]
    pub(crate) encoding_errors: Text,
    /// Accepts content that is empty.
    #[serde(default = "yes")]
    pub(crate) allow_empty: bool,
    /// Manages what a symbolic link points to; otherwise replaces the link.
    #[serde(default = "yes")]
    pub(crate) follow_symlinks: bool,
    /// A command that vets the new content before it is put in place; gets the path of a copy.
    #[serde(default)]
    pub(crate) check_cmd: OneOrMany<Text>,
    /// Takes http(s) sources without `source_hash`.
    #[serde(default)]
    pub(crate) skip_verify: bool,
    /// The SELinux context that the file must have: `seuser`, `serole`, `setype`, `serange`.
    #[serde(default)]
    pub(crate) selinux: Value,
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
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_perms_reset")]
    pub(crate) _win_perms_reset: Value,
    /// Taken for Salt's sake: certificates are always checked.
    #[serde(default = "yes", rename = "verify_ssl")]
    pub(crate) _verify_ssl: bool,
    /// Takes http(s) sources without `source_hash`, and fetches them each time.
    #[serde(default)]
    pub(crate) use_etag: bool,
    /// A signature that the source must have: `True` for one in the file itself, or the URL of a detached one.
    #[serde(default)]
    pub(crate) signature: Value,
    /// The same for the file of digests that `source_hash` names.
    #[serde(default)]
    pub(crate) source_hash_sig: Value,
    /// Fingerprints of keys of which one must have signed.
    #[serde(default)]
    pub(crate) signed_by_any: OneOrMany<Text>,
    /// Fingerprints of keys that must all have signed.
    #[serde(default)]
    pub(crate) signed_by_all: OneOrMany<Text>,
    /// The file of public keys, if not the one in the home of GnuPG.
    #[serde(default)]
    pub(crate) keyring: Option<Text>,
    /// The home of GnuPG; without it, `.gnupg` of the user that the minion runs as.
    #[serde(default)]
    pub(crate) gnupghome: Option<Text>,
    /// What verifies signatures: `gpg`.
    #[serde(default)]
    pub(crate) sig_backend: Option<Text>,
    /// Tells nobody who watches of a change that is in the order of lines only.
    #[serde(default)]
    pub(crate) ignore_ordering: bool,
    /// The same for white space at the ends of lines.
    #[serde(default)]
    pub(crate) ignore_whitespace: bool,
    /// The same for what stands behind one of these.
    #[serde(default)]
    pub(crate) ignore_comment_characters: OneOrMany<Text>,
    /// Shows the content of a new file as a difference.
    #[serde(default)]
    pub(crate) new_file_diff: bool,
    /// Another word for `user`.
    #[serde(default)]
    pub(crate) owner: Option<Text>,
    /// Environment that sources come from, if not that of the state.
    #[serde(default)]
    pub(crate) saltenv: Option<Text>,
    /// Further names for the template of `source`; `context` is the better place for them.
    #[serde(default, rename = "**kwargs")]
    pub(crate) kwargs: Dict,
}

fn yes() -> bool {
    true
}

fn colon() -> Text {
    ":".into()
}

fn strict() -> Text {
    "strict".into()
}

impl Managed {
    fn extra(&self) -> Extra<'_> {
        Extra { function: Self::NAME, names: &self.kwargs, templated: self.template.is_some() }
    }

    /// What of a change does not count.
    pub(super) fn ignored(&self) -> Ignored<'_> {
        Ignored {
            ordering: self.ignore_ordering,
            whitespace: self.ignore_whitespace,
            comments: &self.ignore_comment_characters,
        }
    }

    /// Who must have signed.
    pub(super) fn signers(&self) -> Signers<'_> {
        Signers {
            any: &self.signed_by_any,
            all: &self.signed_by_all,
            keyring: self.keyring.as_ref(),
            home: self.gnupghome.as_ref(),
            backend: self.sig_backend.as_ref(),
        }
    }

    /// A file of that name, all else at its default.
    pub(crate) fn of(name: &str) -> Managed {
        from_value(Value::Dict(Dict::from([("name", name)]))).expect("only the name is required")
    }
}

impl State for Managed {
    const NAME: &'static str = "file.managed";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        Ok(self.extra().warn_verdict(ask, check::check(self, ask)?))
    }

    fn describe(&self, ask: &Ask<'_>, plan: &Plan) -> Outcome {
        self.extra().warn(ask, plan.describe())
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let (quiet, target) = (plan.quiet, plan.target.clone());
        let outcome = apply::apply(self, act, plan)?;
        let outcome = apply::attributes(self, act, &target, outcome)?;
        let outcome = self.extra().warn(&act.ask(), outcome);
        Ok(if quiet { super::plan::unnoticed(outcome) } else { outcome })
    }
}
