//! `group.present` and `group.absent`.

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::Group,
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::modify;

/// Keeps a group as it is told.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Present {
    /// Its name.
    name: Text,
    /// Its number.
    #[serde(default)]
    gid: Option<Text>,
    /// A group for a service.
    #[serde(default)]
    system: bool,
    /// Users that are to be members.
    #[serde(default)]
    addusers: Option<OneOrMany<Text>>,
    /// Users that are not to be members.
    #[serde(default)]
    delusers: Option<OneOrMany<Text>>,
    /// All members.
    #[serde(default)]
    members: Option<OneOrMany<Text>>,
    /// Lets the number be one that another group has.
    #[serde(default)]
    non_unique: bool,
    /// Only in the machine's own files.
    #[serde(default)]
    local: bool,
}

/// Attributes that differ, with what they are to be, in Salt's order.
type Differences = IndexMap<&'static str, Value>;

/// What is to be done.
pub(super) enum Plan {
    /// There is no such group.
    Make,
    /// It differs.
    Change(Differences),
}

impl State for Present {
    const NAME: &'static str = "group.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        if let Some(refusal) = self.refusal() {
            return Ok(Verdict::failed(refusal));
        }
        let Some(group) = modify::find(ask, &self.name)? else {
            return self.make(ask);
        };
        let found = self.differences(&group);
        if found.is_empty() {
            return Ok(Verdict::in_place(format!("Group {} is present and up to date", self.name)));
        }
        Ok(Verdict::Change(Plan::Change(found)))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::in_place(match plan {
            Plan::Make => format!("Group {} set to be added", self.name),
            Plan::Change(found) => told(found),
        })
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        match plan {
            Plan::Make => self.create(act),
            Plan::Change(found) => self.change(act, &found),
        }
    }
}

impl Present {
    fn refusal(&self) -> Option<&'static str> {
        if self.members.is_some() && (self.addusers.is_some() || self.delusers.is_some()) {
            return Some(
                "Error: Conflicting options \"members\" with \"addusers\" and/or \"delusers\" can not be used \
                 together. ",
            );
        }
        let (add, delete) = (names(self.addusers.as_ref()), names(self.delusers.as_ref()));
        if add.iter().any(|user| delete.contains(user)) {
            return Some("Error. Same user(s) can not be added and deleted simultaneously");
        }
        (self.gid.is_some() && self.number().is_none()).then_some("Invalid gid")
    }

    fn number(&self) -> Option<i64> {
        self.gid.as_ref().and_then(|gid| gid.parse().ok())
    }

    fn make(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let taken = |group: &Group| !self.non_unique && self.number() == Some(i64::from(group.gid));
        let owner = modify::all(ask)?.into_iter().find(taken);
        Ok(match owner.filter(|_| !ask.facts.test()) {
            Some(owner) => Verdict::failed(format!(
                "Group {} is not present but gid {} is already taken by group {}",
                self.name, owner.gid, owner.name
            )),
            None => Verdict::Change(Plan::Make),
        })
    }

    fn differences(&self, group: &Group) -> Differences {
        let mut found = Differences::new();
        if let Some(gid) = self.number().filter(|gid| *gid != 0 && *gid != i64::from(group.gid)) {
            found.insert("gid", gid.into());
        }
        if let Some(members) = &self.members {
            let wanted = names(Some(members));
            let (mut have, mut sorted) = (group.members.clone(), wanted.clone());
            have.sort();
            sorted.sort();
            sorted.dedup();
            if have != sorted {
                match wanted.is_empty() {
                    true => found.insert("delusers", have.into()),
                    false => found.insert("members", wanted.into()),
                };
            }
        }
        let members = |user: &String| group.members.contains(user);
        let add: Vec<String> =
            names(self.addusers.as_ref()).into_iter().filter(|user| !members(user)).collect();
        if !add.is_empty() {
            found.insert("addusers", add.into());
        }
        let delete: Vec<String> = names(self.delusers.as_ref()).into_iter().filter(members).collect();
        if !delete.is_empty() {
            found.insert("delusers", delete.into());
        }
        found
    }

    fn create(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        if !modify::add(act, &self.name, self.number(), self.system, self.non_unique, self.local)? {
            return Ok(Outcome::failed(format!("Failed to create new group {}", self.name)));
        }
        let members = match (names(self.addusers.as_ref()), names(self.members.as_ref())) {
            (add, members) if add.is_empty() => members,
            (add, _) => add,
        };
        if !members.is_empty() {
            modify::set_members(act, &self.name, &members.join(","))?;
        }
        let Some(group) = modify::find(&act.ask(), &self.name)? else {
            return Ok(Outcome::failed(format!("Failed to create new group {}", self.name)));
        };
        let left = self.differences(&group);
        if left.is_empty() {
            return Ok(Outcome::changed(modify::as_dict(&group), format!("New group {} created", self.name)));
        }
        let comment = format!("Group {} has been created but, some changes could not be applied", self.name);
        let changes = Dict::from([("Failed", left.into_iter().collect::<Dict>())]);
        Ok(Outcome { changes, ..Outcome::failed(comment) })
    }

    fn change(&self, act: &Act<'_>, found: &Differences) -> Result<Outcome, ModuleError> {
        let name = &*self.name;
        for (key, value) in found {
            let users = crate::cmd::items(Some(value));
            // What could not be set is found when the group is looked at again.
            let _set = match *key {
                "gid" => modify::set_gid(act, name, self.number().unwrap_or_default(), self.non_unique)?,
                "members" => modify::set_members(act, name, &users.join(","))?,
                "addusers" => each(&users, |user| modify::add_user(act, name, user))?,
                _ => each(&users, |user| modify::delete_user(act, name, user))?,
            };
        }
        let after = modify::find(&act.ask(), name)?;
        let left = after.map(|group| self.differences(&group)).unwrap_or_default();
        if left.is_empty() {
            let changes = Dict::from([("Final", "All changes applied successfully")]);
            return Ok(Outcome::changed(changes, told(found)));
        }
        let changes = Dict::from([("Failed", left.into_iter().collect::<Dict>())]);
        Ok(Outcome {
            changes,
            ..Outcome::failed(format!("{}Some changes could not be applied", told(found)))
        })
    }
}

fn each(users: &[String], act: impl Fn(&str) -> Result<bool, ModuleError>) -> Result<bool, ModuleError> {
    users.iter().try_fold(true, |all, user| Ok(act(user)? && all))
}

fn names(users: Option<&OneOrMany<Text>>) -> Vec<String> {
    users.iter().flat_map(|users| &users.0).map(|user| user.0.clone()).collect()
}

fn told(found: &Differences) -> String {
    let lines: String = found.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    format!("The following group attributes are set to be changed:\n{lines}")
}

/// Keeps a group from being there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Absent {
    /// The group.
    name: Text,
    /// Only from the machine's own files.
    #[serde(default)]
    local: bool,
}

impl State for Absent {
    const NAME: &'static str = "group.absent";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(match modify::find(ask, &self.name)? {
            Some(_) => Verdict::Change(()),
            None => Verdict::in_place("Group not present"),
        })
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(format!("Group {} is set for removal", self.name))
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        if !modify::delete(act, &self.name, self.local)? {
            return Ok(Outcome::failed(format!("Failed to remove group {}", self.name)));
        }
        let changes = Dict::from([(self.name.0.as_str(), "")]);
        Ok(Outcome::changed(changes, format!("Removed group {}", self.name)))
    }
}
