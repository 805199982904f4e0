//! `file.accumulated`: texts that states of one run gather for a file, to be used by its template or its block.

use std::sync::{Mutex, PoisonError};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::presence::Never;

/// Gathers text for a file; `file.managed` finds it as `accumulator` in its template, `file.blockreplace` adds it to its content.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accumulated {
    /// Name of the accumulator.
    name: Text,
    /// The file that the text is for.
    filename: Text,
    /// The text, or a list of texts.
    #[serde(default)]
    text: Value,
}

/// What the runs of late gathered, the latest last. A run that ended needs nothing any more.
static RUNS: Mutex<Vec<Run>> = Mutex::new(Vec::new());
const RUNS_KEPT: usize = 4;

struct Run {
    id: String,
    texts: Vec<(String, String, Value)>,
}

impl State for Accumulated {
    const NAME: &'static str = "file.accumulated";
    type Plan = Never;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Never>, ModuleError> {
        let (name, filename) = (&self.name, &self.filename);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.accumulated"));
        }
        let texts = match &self.text {
            Value::Null => return Ok(Verdict::failed("No text supplied for accumulator")),
            Value::List(texts) => texts.clone(),
            one => vec![one.clone()],
        };
        let mut charged = false;
        with_run(ask, |run| {
            for text in texts {
                let entry = (filename.0.clone(), name.0.clone(), text);
                if !run.texts.contains(&entry) {
                    run.texts.push(entry);
                    charged = true;
                }
            }
        });
        let comment = format!("Accumulator {name} for file {filename} was charged by text");
        Ok(Verdict::in_place(if charged { comment } else { String::new() }))
    }

    fn describe(&self, _: &Ask<'_>, plan: &Never) -> Outcome {
        match *plan {}
    }

    fn apply(&self, _: &Act<'_>, plan: Never) -> Result<Outcome, ModuleError> {
        match plan {}
    }
}

fn with_run<T>(ask: &Ask<'_>, work: impl FnOnce(&mut Run) -> T) -> T {
    let id = format!("{}/{}", ask.facts.id(), ask.facts.jid().unwrap_or_default());
    let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = match runs.iter().position(|run| run.id == id) {
        Some(at) => at,
        None => {
            if runs.len() >= RUNS_KEPT {
                runs.remove(0);
            }
            runs.push(Run { id, texts: Vec::new() });
            runs.len() - 1
        }
    };
    work(&mut runs[at])
}

/// The texts gathered for a file, in order.
pub(in crate::file) fn of(ask: &Ask<'_>, file: &str) -> Vec<String> {
    with_run(ask, |run| {
        let own = run.texts.iter().filter(|(filename, ..)| filename == file);
        own.map(|(_, _, text)| text.to_string()).collect()
    })
}

/// The same by accumulator, for templates; `None` where nothing was gathered.
pub(in crate::file) fn by_name(ask: &Ask<'_>, file: &str) -> Option<Dict> {
    with_run(ask, |run| {
        let mut named = Dict::new();
        for (_, name, text) in run.texts.iter().filter(|(filename, ..)| filename == file) {
            let list = named.entry_or_insert_with(name.as_str().into(), || Value::List(Vec::new()));
            list.as_list_mut().into_iter().for_each(|list| list.push(text.clone()));
        }
        (!named.is_empty()).then_some(named)
    })
}
