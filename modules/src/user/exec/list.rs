//! `user.info`, `user.list_users` and kin.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::account::{self, Account};

/// Tells about an account; nothing if there is none of that name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Info {
    /// The account.
    name: Text,
}

impl Function for Info {
    const NAME: &'static str = "user.info";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(account::find(&act.ask(), &self.name)?.map(|found| found.as_dict()).unwrap_or_default())
    }
}

/// Lists the names of all accounts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct ListUsers {}

impl Function for ListUsers {
    const NAME: &'static str = "user.list_users";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let users = act.host.users().map_err(ModuleError::file("read", "the user database"))?;
        let mut names: Vec<String> = users.into_iter().map(|user| user.name).collect();
        names.sort();
        Ok(names)
    }
}

/// Lists the groups of an account, the primary one included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct ListGroups {
    /// The account.
    name: Text,
}

impl Function for ListGroups {
    const NAME: &'static str = "user.list_groups";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        Ok(account::find(&act.ask(), &self.name)?.map(|found| found.groups).unwrap_or_default())
    }
}

/// Names the primary group of an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct PrimaryGroup {
    /// The account.
    name: Text,
}

impl Function for PrimaryGroup {
    const NAME: &'static str = "user.primary_group";
    type Output = Option<String>;

    fn call(self, act: &Act<'_>) -> Result<Option<String>, ModuleError> {
        let Some(found) = account::find(&act.ask(), &self.name)? else { return Ok(None) };
        Ok(account::group(&act.ask(), &found.user.gid.to_string())?.map(|group| group.name))
    }
}

/// Tells about every account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Getent {
    /// Taken for Salt's sake: the database is read each time.
    #[serde(default, rename = "refresh")]
    _refresh: bool,
}

impl Function for Getent {
    const NAME: &'static str = "user.getent";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        Ok(account::all(&act.ask())?.iter().map(Account::as_dict).collect())
    }
}
