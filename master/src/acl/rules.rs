//! The rules, and what they say about one publication.

use std::collections::BTreeSet;

use halite_common::{
    config::Config,
    failure::{Failure, Kind},
    id::MinionId,
    job::Call,
    target::means,
    value::{Dict, Value},
};

use super::permit::Permit;

/// Functions that everybody with a rule may call: the command line asks with them.
const ALWAYS: &str = "saltutil.find_job";

/// Which local users may publish what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acl {
    users: Vec<(String, Vec<Permit>)>,
    /// Users, by name, that may publish nothing, root too.
    no_users: Vec<String>,
    /// Functions that nobody may call.
    no_functions: Vec<String>,
}

impl Acl {
    /// Reads `publisher_acl` and `publisher_acl_blacklist`.
    pub(crate) fn from_config(config: &Config) -> Acl {
        let texts = |dict: &Value, name: &str| match dict.get(name) {
            Some(Value::List(items)) => items.iter().map(ToString::to_string).collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => vec![one.to_string()],
        };
        let black = config.get("publisher_acl_blacklist");
        let empty = Dict::new();
        let users = config.get("publisher_acl").as_dict().unwrap_or(&empty);
        let permits = |entries: &Value| match entries {
            Value::List(entries) => entries.iter().filter_map(Permit::read).collect(),
            one => Permit::read(one).into_iter().collect(),
        };
        Acl {
            users: users.iter().map(|(user, entries)| (user.to_string(), permits(entries))).collect(),
            no_users: texts(black, "users"),
            no_functions: texts(black, "modules"),
        }
    }

    /// Tells whether anybody but root has a rule: then others must be able to reach the socket.
    pub(crate) fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Tells whether a user has a rule.
    pub(crate) fn knows(&self, user: &str) -> bool {
        self.users.iter().any(|(name, _)| means(name, user))
    }

    /// What is forbidden to everybody, root too.
    pub(crate) fn forbid(&self, user: &str, calls: &[Call]) -> Result<(), Failure> {
        if let Some(rule) = self.no_users.iter().find(|rule| means(rule, user)) {
            return Err(denied(format!("the user `{user}` may not publish"))
                .hint(format!("`publisher_acl_blacklist` has the entry `{rule}` among its `users`")));
        }
        for call in calls {
            let function = &call.function;
            if let Some(rule) = self.no_functions.iter().find(|rule| means(rule, function)) {
                return Err(denied(format!("nobody may publish `{function}`"))
                    .hint(format!("`publisher_acl_blacklist` has the entry `{rule}` among its `modules`")));
            }
        }
        Ok(())
    }

    /// What a user who is not root may publish: every call must be permitted on every minion, by one rule.
    ///
    /// `resolve` tells whom a rule's compound target means.
    pub(crate) fn permit(
        &self,
        user: &str,
        calls: &[Call],
        minions: &[MinionId],
        mut resolve: impl FnMut(&str) -> Result<Vec<MinionId>, Failure>,
    ) -> Result<(), Failure> {
        for call in calls {
            if call.function == ALWAYS {
                continue;
            }
            let mut elsewhere = Vec::new();
            let mut permitted = false;
            for permit in self.users.iter().filter(|(name, _)| means(name, user)).flat_map(|(_, all)| all) {
                permitted = match permit {
                    Permit::Everywhere(function) => function.permits(call),
                    Permit::On(target, functions) if functions.iter().any(|f| f.permits(call)) => {
                        let covered = covers(target, minions, &mut resolve)?;
                        if !covered {
                            elsewhere.push(target.as_str());
                        }
                        covered
                    }
                    Permit::On(..) => false,
                };
                if permitted {
                    break;
                }
            }
            if !permitted {
                return Err(refusal(user, call, &elsewhere));
            }
        }
        Ok(())
    }
}

fn covers(
    target: &str,
    minions: &[MinionId],
    resolve: &mut impl FnMut(&str) -> Result<Vec<MinionId>, Failure>,
) -> Result<bool, Failure> {
    if target == "*" {
        return Ok(true);
    }
    // Salt's words for runners and keys, which no minion has.
    if target.starts_with('@') {
        return Ok(false);
    }
    let allowed: BTreeSet<MinionId> = resolve(target)?.into_iter().collect();
    Ok(minions.iter().all(|id| allowed.contains(id)))
}

fn refusal(user: &str, call: &Call, elsewhere: &[&str]) -> Failure {
    let function = &call.function;
    if elsewhere.is_empty() {
        let hint =
            format!("no entry of `{user}` in `publisher_acl` permits this function with these arguments");
        return denied(format!("the user `{user}` may not publish `{function}`")).hint(hint);
    }
    let targets = elsewhere.join("`, `");
    denied(format!("the user `{user}` may not publish `{function}` to all of these minions"))
        .hint(format!("`publisher_acl` permits it to `{user}` on `{targets}` only"))
}

fn denied(message: String) -> Failure {
    Failure::new(Kind::Denied, message)
}
