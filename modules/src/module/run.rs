//! `module.run`: runs execution functions.

use halite_common::{
    declare::{Arguments, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{call, legacy};

/// Runs execution functions.
///
/// New style: each argument is a function, its value the list of the function's arguments. Old style: `name` is the
/// function, the other arguments are the function's; those called `name`, `fun`, `names`, `state` or `saltenv` have `m_` before them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// Old style: the function. New style: a name of your choice.
    #[serde(default)]
    name: Option<Text>,
    /// The functions, or the function's arguments.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

/// Functions to call, and how the result is told.
pub(super) enum Plan {
    /// One function, in the old style.
    Legacy(String, Arguments),
    /// Functions in their order; the name may have `:` and a mark behind it, to call one twice.
    New(Vec<(String, Arguments)>),
}

impl Run {
    pub(super) fn of(name: Option<&Text>, kwargs: &Dict) -> Run {
        Run { name: name.cloned(), kwargs: kwargs.clone() }
    }

    fn is_legacy(&self) -> bool {
        let mut names = self.kwargs.keys().map(ToString::to_string).filter(|name| !ignored(name)).peekable();
        if names.peek().is_none() {
            return self.name.is_some() || !self.kwargs.is_empty();
        }
        names.any(|name| !name.contains('.'))
    }

    fn plan(&self, ask: &Ask<'_>) -> Verdict<Plan> {
        match if self.is_legacy() { self.plan_legacy(ask) } else { self.plan_new(ask) } {
            Verdict::Failed(outcome) => Verdict::Failed(self.named(outcome)),
            other => other,
        }
    }

    /// In the new style the state's result is named after the functions.
    fn named(&self, mut outcome: Outcome) -> Outcome {
        if !self.is_legacy() {
            let functions = self.kwargs.keys().map(ToString::to_string).filter(|name| !ignored(name));
            outcome.extra.insert("name", functions.map(Value::from).collect::<Vec<Value>>());
        }
        outcome
    }

    fn plan_legacy(&self, ask: &Ask<'_>) -> Verdict<Plan> {
        let name = self.name.as_deref().unwrap_or_default().to_owned();
        let Some(entry) = ask.facts.registry().function(&name) else {
            return Verdict::failed(format!("Module function {name} is not available"));
        };
        match legacy::arguments(&(entry.documentation)(), self.kwargs.clone()) {
            Ok(arguments) => Verdict::Change(Plan::Legacy(name, arguments)),
            // Salt announces the call in test mode without looking at its arguments.
            Err(_) if ask.facts.test() => Verdict::Change(Plan::Legacy(name, Arguments::default())),
            Err(why) => Verdict::failed(why),
        }
    }

    fn plan_new(&self, ask: &Ask<'_>) -> Verdict<Plan> {
        let mut calls = Vec::new();
        let (mut missing, mut known) = (Vec::new(), Vec::new());
        for (key, given) in self.kwargs.iter().filter(|(key, _)| key.to_string().contains('.')) {
            let name = key.to_string();
            let function = function_of(&name).to_owned();
            match ask.facts.registry().function(&function) {
                Some(_) => {
                    calls.push((name, call::arguments(given)));
                    known.push(function);
                }
                None => missing.push(function),
            }
        }
        if calls.is_empty() && missing.is_empty() {
            return Verdict::failed("No function provided.");
        }
        if missing.is_empty() {
            return Verdict::Change(Plan::New(calls));
        }
        let mut comment = format!("Unavailable function{}: {}.", plural(&missing), missing.join(", "));
        if ask.facts.test() && !known.is_empty() {
            comment = format!("{comment} {}", announced(&known));
        }
        Verdict::failed(comment)
    }
}

fn ignored(name: &str) -> bool {
    matches!(name, "__reqs__" | "sfun")
}

fn function_of(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

fn announced(functions: &[String]) -> String {
    format!("Function{} {} to be executed.", plural(functions), functions.join(", "))
}

/// Salt puts the truth value of its comparison where the plural belongs.
fn plural(names: &[String]) -> &'static str {
    if names.len() > 1 { "True" } else { "" }
}

fn run_legacy(act: &Act<'_>, name: &str, arguments: Arguments) -> Outcome {
    match act.minion.call(name, arguments) {
        Err(error) => {
            Outcome::failed(format!("Module function {name} threw an exception. Exception: {error}"))
        }
        Ok(value) => Outcome {
            result: Some(call::succeeded(&value)),
            ..Outcome::changed(Dict::from([("ret", value)]), format!("Module function {name} executed"))
        },
    }
}

fn run_new(act: &Act<'_>, calls: Vec<(String, Arguments)>) -> Outcome {
    let (mut failures, mut successes, mut changes) = (Vec::new(), Vec::new(), Dict::new());
    for (name, arguments) in calls {
        match act.minion.call(function_of(&name), arguments) {
            Err(error) => failures.push(format!("'{name}' failed: {error}")),
            Ok(value) if call::succeeded(&value) => {
                let told = match value.as_dict() {
                    Some(dict) => dict.get("comment").map_or("Success".into(), ToString::to_string),
                    None => value.to_string(),
                };
                successes.push(format!("{name}: {told}"));
                changes.insert(name, value);
            }
            Ok(Value::Dict(dict)) => {
                let told = dict.get("comment").map_or("(error message N/A)".into(), ToString::to_string);
                failures.push(format!("'{name}' failed: {told}"));
            }
            Ok(value) => failures.push(format!("'{name}': {value}")),
        }
    }
    let result = Some(failures.is_empty());
    let comment = failures.into_iter().chain(successes).collect::<Vec<_>>().join(", ");
    Outcome { result, ..Outcome::changed(changes, comment) }
}

impl State for Run {
    const NAME: &'static str = "module.run";
    type Plan = Plan;
    const WATCHES: bool = true;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        Ok(self.plan(ask))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        self.named(Outcome::in_place(match plan {
            Plan::Legacy(name, _) => format!("Module function {name} is set to execute"),
            Plan::New(calls) => {
                announced(&calls.iter().map(|(name, _)| function_of(name).to_owned()).collect::<Vec<_>>())
            }
        }))
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        Ok(self.named(match plan {
            Plan::Legacy(name, arguments) => run_legacy(act, &name, arguments),
            Plan::New(calls) => run_new(act, calls),
        }))
    }

    fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        match self.plan(&act.ask()) {
            Verdict::Change(plan) => self.apply(act, plan),
            Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        }
    }

    fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
        match self.plan(ask) {
            Verdict::Change(plan) => self.describe(ask, &plan),
            Verdict::InPlace(outcome) | Verdict::Failed(outcome) => outcome,
        }
    }
}
