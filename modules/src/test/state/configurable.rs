//! `test.configurable_test_state`: any result one likes.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{pretended, watch_fired};
use crate::test::random;

/// Gives the result, the changes and the comment it is told to give.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ConfigurableTestState {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Whether there are changes: `True`, `False` or `Random`.
    #[serde(default = "yes")]
    changes: Value,
    /// The result: `True`, `False` or `Random`.
    #[serde(default = "yes")]
    result: Value,
    /// The comment.
    #[serde(default = "empty")]
    comment: Value,
    /// One warning, or a list of them.
    #[serde(default)]
    warnings: Value,
    /// Fails in test mode too when `result` is `False`.
    #[serde(default)]
    allow_test_mode_failure: bool,
}

fn yes() -> Value {
    true.into()
}

fn empty() -> Value {
    "".into()
}

const CHANGES: &str = "You have specified the state option 'changes' with invalid arguments. It must be either True, False, or 'Random'";
const RESULT: &str = "You have specified the state option 'result' with invalid arguments. It must be either True, False, or 'Random'";
const WARNINGS: &str = "You have specified the state option 'warnings' with invalid arguments. It must be a string or a list of strings";

impl ConfigurableTestState {
    fn outcome(&self, test: bool) -> Result<Outcome, ModuleError> {
        let changes = if choose(&self.changes, CHANGES)? { pretended() } else { Dict::new() };
        let result = Some(choose(&self.result, RESULT)?);
        let comment = self.comment.to_string();
        let outcome = Outcome { result, changes, warnings: self.warnings()?, ..Outcome::in_place(comment) };
        if !test {
            return Ok(outcome);
        }
        let result = match (self.result.as_bool(), self.changes.as_bool()) {
            (Some(false), _) if self.allow_test_mode_failure => Some(false),
            (_, Some(false)) => Some(true),
            _ => None,
        };
        let comment = if self.comment.is_truthy() { outcome.comment } else { "This is a test".into() };
        Ok(Outcome { result, comment, ..outcome })
    }

    fn warnings(&self) -> Result<Vec<String>, ModuleError> {
        match &self.warnings {
            Value::Null => Ok(Vec::new()),
            Value::Str(warning) => Ok(vec![warning.clone()]),
            Value::List(warnings) => Ok(warnings.iter().map(Value::to_string).collect()),
            _ => Err(ModuleError::Usage(WARNINGS.into())),
        }
    }
}

fn choose(answer: &Value, complaint: &str) -> Result<bool, ModuleError> {
    match answer {
        Value::Bool(answer) => Ok(*answer),
        other if other.to_string().eq_ignore_ascii_case("random") => Ok(random::below(2) == 0),
        _ => Err(ModuleError::Usage(complaint.into())),
    }
}

impl State for ConfigurableTestState {
    const NAME: &'static str = "test.configurable_test_state";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        self.outcome(ask.facts.test()).map(Verdict::InPlace)
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(self.comment.to_string())
    }
    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        self.outcome(act.minion.test())
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(self.fired())
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        self.fired()
    }
}

impl ConfigurableTestState {
    fn fired(&self) -> Outcome {
        let comment = Some(self.comment.clone()).filter(Value::is_truthy).map(|comment| ("comment", comment));
        watch_fired(&[("result", self.result.clone())].into_iter().chain(comment).collect())
    }
}

#[cfg(test)]
mod tests {
    use halite_common::{
        declare::{Arguments, bind},
        value::{Dict, Value},
    };

    use super::ConfigurableTestState;

    fn check(arguments: &[(&str, Value)], test: bool, expected: Result<(Option<bool>, bool, &str), &str>) {
        let mut named: Dict = arguments.iter().map(|(k, v)| (*k, v.clone())).collect();
        named.insert("name", "x");
        let state: ConfigurableTestState =
            bind("test.configurable_test_state", Arguments::named(named)).unwrap();
        match (state.outcome(test), expected) {
            (Ok(outcome), Ok(expected)) => {
                assert_eq!((outcome.result, !outcome.changes.is_empty(), outcome.comment.as_str()), expected);
            }
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            (got, expected) => panic!("{got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn results_are_as_told() {
        check(&[], false, Ok((Some(true), true, "")));
        check(&[("changes", false.into()), ("result", false.into())], false, Ok((Some(false), false, "")));
        check(&[("comment", "hello".into())], true, Ok((None, true, "hello")));
        check(&[("changes", false.into())], true, Ok((Some(true), false, "This is a test")));
        let fail = [("result", false.into()), ("allow_test_mode_failure", true.into())];
        check(&fail, true, Ok((Some(false), true, "This is a test")));
        check(&[("changes", "Cheese".into())], false, Err("'changes' with invalid arguments"));
        check(&[("result", "Cheese".into())], false, Err("'result' with invalid arguments"));
        check(&[("warnings", 1.into())], false, Err("'warnings' with invalid arguments"));
    }
}
