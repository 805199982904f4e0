//! `user.present`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::{account, crypt, shadow},
    carry,
    difference::{Differences, differences, refused},
};

/// Keeps an account as it is told.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::user) struct Present {
    /// Login name.
    pub(super) name: Text,
    /// Number.
    #[serde(default)]
    pub(super) uid: Option<i64>,
    /// Primary group, by name or number.
    #[serde(default)]
    pub(super) gid: Option<Text>,
    /// Makes a group of the same name with a new account, or not.
    #[serde(default)]
    pub(super) usergroup: Option<bool>,
    /// Further groups, which must exist.
    #[serde(default)]
    pub(super) groups: Option<OneOrMany<Text>>,
    /// Further groups; those that do not exist are left out.
    #[serde(default)]
    pub(super) optional_groups: Option<OneOrMany<Text>>,
    /// Takes the account out of all other groups.
    #[serde(default = "yes")]
    pub(super) remove_groups: bool,
    /// Home folder.
    #[serde(default)]
    pub(super) home: Option<Text>,
    /// Makes the home folder where it is not there.
    #[serde(default = "yes")]
    pub(super) createhome: bool,
    /// Moves the content when the home folder changes.
    #[serde(default)]
    pub(super) persist_home: bool,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_homedrive")]
    _win_homedrive: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_profile")]
    _win_profile: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_logonscript")]
    _win_logonscript: Value,
    /// Taken for Salt's sake: concerns Windows.
    #[serde(default, rename = "win_description")]
    _win_description: Value,
    /// The hash of the password.
    #[serde(default)]
    pub(super) password: Option<Text>,
    /// Takes `password` as plain text and hashes it.
    #[serde(default)]
    pub(super) hash_password: bool,
    /// Sets the password also where another one is set.
    #[serde(default = "yes")]
    pub(super) enforce_password: bool,
    /// Sets an empty password.
    #[serde(default)]
    pub(super) empty_password: bool,
    /// Login shell.
    #[serde(default)]
    pub(super) shell: Option<Text>,
    /// Refuses a number that another account has.
    #[serde(default = "yes")]
    pub(super) unique: bool,
    /// An account for a service.
    #[serde(default)]
    pub(super) system: bool,
    /// Full name of the owner.
    #[serde(default)]
    pub(super) fullname: Option<Text>,
    /// Room number of the owner.
    #[serde(default)]
    pub(super) roomnumber: Option<Text>,
    /// Work phone of the owner.
    #[serde(default)]
    pub(super) workphone: Option<Text>,
    /// Home phone of the owner.
    #[serde(default)]
    pub(super) homephone: Option<Text>,
    /// Last part of the comment field.
    #[serde(default)]
    pub(super) other: Option<Text>,
    /// Taken for Salt's sake: only BSD has login classes.
    #[serde(default, rename = "loginclass")]
    _loginclass: Option<Text>,
    /// Day of the last change of the password.
    #[serde(default)]
    pub(super) date: Option<Value>,
    /// Days before the password may be changed.
    #[serde(default)]
    pub(super) mindays: Option<i64>,
    /// Days after which the password must be changed.
    #[serde(default)]
    pub(super) maxdays: Option<i64>,
    /// Days after the password's end until the account is locked.
    #[serde(default)]
    pub(super) inactdays: Option<i64>,
    /// Days of warning before the password's end.
    #[serde(default)]
    pub(super) warndays: Option<i64>,
    /// Day of the account's end: days since 1970, or `YYYY-MM-DD`.
    #[serde(default)]
    pub(super) expire: Option<Value>,
    /// Keeps a new account out of the login logs.
    #[serde(default)]
    pub(super) nologinit: bool,
    /// Lets the number change; files keep the old one.
    #[serde(default)]
    pub(super) allow_uid_change: bool,
    /// Lets the primary group change; files keep the old one.
    #[serde(default)]
    pub(super) allow_gid_change: bool,
    /// Locks the password, or unlocks it.
    #[serde(default)]
    pub(super) password_lock: Option<bool>,
    /// Only in the machine's own files.
    #[serde(default)]
    pub(super) local: bool,
}

fn yes() -> bool {
    true
}

/// What is to be done.
pub(in crate::user) struct Plan {
    pub(super) groups: Groups,
    pub(super) password: Option<String>,
    /// `None` if the account is to be made.
    pub(super) differences: Option<Differences>,
    /// Groups that do not exist yet, in test mode.
    missing: Vec<String>,
}

/// The groups wanted, as far as they exist.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// Those that must be there, if any are named.
    pub named: Option<Vec<String>>,
    /// Those that may be there.
    pub optional: Vec<String>,
}

impl State for Present {
    const NAME: &'static str = "user.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        for part in [&self.fullname, &self.roomnumber, &self.workphone].into_iter().flatten() {
            if part.contains(',') {
                return Ok(Verdict::failed(format!("Unsupported char ',' in {part}")));
            }
        }
        let (groups, missing) = self.groups(ask)?;
        if !missing.is_empty() && !ask.facts.test() {
            let missing = missing.join(",");
            return Ok(Verdict::failed(format!("The following group(s) are not present: {missing}")));
        }
        let password = self.hash(ask)?;
        let Some(account) = account::find(ask, &self.name)? else {
            return Ok(Verdict::Change(Plan { groups, password, differences: None, missing }));
        };
        let gid = self.wanted_gid(ask)?;
        let found = differences(self, ask, &account, gid.as_deref(), &groups, password.as_deref())?;
        if let Some(refusal) = refused(self, &account, &found) {
            return Ok(Verdict::failed(refusal));
        }
        if found.is_empty() {
            return Ok(Verdict::in_place(format!("User {} is present and up to date", self.name)));
        }
        Ok(Verdict::Change(Plan { groups, password, differences: Some(found), missing }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let missing = plan.missing.join(",");
        let Some(found) = &plan.differences else {
            let pending =
                if missing.is_empty() { String::new() } else { format!(" (pending groups: {missing})") };
            return Outcome::in_place(format!("User {} set to be added{pending}", self.name));
        };
        let mut comment = "The following user attributes are set to be changed:\n".to_owned();
        for (key, value) in found {
            let value = if *key == "passwd" { Value::from("XXX-REDACTED-XXX") } else { value.clone() };
            comment.push_str(&format!("{key}: {value}\n"));
        }
        if !missing.is_empty() {
            comment.push_str(&format!("groups (pending creation): {missing}\n"));
        }
        Outcome::in_place(comment)
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        match &plan.differences {
            None => carry::create(self, act, &plan),
            Some(found) => carry::change(self, act, &plan, found),
        }
    }
}

impl Present {
    /// The groups that exist, and those that must but do not.
    fn groups(&self, ask: &Ask<'_>) -> Result<(Groups, Vec<String>), ModuleError> {
        let mut groups = Groups::default();
        let mut missing = Vec::new();
        if let Some(named) = &self.groups {
            let mut present = Vec::new();
            for name in &named.0 {
                match account::group(ask, name)? {
                    Some(_) => present.push(name.0.clone()),
                    None => missing.push(name.0.clone()),
                }
            }
            groups.named = Some(present);
        }
        for name in self.optional_groups.iter().flat_map(|names| &names.0) {
            if account::group(ask, name)?.is_some() {
                groups.optional.push(name.0.clone());
            }
        }
        Ok((groups, missing))
    }

    fn hash(&self, ask: &Ask<'_>) -> Result<Option<String>, ModuleError> {
        match self.password.as_deref().filter(|password| !password.is_empty()) {
            None => Ok(None),
            Some(password) if self.hash_password => {
                crypt::like(password, &shadow::of(ask, &self.name).passwd).map(Some)
            }
            Some(hash) => Ok(Some(hash.to_owned())),
        }
    }

    /// The primary group wanted: that of the account's own name where it is asked for and exists.
    pub(super) fn wanted_gid(&self, ask: &Ask<'_>) -> Result<Option<String>, ModuleError> {
        if self.usergroup == Some(true) && account::group(ask, &self.name)?.is_some() {
            return Ok(Some(self.name.0.clone()));
        }
        Ok(self.gid.as_ref().map(|gid| gid.0.clone()))
    }
}
