//! `user.chuid` and kin: one attribute of an account.

use std::marker::PhantomData;

use halite_common::declare::{Arguments, Documentation, Text, documentation};
use halite_states::declare::{Act, Function, FunctionEntry, ModuleError, Reply, function};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    account::{self, Account},
    modify::{modify, must_exist, set_gecos},
};

/// Sets an attribute of an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "")]
pub(in crate::user) struct Change<A> {
    /// The account.
    name: Text,
    /// The new value.
    value: Text,
    #[serde(skip)]
    attribute: PhantomData<A>,
}

/// What sets one function of this family apart from the others.
pub(in crate::user) trait Attribute: 'static {
    /// The name that users write.
    const NAME: &'static str;
    /// What it does.
    const DOC: &'static str;
    /// What Salt calls its two arguments.
    const FIELDS: &'static [&'static str];
    /// How the value is set.
    const SET: Set;
}

/// How an attribute is set.
pub(in crate::user) enum Set {
    /// By an option of `usermod`; what the account then has.
    Option(&'static str, fn(&Account) -> String),
    /// As a part of the comment field.
    Gecos(&'static str),
}

/// The entry of one function of this family.
pub(in crate::user) const fn entry<A: Attribute>() -> FunctionEntry {
    FunctionEntry {
        documentation: documented::<A>,
        fields: fields::<A>,
        call: call::<A>,
        ..function::<Change<A>>()
    }
}

fn documented<A: Attribute>() -> Documentation {
    Documentation { text: A::DOC.to_owned(), ..documentation::<Change<A>>() }
}

fn fields<A: Attribute>() -> &'static [&'static str] {
    A::FIELDS
}

/// The value has another name in each function of the family.
fn call<A: Attribute>(act: &Act<'_>, mut arguments: Arguments) -> Reply {
    let own = A::FIELDS.last().and_then(|name| arguments.named.remove(name));
    if let Some(value) = own {
        arguments.named.insert("value", value);
    }
    (function::<Change<A>>().call)(act, arguments)
}

impl<A: Attribute> Function for Change<A> {
    const NAME: &'static str = A::NAME;
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let (option, read) = match A::SET {
            Set::Gecos(part) => return set_gecos(act, &self.name, part, &self.value),
            Set::Option(option, read) => (option, read),
        };
        let wanted = match option {
            "-g" => account::group(&act.ask(), &self.value)?
                .map_or_else(|| self.value.0.clone(), |group| group.gid.to_string()),
            _ => self.value.0.clone(),
        };
        if read(&must_exist(act, &self.name)?) == wanted {
            return Ok(true);
        }
        modify(act, &self.name, &[option, &wanted])?;
        Ok(read(&must_exist(act, &self.name)?) == wanted)
    }
}

/// `user.chuid`.
pub(in crate::user) struct Chuid;
/// `user.chgid`.
pub(in crate::user) struct Chgid;
/// `user.chshell`.
pub(in crate::user) struct Chshell;
/// `user.chfullname`.
pub(in crate::user) struct Chfullname;
/// `user.chroomnumber`.
pub(in crate::user) struct Chroomnumber;
/// `user.chworkphone`.
pub(in crate::user) struct Chworkphone;
/// `user.chhomephone`.
pub(in crate::user) struct Chhomephone;
/// `user.chother`.
pub(in crate::user) struct Chother;

impl Attribute for Chuid {
    const NAME: &'static str = "user.chuid";
    const DOC: &'static str = "Sets the number of an account.";
    const FIELDS: &'static [&'static str] = &["name", "uid"];
    const SET: Set = Set::Option("-u", |account| account.user.uid.to_string());
}

impl Attribute for Chgid {
    const NAME: &'static str = "user.chgid";
    const DOC: &'static str = "Sets the primary group of an account.";
    const FIELDS: &'static [&'static str] = &["name", "gid"];
    const SET: Set = Set::Option("-g", |account| account.user.gid.to_string());
}

impl Attribute for Chshell {
    const NAME: &'static str = "user.chshell";
    const DOC: &'static str = "Sets the login shell of an account.";
    const FIELDS: &'static [&'static str] = &["name", "shell"];
    const SET: Set = Set::Option("-s", Account::shell);
}

impl Attribute for Chfullname {
    const NAME: &'static str = "user.chfullname";
    const DOC: &'static str = "Sets the full name of an account's owner.";
    const FIELDS: &'static [&'static str] = &["name", "fullname"];
    const SET: Set = Set::Gecos("fullname");
}

impl Attribute for Chroomnumber {
    const NAME: &'static str = "user.chroomnumber";
    const DOC: &'static str = "Sets the room number of an account's owner.";
    const FIELDS: &'static [&'static str] = &["name", "roomnumber"];
    const SET: Set = Set::Gecos("roomnumber");
}

impl Attribute for Chworkphone {
    const NAME: &'static str = "user.chworkphone";
    const DOC: &'static str = "Sets the work phone of an account's owner.";
    const FIELDS: &'static [&'static str] = &["name", "workphone"];
    const SET: Set = Set::Gecos("workphone");
}

impl Attribute for Chhomephone {
    const NAME: &'static str = "user.chhomephone";
    const DOC: &'static str = "Sets the home phone of an account's owner.";
    const FIELDS: &'static [&'static str] = &["name", "homephone"];
    const SET: Set = Set::Gecos("homephone");
}

impl Attribute for Chother {
    const NAME: &'static str = "user.chother";
    const DOC: &'static str = "Sets the last part of an account's comment field.";
    const FIELDS: &'static [&'static str] = &["name", "other"];
    const SET: Set = Set::Gecos("other");
}
