//! A user's table from a file.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{cron::table, file::Fetched};

fn root() -> Text {
    "root".into()
}

fn yes() -> bool {
    true
}

/// Makes a file the table of a user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Where the file comes from: `salt://`, a path on this machine, http(s).
    name: Text,
    /// What it must hash to.
    #[serde(default)]
    source_hash: Option<Text>,
    /// The name to look for in a file of digests.
    #[serde(default)]
    source_hash_name: Option<Text>,
    /// The user.
    #[serde(default = "root")]
    user: Text,
    /// Renders the file with this engine, such as `jinja`.
    #[serde(default)]
    template: Option<Text>,
    /// Names for the template, over `defaults`.
    #[serde(default)]
    context: Option<Value>,
    /// Replaces a table that is there.
    #[serde(default = "yes")]
    replace: bool,
    /// Names for the template.
    #[serde(default)]
    defaults: Option<Value>,
    /// Taken for Salt's sake: the old table is told as a difference.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    backup: Value,
}

/// The new table, and how it differs.
pub(crate) struct Plan {
    content: Vec<u8>,
    diff: String,
}

impl State for File {
    const NAME: &'static str = "cron.file";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let user = &self.user;
        if ask.probe.user(user).map_err(ModuleError::file("read", "the users"))?.is_none() {
            return Ok(Verdict::failed(format!("Could not identify group for user {user}")));
        }
        let old = table::read(ask, user)?;
        if !self.replace && !old.is_empty() {
            return Ok(Verdict::in_place(format!("User {user} already has a crontab. No changes made")));
        }
        let fetched = Fetched {
            source: &self.name,
            source_hash: self.source_hash.as_ref(),
            source_hash_name: self.source_hash_name.as_ref(),
            template: self.template.as_ref(),
            context: self.context.as_ref(),
            defaults: self.defaults.as_ref(),
        };
        let content = match fetched.bytes(ask) {
            Ok(content) => content,
            Err(error) => return Ok(Verdict::failed(format!("Unable to manage file: {error}"))),
        };
        let diff = crate::file::difference(old.as_bytes(), &content);
        Ok(match diff.is_empty() {
            true => Verdict::in_place(format!("Crontab for user {user} is in the correct state")),
            false => Verdict::Change(Plan { content, diff }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let comment = format!("The following values are set to be changed:\ndiff: {}\n", plan.diff);
        Outcome::changed(Dict::new(), comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let user = &self.user;
        let output = table::write(act, user, &String::from_utf8_lossy(&plan.content))?;
        Ok(match output.success() {
            true => Outcome::changed(
                Dict::from([("diff", plan.diff)]),
                format!("Crontab for user {user} was updated"),
            ),
            false => Outcome::failed(format!(
                "Unable to update user {user} crontab. Error: {}",
                output.stderr_text().trim_end()
            )),
        })
    }
}
