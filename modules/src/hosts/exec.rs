//! Execution functions: `hosts.*`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::Dict,
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Table, read, write};

fn changed(act: &Act<'_>, how: impl FnOnce(&mut Table)) -> Result<bool, ModuleError> {
    let old = read(&act.ask())?;
    let mut new = old.clone();
    how(&mut new);
    if new != old {
        write(act, &new)?;
    }
    Ok(true)
}

/// Gives the whole table: addresses, their names and comments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListHosts {}

impl Function for ListHosts {
    const NAME: &'static str = "hosts.list_hosts";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(read(&act.ask())?.told())
    }
}

/// Gives the first address that has a name; empty for none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetIp {
    /// The name.
    host: Text,
}

impl Function for GetIp {
    const NAME: &'static str = "hosts.get_ip";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let table = read(&act.ask())?;
        let found = table.addresses().into_iter().find(|ip| table.has(ip, &self.host));
        Ok(found.unwrap_or_default().to_owned())
    }
}

/// Gives the names of an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetAlias {
    /// The address.
    ip: Text,
}

impl Function for GetAlias {
    const NAME: &'static str = "hosts.get_alias";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let table = read(&act.ask())?;
        Ok(table.names(&self.ip).into_iter().map(str::to_owned).collect())
    }
}

/// Tells whether an address has a name, or all of several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HasPair {
    /// The address.
    ip: Text,
    /// The name or names.
    alias: OneOrMany<Text>,
}

impl Function for HasPair {
    const NAME: &'static str = "hosts.has_pair";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let table = read(&act.ask())?;
        Ok(self.alias.0.iter().all(|name| table.has(&self.ip, name)))
    }
}

/// Gives an address these names and no other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetHost {
    /// The address.
    ip: Text,
    /// The names, parted by blanks; empty to take the address out.
    alias: Text,
    /// A comment behind them.
    #[serde(default)]
    comment: Option<Text>,
}

impl Function for SetHost {
    const NAME: &'static str = "hosts.set_host";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let comment = self.comment.as_deref().filter(|comment| !comment.is_empty());
        changed(act, |table| table.set(&self.ip, &self.alias, comment))
    }
}

/// Gives an address a name, beside those that it has.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddHost {
    /// The address.
    ip: Text,
    /// The name.
    alias: Text,
}

impl Function for AddHost {
    const NAME: &'static str = "hosts.add_host";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        changed(act, |table| table.add(&self.ip, &self.alias))
    }
}

/// Takes a name from an address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmHost {
    /// The address.
    ip: Text,
    /// The name.
    alias: Text,
}

impl Function for RmHost {
    const NAME: &'static str = "hosts.rm_host";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        changed(act, |table| table.remove(&self.ip, &self.alias))
    }
}

/// Gives an address a comment; false where there is no such address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetComment {
    /// The address.
    ip: Text,
    /// The comment.
    comment: Text,
}

impl Function for SetComment {
    const NAME: &'static str = "hosts.set_comment";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let mut known = false;
        changed(act, |table| known = table.set_comment(&self.ip, &self.comment))?;
        Ok(known)
    }
}
