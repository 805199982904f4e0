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

use super::{
    permit::{Permit, each},
    special::{Form, Special},
    user::User,
};

/// Functions that everybody with a rule may call: the command line asks with them.
const ALWAYS: &str = "saltutil.find_job";

/// Which local users may do what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acl {
    users: Vec<Rule>,
    /// Whether rules count for those, too, who ask as root by `sudo`.
    sudo: bool,
    /// Users, by name, that may publish nothing, root too.
    no_users: Vec<String>,
    /// Functions that nobody may call.
    no_functions: Vec<String>,
}

/// What `publisher_acl` says about one user, some, or a group.
#[derive(Clone, Debug)]
struct Rule {
    /// Whom it means.
    user: String,
    permits: Vec<Permit>,
    specials: Vec<Special>,
}

impl Acl {
    /// Reads `publisher_acl`, `publisher_acl_blacklist` and `sudo_acl`.
    pub(crate) fn from_config(config: &Config) -> Acl {
        let texts = |dict: &Value, name: &str| {
            let given = dict.get(name).filter(|given| !given.is_null());
            given.map(|given| each(given).map(ToString::to_string).collect()).unwrap_or_default()
        };
        let black = config.get("publisher_acl_blacklist");
        let empty = Dict::new();
        let users = config.get("publisher_acl").as_dict().unwrap_or(&empty);
        let rule = |user: String, entries: &Value| {
            let permits: Vec<_> = each(entries).filter_map(Permit::read).collect();
            let specials: Vec<_> = each(entries).filter_map(Special::read).collect();
            if permits.len() + specials.len() < each(entries).len() {
                tracing::warn!(
                    user,
                    "some of this user's entries in `publisher_acl` cannot be read and permit nothing"
                );
            }
            Rule { user, permits, specials }
        };
        Acl {
            users: users.iter().map(|(user, entries)| rule(user.to_string(), entries)).collect(),
            sudo: config.flag("sudo_acl"),
            no_users: texts(black, "users"),
            no_functions: texts(black, "modules"),
        }
    }

    /// Tells whether anybody but root has a rule: then others must be able to reach the socket.
    pub(crate) fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Tells whether rules count for those, too, who ask as root by `sudo` (`sudo_acl`). Without rules they do not.
    pub(crate) fn binds_sudo(&self) -> bool {
        self.sudo && !self.is_empty()
    }

    /// Tells whether a user has a rule.
    pub(crate) fn knows(&self, user: &User) -> bool {
        self.rules(user).next().is_some()
    }

    fn rules<'a>(&'a self, user: &'a User) -> impl Iterator<Item = &'a Rule> {
        self.users.iter().filter(|rule| user.is_meant(&rule.user))
    }

    /// What is forbidden to everybody, root too.
    pub(crate) fn forbid(&self, user: &User, calls: &[Call]) -> Result<(), Failure> {
        let name = user.shown();
        if let Some(rule) = self.no_users.iter().find(|rule| means(rule, &name)) {
            return Err(denied(format!("the user `{name}` may not publish"))
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
        user: &User,
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
            for permit in self.rules(user).flat_map(|rule| &rule.permits) {
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
                return Err(refusal(&user.name, call, &elsewhere));
            }
        }
        Ok(())
    }

    /// What a user who is not root may ask of the master itself.
    pub(crate) fn permit_special(&self, user: &User, form: Form, call: &Call) -> Result<(), Failure> {
        if self.rules(user).flat_map(|rule| &rule.specials).any(|special| special.permits(form, call)) {
            return Ok(());
        }
        let (name, function) = (&user.name, &call.function);
        let (what, word) = match form {
            Form::Runner => ("call the runner", "@runner"),
            Form::Wheel => ("use the wheel function", "@wheel"),
        };
        let module = function.split('.').next().unwrap_or_default();
        Err(denied(format!("the user `{name}` may not {what} `{function}`")).hint(format!(
            "no entry of `{name}` in `publisher_acl` permits it; `{word}` or `@{module}` would, or `{word}: ['{function}']`"
        )))
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
