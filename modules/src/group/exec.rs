//! Execution functions.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::modify;

/// Tells about a group; nothing if there is none of that name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Info {
    /// The group.
    name: Text,
}

impl Function for Info {
    const NAME: &'static str = "group.info";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(modify::find(&act.ask(), &self.name)?.as_ref().map(modify::as_dict).unwrap_or_default())
    }
}

/// Makes a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Add {
    /// Its name.
    name: Text,
    /// Its number.
    #[serde(default)]
    gid: Option<i64>,
    /// A group for a service.
    #[serde(default)]
    system: bool,
    /// Lets the number be one that another group has.
    #[serde(default)]
    non_unique: bool,
    /// Only in the machine's own files.
    #[serde(default)]
    local: bool,
}

impl Function for Add {
    const NAME: &'static str = "group.add";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::add(act, &self.name, self.gid, self.system, self.non_unique, self.local)
    }
}

/// Removes a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Delete {
    /// The group.
    name: Text,
    /// Only from the machine's own files.
    #[serde(default)]
    local: bool,
}

impl Function for Delete {
    const NAME: &'static str = "group.delete";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::delete(act, &self.name, self.local)
    }
}

/// Tells about every group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Getent {
    /// Taken for Salt's sake: the database is read each time.
    #[serde(default, rename = "refresh")]
    _refresh: bool,
}

impl Function for Getent {
    const NAME: &'static str = "group.getent";
    type Output = Vec<Dict>;

    fn call(self, act: &Act<'_>) -> Result<Vec<Dict>, ModuleError> {
        Ok(modify::all(&act.ask())?.iter().map(modify::as_dict).collect())
    }
}

/// Sets the number of a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chgid {
    /// The group.
    name: Text,
    /// Its number.
    gid: i64,
    /// Lets the number be one that another group has.
    #[serde(default)]
    non_unique: bool,
}

impl Function for Chgid {
    const NAME: &'static str = "group.chgid";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::set_gid(act, &self.name, self.gid, self.non_unique)
    }
}

/// Puts a user into a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Adduser {
    /// The group.
    name: Text,
    /// The user.
    username: Text,
}

impl Function for Adduser {
    const NAME: &'static str = "group.adduser";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::add_user(act, &self.name, &self.username)
    }
}

/// Takes a user out of a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Deluser {
    /// The group.
    name: Text,
    /// The user.
    username: Text,
}

impl Function for Deluser {
    const NAME: &'static str = "group.deluser";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::delete_user(act, &self.name, &self.username)
    }
}

/// Sets all members of a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Members {
    /// The group.
    name: Text,
    /// The members: a list, or text with commas.
    members_list: Value,
}

impl Function for Members {
    const NAME: &'static str = "group.members";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let members = crate::cmd::items(Some(&self.members_list)).join(",");
        modify::set_members(act, &self.name, &members)
    }
}
