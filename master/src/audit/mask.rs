//! What of a call's arguments is not written down: values whose names say that they are secret.

use halite_common::{
    config::Config,
    glob::Glob,
    job::Call,
    value::{Key, Value},
};
use serde_json::{Value as Json, json};

/// Salt's words for it.
const HIDDEN: &str = "** hidden **";

/// Functions whose arguments at these positions are secrets: there they have no name.
const POSITIONS: [(&str, usize); 2] = [("shadow.set_password", 1), ("shadow.gen_password", 0)];

/// Names of what is not written down (`audit_log_hide`).
#[derive(Debug, Default)]
pub(super) struct Mask(Vec<Glob>);

impl Mask {
    pub(super) fn from_config(config: &Config) -> Mask {
        let names = config.get("audit_log_hide").as_list().unwrap_or_default().iter();
        Mask(names.map(|name| Glob::new(&name.to_string().to_lowercase())).collect())
    }

    /// A call as it may be written down.
    pub(super) fn call(&self, call: &Call) -> Json {
        let hidden = |at: usize| POSITIONS.contains(&(call.function.as_str(), at));
        let positional = call.arguments.positional.iter().enumerate();
        let args: Vec<Json> = positional
            .map(|(at, value)| if hidden(at) { HIDDEN.into() } else { self.value(value).to_json() })
            .collect();
        let named = self.value(&Value::Dict(call.arguments.named.clone()));
        json!({ "function": call.function, "args": args, "kwargs": named.to_json() })
    }

    fn hides(&self, name: &Key) -> bool {
        let name = name.to_string().to_lowercase();
        self.0.iter().any(|glob| glob.matches(&name))
    }

    /// A value without what its own names say is secret, however deep.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Dict(dict) => {
                let member = |(name, value): (&Key, &Value)| {
                    let shown =
                        if self.hides(name) && !value.is_null() { HIDDEN.into() } else { self.value(value) };
                    (name.clone(), shown)
                };
                Value::Dict(dict.iter().map(member).collect())
            }
            Value::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Value::Str(text) => without_password(text).into(),
            other => other.clone(),
        }
    }
}

/// A URL without the password in it.
fn without_password(text: &str) -> String {
    let hidden = || {
        let (scheme, rest) = text.split_once("://")?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let (account, _) = authority.rsplit_once('@')?;
        let (user, _) = account.split_once(':')?;
        Some(format!("{scheme}://{user}:{HIDDEN}{}", &rest[account.len()..]))
    };
    hidden().unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use halite_common::{
        config::{Config, Role},
        declare::Arguments,
        job::Call,
        value::{Dict, Value},
        yaml,
    };

    use super::{Mask, without_password};

    #[test]
    fn what_is_named_as_a_secret_is_hidden_however_deep() {
        let mask = Mask::from_config(&Config::defaults(Role::Master));
        let check = |function: &str, positional: Vec<Value>, named: &str, expected: &str| {
            let named = yaml::load(named).unwrap().value.as_dict().cloned().unwrap_or_default();
            let call = Call { function: function.into(), arguments: Arguments { positional, named } };
            assert_eq!(mask.call(&call).to_string(), expected);
        };
        check(
            "user.add",
            vec!["joe".into()],
            "{Password: s3cret, uid: 7, empty_password: null}",
            r#"{"function":"user.add","args":["joe"],"kwargs":{"Password":"** hidden **","uid":7,"empty_password":null}}"#,
        );
        check(
            "state.apply",
            vec!["web".into(), Dict::from([("db_passwd", "s3cret")]).into()],
            "pillar: {db: [{user: u, api_token: s3cret}]}",
            r#"{"function":"state.apply","args":["web",{"db_passwd":"** hidden **"}],"kwargs":{"pillar":{"db":[{"user":"u","api_token":"** hidden **"}]}}}"#,
        );
        check(
            "shadow.set_password",
            vec!["joe".into(), "$6$x".into()],
            "{}",
            r#"{"function":"shadow.set_password","args":["joe","** hidden **"],"kwargs":{}}"#,
        );
    }

    #[test]
    fn a_password_in_a_url_is_hidden() {
        let check = |text: &str, expected: &str| assert_eq!(without_password(text), expected);
        check("https://u:s3cret@h/p@q", "https://u:** hidden **@h/p@q");
        check("https://u:s3@cret@h:8/p", "https://u:** hidden **@h:8/p");
        for same in ["https://u@h/p", "https://h:80/a:b@c", "u:p@h", "", "a://"] {
            check(same, same);
        }
    }
}
