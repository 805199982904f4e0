//! `user.add`, `user.delete` and what changes more than a value.

use halite_common::{declare::Text, value::Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    account,
    modify::{self, New},
};

/// Makes an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Add {
    /// Login name.
    name: Text,
    /// Number.
    #[serde(default)]
    uid: Option<Text>,
    /// Primary group, by name or number.
    #[serde(default)]
    gid: Option<Text>,
    /// Further groups: a list, or text with commas.
    #[serde(default)]
    groups: Option<Value>,
    /// Home folder.
    #[serde(default)]
    home: Option<Text>,
    /// Login shell.
    #[serde(default)]
    shell: Option<Text>,
    /// Refuses a number that another account has.
    #[serde(default = "yes")]
    unique: bool,
    /// An account for a service.
    #[serde(default)]
    system: bool,
    /// Full name of the owner.
    #[serde(default)]
    fullname: Text,
    /// Room number of the owner.
    #[serde(default)]
    roomnumber: Text,
    /// Work phone of the owner.
    #[serde(default)]
    workphone: Text,
    /// Home phone of the owner.
    #[serde(default)]
    homephone: Text,
    /// Last part of the comment field.
    #[serde(default)]
    other: Text,
    /// Makes the home folder.
    #[serde(default = "yes")]
    createhome: bool,
    /// Keeps it out of the login logs.
    #[serde(default)]
    nologinit: bool,
    /// Makes a group of the same name, or not.
    #[serde(default)]
    usergroup: Option<bool>,
    /// Only in the machine's own files.
    #[serde(default)]
    local: bool,
}

fn yes() -> bool {
    true
}

impl Function for Add {
    const NAME: &'static str = "user.add";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let text = |text: Option<Text>| text.map(String::from);
        let gecos =
            [self.fullname, self.roomnumber, self.workphone, self.homephone, self.other].map(String::from);
        let new = New {
            name: self.name.0,
            uid: text(self.uid),
            gid: text(self.gid),
            groups: self.groups.as_ref().map(|groups| crate::cmd::items(Some(groups))),
            home: text(self.home),
            shell: text(self.shell),
            shared_uid: !self.unique,
            system: self.system,
            gecos: gecos.join(",").trim_end_matches(',').to_owned(),
            createhome: self.createhome,
            nologinit: self.nologinit,
            usergroup: self.usergroup,
            local: self.local,
        };
        modify::add(act, &new)
    }
}

/// Removes an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Delete {
    /// The account.
    name: Text,
    /// Removes its home folder and mailbox too.
    #[serde(default)]
    remove: bool,
    /// Removes it even while it is logged in.
    #[serde(default)]
    force: bool,
    /// Only from the machine's own files.
    #[serde(default)]
    local: bool,
}

impl Function for Delete {
    const NAME: &'static str = "user.delete";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::delete(act, &self.name, self.remove, self.force, self.local)
    }
}

/// Sets the groups of an account, or adds to them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Chgroups {
    /// The account.
    name: Text,
    /// Groups: a list, or text with commas.
    groups: Value,
    /// Keeps the others.
    #[serde(default)]
    append: bool,
}

impl Function for Chgroups {
    const NAME: &'static str = "user.chgroups";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let wanted = crate::cmd::items(Some(&self.groups));
        let account = modify::must_exist(act, &self.name)?;
        let mut have = account.groups;
        let mut sorted = wanted.clone();
        have.sort();
        sorted.sort();
        if have == sorted {
            return Ok(true);
        }
        modify::set_groups(act, &self.name, &wanted, self.append)
    }
}

/// Sets the home folder of an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Chhome {
    /// The account.
    name: Text,
    /// The folder.
    home: Text,
    /// Moves its content there.
    #[serde(default)]
    persist: bool,
}

impl Function for Chhome {
    const NAME: &'static str = "user.chhome";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        modify::set_home(act, &self.name, &self.home, self.persist)
    }
}

/// Gives an account another login name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Rename {
    /// The account.
    name: Text,
    /// Its new name.
    new_name: Text,
}

impl Function for Rename {
    const NAME: &'static str = "user.rename";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        if account::find(&act.ask(), &self.new_name)?.is_some() {
            return Err(ModuleError::failed(format!("User '{}' already exists", self.new_name)));
        }
        modify::must_exist(act, &self.name)?;
        modify::modify(act, &self.name, &["-l", &self.new_name])?;
        Ok(account::find(&act.ask(), &self.new_name)?.is_some())
    }
}
