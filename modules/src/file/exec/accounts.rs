//! Names and numbers of users and groups: `file.user_to_uid` and kin.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Gives the number of a user; empty where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserToUid {
    /// Name or number.
    user: Text,
}

impl Function for UserToUid {
    const NAME: &'static str = "file.user_to_uid";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let found = act.host.user(&self.user).map_err(ModuleError::file("read", "the users"))?;
        Ok(found.map_or("".into(), |user| user.uid.into()))
    }
}

/// Gives the number of a group; empty where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupToGid {
    /// Name or number.
    group: Text,
}

impl Function for GroupToGid {
    const NAME: &'static str = "file.group_to_gid";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let found = act.host.group(&self.group).map_err(ModuleError::file("read", "the groups"))?;
        Ok(found.map_or("".into(), |group| group.gid.into()))
    }
}

/// Gives the name of a user, or the number back where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UidToUser {
    /// The number.
    uid: u32,
}

impl Function for UidToUser {
    const NAME: &'static str = "file.uid_to_user";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let found = act.host.user(&self.uid.to_string()).map_err(ModuleError::file("read", "the users"))?;
        Ok(found.map_or(self.uid.into(), |user| user.name.into()))
    }
}

/// Gives the name of a group, or the number back where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GidToGroup {
    /// The number.
    gid: u32,
}

impl Function for GidToGroup {
    const NAME: &'static str = "file.gid_to_group";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let found = act.host.group(&self.gid.to_string()).map_err(ModuleError::file("read", "the groups"))?;
        Ok(found.map_or(self.gid.into(), |group| group.name.into()))
    }
}
