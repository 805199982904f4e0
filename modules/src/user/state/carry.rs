//! Accounts made and changed, and what is said about it.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, ModuleError, Outcome};

use super::{
    super::{
        account::{self, GECOS},
        modify::{self, New},
        shadow::{self, DAYS, day_number},
    },
    difference::{Differences, differences},
    present::{Plan, Present},
};

const REDACTED: &str = "XXX-REDACTED-XXX";

/// The days of the shadow file, by the names that users write.
const AGES: [(&str, &str, &str); 6] = [
    ("date", "lstchg", "last change date"),
    ("mindays", "min", "minimum days"),
    ("maxdays", "max", "maximum days"),
    ("inactdays", "inact", "inactive days"),
    ("warndays", "warn", "warn days"),
    ("expire", "expire", "expire days"),
];

/// Makes the account.
pub(super) fn create(state: &Present, act: &Act<'_>, plan: &Plan) -> Result<Outcome, ModuleError> {
    if !modify::add(act, &new(state, plan))? {
        return Ok(Outcome::failed(format!("Failed to create new user {}", state.name)));
    }
    let name = &state.name;
    let mut changes = account::find(&act.ask(), name)?.map(|account| account.as_dict()).unwrap_or_default();
    if !state.createhome {
        changes.insert("home", "");
    }
    let mut outcome = Outcome::in_place(format!("New user {name} created"));
    let mut fail = |comment: String| {
        outcome.comment = comment;
        outcome.result = Some(false);
    };
    match &plan.password {
        Some(password) if !state.empty_password => {
            if !shadow::set_password(act, name, password)? {
                fail(format!("User {name} created but failed to set password to {REDACTED}"));
            }
            changes.insert("password", REDACTED);
        }
        None if state.empty_password => {
            if !shadow::delete_password(act, name)? {
                fail(format!("User {name} created but failed to empty password"));
            }
            changes.insert("password", "");
        }
        _ => {}
    }
    for (key, day, what) in AGES {
        let Some(value) = age(state, key).filter(|value| key == "date" || value.is_truthy()) else {
            continue;
        };
        shadow::set_day(act, name, day, &value.to_string())?;
        if shadow::of(&act.ask(), name).day(day) != day_number(&value) {
            fail(format!("User {name} created but failed to set {what} to {value}"));
        }
        changes.insert(key, value);
    }
    Ok(Outcome { changes, ..outcome })
}

fn new(state: &Present, plan: &Plan) -> New {
    let text = |text: &Option<halite_common::declare::Text>| text.as_ref().map(|text| text.0.clone());
    let groups: Vec<String> =
        plan.groups.named.iter().flatten().chain(&plan.groups.optional).cloned().collect();
    let parts = [&state.fullname, &state.roomnumber, &state.workphone, &state.homephone, &state.other];
    let gecos = parts.map(|part| text(part).unwrap_or_default()).join(",");
    New {
        name: state.name.0.clone(),
        uid: state.uid.map(|uid| uid.to_string()),
        gid: text(&state.gid),
        groups: (!groups.is_empty()).then_some(groups),
        home: text(&state.home),
        shell: text(&state.shell),
        shared_uid: !state.unique,
        system: state.system,
        gecos: gecos.trim_end_matches(',').to_owned(),
        createhome: state.createhome,
        nologinit: state.nologinit,
        usergroup: state.usergroup,
        local: state.local,
    }
}

fn age(state: &Present, key: &str) -> Option<Value> {
    match key {
        "date" => state.date.clone(),
        "mindays" => state.mindays.map(Value::from),
        "maxdays" => state.maxdays.map(Value::from),
        "inactdays" => state.inactdays.map(Value::from),
        "warndays" => state.warndays.map(Value::from),
        _ => state.expire.clone(),
    }
}

/// Changes the account.
pub(super) fn change(
    state: &Present,
    act: &Act<'_>,
    plan: &Plan,
    found: &Differences,
) -> Result<Outcome, ModuleError> {
    let name = &state.name;
    let before = modify::must_exist(act, name)?;
    let line = shadow::of(&act.ask(), name);
    passwords(act, state, plan, found)?;
    homes(act, state, found)?;
    for (key, day, _) in AGES {
        if let Some(value) = found.get(key) {
            shadow::set_day(act, name, day, &value.to_string())?;
        }
    }
    for (key, option) in [("uid", "-u"), ("gid", "-g"), ("shell", "-s")] {
        if let Some(value) = found.get(key) {
            modify::modify(act, name, &[option, &value.to_string()])?;
        }
    }
    for part in GECOS {
        if let Some(value) = found.get(part) {
            modify::set_gecos(act, name, part, &value.to_string())?;
        }
    }
    // Last: with another primary group the others could not be told apart.
    if let Some(groups) = found.get("groups") {
        let groups = crate::cmd::items(Some(groups));
        modify::set_groups(act, name, &groups, !state.remove_groups)?;
    }
    let after = modify::must_exist(act, name)?;
    let mut changes = changed(&before.as_dict(), &after.as_dict());
    changes.extend(shadow_changes(&line, &shadow::of(&act.ask(), name)));
    let gid = state.wanted_gid(&act.ask())?;
    let left =
        differences(state, &act.ask(), &after, gid.as_deref(), &plan.groups, plan.password.as_deref())?;
    if !left.is_empty() {
        let left: Dict = left
            .into_iter()
            .map(|(key, value)| (key, if key == "passwd" { REDACTED.into() } else { value }))
            .collect();
        let comment = format!("These values could not be changed: {}", Value::Dict(left));
        return Ok(Outcome { changes, ..Outcome::failed(comment) });
    }
    let comment = match changes.is_empty() {
        true => format!("User {name} is present and up to date"),
        false => format!("Updated user {name}"),
    };
    Ok(Outcome::changed(changes, comment))
}

fn passwords(act: &Act<'_>, state: &Present, plan: &Plan, found: &Differences) -> Result<(), ModuleError> {
    let name = &state.name;
    if let Some(password) = plan.password.as_ref().filter(|_| found.contains_key("passwd")) {
        shadow::set_password(act, name, password)?;
    }
    if found.contains_key("empty_password") {
        shadow::delete_password(act, name)?;
    }
    if let Some(lock) = found.get("password_lock") {
        shadow::lock(act, name, lock.is_truthy())?;
    }
    Ok(())
}

fn homes(act: &Act<'_>, state: &Present, found: &Differences) -> Result<(), ModuleError> {
    let missing = found.get("homeDoesNotExist").map(Value::to_string);
    let moved = found.get("home").map(Value::to_string);
    if let Some(home) = moved.or_else(|| missing.clone()) {
        modify::set_home(act, &state.name, &home, state.persist_home)?;
    }
    let Some(home) = missing.filter(|home| !act.host.is_dir(Path::new(home))) else { return Ok(()) };
    let path = Path::new(&home);
    let account = modify::must_exist(act, &state.name)?;
    let missing_above: Vec<&Path> =
        path.ancestors().skip(1).take_while(|above| !act.host.is_dir(above)).collect();
    for folder in missing_above.into_iter().rev().chain([path]) {
        act.host.create_dir(folder, Some(0o755)).map_err(ModuleError::file("make", folder))?;
    }
    let (uid, gid) = (Some(account.user.uid), Some(account.user.gid));
    act.host.set_owner(path, uid, gid, true).map_err(ModuleError::file("set the owner of", path))
}

fn changed(before: &Dict, after: &Dict) -> Dict {
    let differing = after.iter().filter(|(key, value)| before.get_key(key) != Some(*value));
    differing.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn shadow_changes(before: &shadow::Shadow, after: &shadow::Shadow) -> Dict {
    let mut changes = Dict::new();
    if before.passwd != after.passwd {
        changes.insert("passwd", REDACTED);
    }
    for (at, day) in DAYS.into_iter().enumerate() {
        if before.days[at] != after.days[at] {
            changes.insert(day, after.as_dict().get(day).cloned().unwrap_or_default());
        }
    }
    changes
}
