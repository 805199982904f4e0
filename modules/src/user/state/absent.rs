//! `user.absent`.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{account, modify};

/// Keeps an account from being there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Absent {
    /// Login name.
    name: Text,
    /// Removes its home folder and mailbox too.
    #[serde(default)]
    purge: bool,
    /// Removes it even while it is logged in.
    #[serde(default)]
    force: bool,
    /// Only from the machine's own files.
    #[serde(default)]
    local: bool,
}

impl State for Absent {
    const NAME: &'static str = "user.absent";
    type Plan = Vec<String>;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Vec<String>>, ModuleError> {
        Ok(match account::find(ask, &self.name)? {
            Some(account) => Verdict::Change(account.groups),
            None => Verdict::in_place(format!("User {} is not present", self.name)),
        })
    }

    fn describe(&self, _: &Ask<'_>, _: &Vec<String>) -> Outcome {
        Outcome::in_place(format!("User {} set for removal", self.name))
    }

    fn apply(&self, act: &Act<'_>, groups: Vec<String>) -> Result<Outcome, ModuleError> {
        if !modify::delete(act, &self.name, self.purge, self.force, self.local)? {
            return Ok(Outcome::failed(format!("Failed to remove user {}", self.name)));
        }
        let mut changes = Dict::new();
        for group in groups {
            if account::group(&act.ask(), &group)?.is_none() {
                changes.insert(format!("{group} group"), "removed");
            }
        }
        changes.insert(self.name.0.as_str(), "removed");
        Ok(Outcome::changed(changes, format!("Removed user {}", self.name)))
    }
}
