//! `decrypt_pillar`: values of the finished pillar that are decrypted.

use halite_common::{
    failure::{Failure, Kind},
    value::{Dict, Value},
};

use crate::{problem::Problem, run::Run};

/// Which values are decrypted, and by what.
#[derive(Default)]
pub(crate) struct Decrypt {
    /// Colon paths, each with its renderer if it names one; `None` if the option cannot be read.
    keys: Option<Vec<(String, Option<String>)>>,
    default: String,
    delimiter: String,
    /// `decrypt_pillar_renderers`.
    allowed: Vec<String>,
}

impl Decrypt {
    pub(crate) fn from_options(options: &Dict) -> Decrypt {
        let text = |name: &str, usual: &str| {
            options
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
                .unwrap_or(usual)
                .to_owned()
        };
        let allowed = match options.get("decrypt_pillar_renderers") {
            Some(Value::List(names)) => names.iter().map(ToString::to_string).collect(),
            _ => vec!["gpg".to_owned()],
        };
        Decrypt {
            keys: options
                .get("decrypt_pillar")
                .filter(|option| option.is_truthy())
                .map_or(Some(Vec::new()), keys),
            default: text("decrypt_pillar_default", "gpg"),
            delimiter: text("decrypt_pillar_delimiter", ":"),
            allowed,
        }
    }
}

fn keys(option: &Value) -> Option<Vec<(String, Option<String>)>> {
    let one = |(key, renderer): (&halite_common::value::Key, &Value)| {
        (key.to_string(), renderer.is_truthy().then(|| renderer.to_string()))
    };
    match option {
        Value::Dict(keys) => Some(keys.iter().map(one).collect()),
        Value::List(items) => items
            .iter()
            .map(|item| match item {
                Value::Dict(dict) if dict.len() == 1 => dict.at(0).map(one),
                Value::Str(_) | Value::Int(_) | Value::Float(_) => Some((item.to_string(), None)),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

impl Run<'_> {
    /// Decrypts what `decrypt_pillar` names. What the minion has sent itself stays as it is: a minion that got hold of
    /// somebody else's secret must not have it decrypted here.
    pub(crate) fn decrypt(&mut self, pillar: &mut Dict) {
        let settings = &self.compiler.settings;
        let Some(keys) = &settings.decrypt.keys else {
            self.problems.push(Problem::new("decrypt_pillar config option is malformed", None));
            return;
        };
        let mut problems = Vec::new();
        for (key, renderer) in keys {
            let path: Vec<&str> = key.split(settings.decrypt.delimiter.as_str()).collect();
            if overridden(&self.request.overrides, &path) {
                tracing::warn!(minion = self.request.id, key, "a value from the minion is not decrypted");
                continue;
            }
            let Some(value) = at(pillar, &path).filter(|value| !value.is_null()) else {
                tracing::debug!(key, "Pillar key not present");
                continue;
            };
            let renderer = renderer.as_deref().unwrap_or(&settings.decrypt.default);
            if let Err(failed) = self.decrypt_value(value, renderer) {
                problems.push(self.not_decrypted(key, failed));
            }
        }
        self.problems.extend(problems);
    }

    fn decrypt_value(&self, value: &mut Value, renderer: &str) -> Result<(), Failed> {
        let settings = &self.compiler.settings;
        if !settings.decrypt.allowed.iter().any(|allowed| allowed == renderer) {
            let choices = settings.decrypt.allowed.join(", ");
            let text =
                format!("'{renderer}' is not a valid decryption renderer. Valid choices are: {choices}");
            return Err(Failed { told: text.clone(), whole: text, hint: None });
        }
        if renderer != "gpg" {
            let text = format!("Decryption renderer '{renderer}' is not available");
            return Err(Failed { told: text.clone(), whole: text, hint: None });
        }
        settings.renderers.gpg.value(value, &mut Vec::new()).map_err(|error| Failed {
            told: if settings.safe_errors {
                "please see master log for details".to_owned()
            } else {
                error.salt_text()
            },
            whole: halite_common::chain::print(&error),
            hint: error.hint(),
        })
    }

    fn not_decrypted(&self, key: &str, failed: Failed) -> Problem {
        let mut failure = Failure::new(Kind::Pillar, format!("pillar key `{key}`: {}", failed.whole));
        failure.hint = failed.hint;
        Problem { text: format!("Failed to decrypt pillar key '{key}': {}", failed.told), failure }
    }
}

/// Why a value was not decrypted: for the minion, and whole.
struct Failed {
    told: String,
    whole: String,
    hint: Option<String>,
}

/// Tells whether overrides have a part in the value at a path.
fn overridden(overrides: &Dict, path: &[&str]) -> bool {
    match path {
        [] => true,
        [first, rest @ ..] => match overrides.get(first) {
            None => false,
            Some(Value::Dict(inner)) => overridden(inner, rest),
            Some(_) => true,
        },
    }
}

fn at<'a>(dict: &'a mut Dict, path: &[&str]) -> Option<&'a mut Value> {
    let (first, rest) = path.split_first()?;
    let value = dict.get_mut(first)?;
    if rest.is_empty() { Some(value) } else { at(value.as_dict_mut()?, rest) }
}
