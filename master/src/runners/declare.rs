//! How a runner says what it is, and how it is called.

use std::sync::Arc;

use halite_common::{
    api::{Parameter, RunnerDoc},
    declare::{Arguments, Documentation, bind, documentation as document},
    failure::{Failure, Kind, nearest},
    job::Call,
    value::{Value, to_value},
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::RUNNERS;
use crate::house::House;

/// A runner. The implementing struct's fields are its arguments.
pub(super) trait Runner: DeserializeOwned + JsonSchema + 'static {
    /// The name that users write, such as `jobs.active`.
    const NAME: &'static str;
    /// What it gives.
    type Output: Serialize;
    /// Does the work. May block.
    fn run(self, house: &House) -> Result<Self::Output, Failure>;
}

/// A runner's place in the list.
pub(super) struct Entry {
    name: &'static str,
    documentation: fn() -> Documentation,
    call: fn(&House, Arguments) -> Result<Value, Failure>,
}

/// The entry of a runner.
pub(super) const fn runner<R: Runner>() -> Entry {
    Entry { name: R::NAME, documentation: document::<R>, call: run::<R> }
}

fn run<R: Runner>(house: &House, arguments: Arguments) -> Result<Value, Failure> {
    let runner: R = bind(R::NAME, arguments).map_err(|error| {
        let failure = Failure::new(Kind::Usage, error.to_string());
        Failure { hint: error.hint(), ..failure }
    })?;
    to_value(&runner.run(house)?).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

/// Calls a runner on a thread for that.
pub(crate) async fn call(house: Arc<House>, call: Call) -> Result<Value, Failure> {
    let Some(entry) = RUNNERS.iter().find(|entry| entry.name == call.function) else {
        // Salt's words, on which scripts rely.
        let failure = Failure::new(Kind::NoFunction, format!("'{}' is not available.", call.function));
        let near = nearest(&call.function, RUNNERS.iter().map(|entry| entry.name));
        let hint =
            near.map_or("`halite run -d` lists the runners".into(), |near| format!("did you mean `{near}`?"));
        return Err(failure.hint(hint));
    };
    let running = tokio::task::spawn_blocking(move || (entry.call)(&house, call.arguments));
    let broken = |error| Failure::new(Kind::Internal, format!("the runner broke off: {error}"));
    running.await.map_err(broken)?
}

/// Every runner's documentation.
pub(crate) fn documentation() -> Vec<RunnerDoc> {
    let of = |entry: &Entry| {
        let Documentation { text, arguments } = (entry.documentation)();
        let parameter = |argument: halite_common::declare::Argument| Parameter {
            name: argument.name.to_owned(),
            text: argument.text,
            required: argument.required,
        };
        RunnerDoc {
            name: entry.name.to_owned(),
            text,
            parameters: arguments.into_iter().map(parameter).collect(),
        }
    };
    RUNNERS.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::documentation;

    #[test]
    fn every_runner_and_argument_is_documented_and_the_list_is_sorted() {
        let docs = documentation();
        let names: Vec<&str> = docs.iter().map(|doc| doc.name.as_str()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for doc in &docs {
            assert!(!doc.text.is_empty(), "{}", doc.name);
            let bare: Vec<_> = doc.parameters.iter().filter(|p| p.text.is_empty()).map(|p| &p.name).collect();
            assert!(bare.is_empty(), "{}: {bare:?}", doc.name);
        }
    }
}
