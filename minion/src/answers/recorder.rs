//! Keeps what functions answered that looked at this host, to be given again elsewhere.

use std::sync::{Mutex, PoisonError};

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use halite_states::declare::{ModuleError, Reply};

use super::call::Asked;

/// Keeps what functions answered that looked at this host.
#[derive(Debug, Default)]
pub struct Recorder {
    kept: Mutex<Vec<(String, Dict)>>,
}

impl Recorder {
    /// Keeps an answer, once.
    pub(crate) fn keep(&self, scope: &str, function: &str, arguments: &Arguments, reply: &Reply) {
        let mut entry = Asked::of(function, arguments).entry();
        match reply {
            Ok(value) => entry.insert("ret", Value::from(value.to_json())),
            Err(ModuleError::NoFunction(_)) => entry.insert("missing", true),
            Err(error) => entry.insert("raises", error.to_string()),
        };
        let kept = (scope.to_owned(), entry);
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !all.contains(&kept) {
            all.push(kept);
        }
    }

    /// The answers as a file of answers has them.
    pub fn answers(&self) -> Dict {
        let mut answers = Dict::new();
        for (scope, entry) in self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            match answers.get_mut(scope) {
                Some(Value::List(listed)) => listed.push(Value::Dict(entry.clone())),
                _ => {
                    answers.insert(scope.as_str(), vec![Value::Dict(entry.clone())]);
                }
            }
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use halite_common::{
        declare::Arguments,
        value::{Dict, Value},
    };

    use super::{super::GivenAnswers, Recorder};

    #[test]
    fn what_is_kept_is_given_again() {
        let recorder = Recorder::default();
        let arguments =
            Arguments { positional: vec!["/etc/x".into()], named: Dict::from([("follow", true)]) };
        for _ in 0..2 {
            recorder.keep("web", "file.file_exists", &arguments, &Ok(true.into()));
        }
        let file = recorder.answers();
        assert_eq!(file.get("web").and_then(Value::as_list).map(<[Value]>::len), Some(1));
        let given = GivenAnswers::read(&Value::Dict(file)).unwrap();
        let reply = given.answer(Some("web"), "file.file_exists", &arguments).unwrap();
        assert_eq!(reply.unwrap(), Value::Bool(true));
    }
}
