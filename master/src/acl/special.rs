//! Salt's words for what no minion does: `@runner`, `@wheel`, and modules of theirs such as `@jobs`.

use halite_common::{job::Call, value::Value};

use super::permit::{Function, each};

/// What an operator asks of the master itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A runner.
    Runner,
    /// A wheel function: keys and enrolment tokens.
    Wheel,
}

impl Form {
    fn is_named(self, word: &str) -> bool {
        match self {
            Form::Runner => matches!(word, "runner" | "runners"),
            Form::Wheel => matches!(word, "wheel" | "wheels"),
        }
    }
}

/// An entry that begins with `@`.
#[derive(Clone, Debug)]
pub(super) struct Special {
    word: String,
    /// The functions that it permits; every one if none are named.
    functions: Option<Vec<Function>>,
}

impl Special {
    /// Reads an entry; `None` where it is about minions.
    pub(super) fn read(entry: &Value) -> Option<Special> {
        match entry {
            Value::Str(text) => Some(Special { word: text.strip_prefix('@')?.to_owned(), functions: None }),
            Value::Dict(dict) if dict.len() == 1 => {
                let (name, functions) = dict.iter().next()?;
                let word = name.to_string().strip_prefix('@')?.to_owned();
                let functions = each(functions).filter_map(Function::read).collect();
                Some(Special { word, functions: Some(functions) })
            }
            _ => None,
        }
    }

    /// Tells whether a call is permitted. Under a module's name its functions stand without it.
    pub(super) fn permits(&self, form: Form, call: &Call) -> bool {
        let Some((module, function)) = call.function.split_once('.') else { return false };
        let (form_fits, module_fits) = (form.is_named(&self.word), self.word == module);
        let Some(functions) = &self.functions else { return form_fits || module_fits };
        let inner = Call { function: function.to_owned(), arguments: call.arguments.clone() };
        functions.iter().any(|one| form_fits && one.permits(call) || module_fits && one.permits(&inner))
    }
}
