//! States: `http.query` and `http.wait_for_successful_query`.

use std::time::Instant;

use halite_common::{
    declare::{Arguments, Text, bind},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::exec::{five_minutes, pause};
use crate::file::regex::{Expression, Flags};

/// Asks a web server and checks what it says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The URL.
    name: Text,
    /// What must occur in the content.
    #[serde(default, rename = "match")]
    wanted: Option<Text>,
    /// `string`, or `pcre` for a regular expression.
    #[serde(default = "string")]
    match_type: Text,
    /// The status that must come.
    #[serde(default)]
    status: Option<Value>,
    /// `string`, `list` for one of several, or `pcre` for a regular expression.
    #[serde(default = "string")]
    status_type: Text,
    /// Asks again for so many seconds until there is no error.
    #[serde(default)]
    wait_for: Option<f64>,
    /// All other arguments of `http.query`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

fn string() -> Text {
    "string".into()
}

impl Query {
    fn answer(&self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut named = self.kwargs.clone();
        named.insert("url", self.name.0.as_str());
        named.insert("text", true);
        named.insert("status", true);
        let function = match self.wait_for {
            Some(seconds) if seconds > 0.0 => {
                named.insert("wait_for", seconds);
                "http.wait_for_successful_query"
            }
            _ => "http.query",
        };
        let answer = act.minion.call_own(function, Arguments::named(named))?;
        Ok(answer.into_dict().unwrap_or_default())
    }

    /// Checks an answer: whether it is as it should be, and what is said of it.
    fn checked(&self, answer: &Dict) -> Result<(Option<bool>, String), ModuleError> {
        let text = |name: &str| answer.get(name).map(ToString::to_string).unwrap_or_default();
        let (mut result, mut told) = (None, Vec::new());
        if let Some(wanted) = &self.wanted {
            let (what, found) = match &*self.match_type.0 {
                "string" => ("text", text("text").contains(&wanted.0)),
                "pcre" => ("pattern", found(wanted, &text("text"))?),
                _ => return Ok((None, String::new())),
            };
            result = Some(found);
            told.push(format!(
                "Match {what} \"{wanted}\" was {}.",
                if found { "found" } else { "not found" }
            ));
        }
        let Some(status) = &self.status else { return Ok((result, told.join(" "))) };
        let came = text("status");
        let mut holds = false;
        match &*self.status_type.0 {
            "list" => {
                for one in status.as_list().unwrap_or_default().iter().filter(|one| one.to_string() == came) {
                    told.push(format!("Status {one} was found."));
                    holds = true;
                }
                if !(holds && result != Some(false)) {
                    told.push(format!("Statuses {status} were not found."));
                }
            }
            "pcre" => {
                holds = found(&status.to_string(), &came)?;
                told.push(format!(
                    "Status pattern \"{status}\" was {}.",
                    if holds { "found" } else { "not found" }
                ));
            }
            "string" => {
                holds = status.to_string() == came;
                told.push(format!("Status {status} was {}.", if holds { "found" } else { "not found" }));
            }
            _ => return Ok((result, told.join(" "))),
        }
        Ok((Some(holds && result != Some(false)), told.join(" ")))
    }
}

/// Searches a text for a regular expression.
fn found(pattern: &str, text: &str) -> Result<bool, ModuleError> {
    Expression::new(pattern, Flags::NONE)?.is_in(text)
}

/// What a state without `match` and `status` says; Salt's has a blank before it.
const NOTHING: &str = " Either match text (match) or a status code (status) is required.";

impl State for Query {
    const NAME: &'static str = "http.query";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if self.wanted.is_none() && self.status.is_none() {
            return Ok(Verdict::failed(NOTHING));
        }
        Ok(Verdict::Change(()))
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let told = self.checked(&Dict::new()).map(|(_, told)| told).unwrap_or_default();
        let url = self.kwargs.get("test_url").map(|url| format!(", TEST URL WAS: {url}")).unwrap_or_default();
        let mut outcome = Outcome::in_place(format!("{told} (TEST MODE{url})"));
        outcome.extra.insert("data", Dict::new());
        outcome
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let answer = self.answer(act)?;
        let (result, comment) = self.checked(&answer)?;
        let mut outcome = Outcome { result, ..Outcome::in_place(comment) };
        outcome.extra.insert("data", answer);
        Ok(outcome)
    }
}

/// Asks a web server until it says what it should.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaitForSuccessfulQuery {
    /// The URL.
    name: Text,
    /// Seconds after which it is given up.
    #[serde(default = "five_minutes")]
    wait_for: f64,
    /// All other arguments of the state `http.query`, and `request_interval`: seconds between two requests.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl WaitForSuccessfulQuery {
    fn query(&self) -> Result<Query, ModuleError> {
        let mut arguments = self.kwargs.clone();
        arguments.remove("request_interval");
        arguments.insert("name", self.name.0.as_str());
        Ok(bind(Query::NAME, Arguments::named(arguments))?)
    }

    fn interval(&self) -> Option<f64> {
        self.kwargs.get("request_interval").and_then(Value::as_float)
    }
}

impl State for WaitForSuccessfulQuery {
    const NAME: &'static str = "http.wait_for_successful_query";
    type Plan = Query;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Query>, ModuleError> {
        let query = self.query()?;
        Ok(match query.check(ask)? {
            Verdict::Change(()) => Verdict::Change(query),
            Verdict::InPlace(outcome) => Verdict::InPlace(outcome),
            Verdict::Failed(outcome) => Verdict::Failed(outcome),
        })
    }

    fn describe(&self, ask: &Ask<'_>, query: &Query) -> Outcome {
        query.describe(ask, &())
    }

    fn apply(&self, act: &Act<'_>, query: Query) -> Result<Outcome, ModuleError> {
        let start = Instant::now();
        loop {
            let outcome = query.apply(act, ())?;
            if outcome.result == Some(true) || start.elapsed().as_secs_f64() > self.wait_for {
                return Ok(outcome);
            }
            act.host.sleep(pause(self.interval()));
        }
    }
}
