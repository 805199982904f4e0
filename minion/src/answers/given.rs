//! Answers for a host that is only described.

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use halite_states::declare::{ModuleError, Reply};

use super::call::{Asked, real_name};

/// Answers by the SLS whose templates asked; those of the pillar under the empty name.
#[derive(Clone, Debug, Default)]
pub struct GivenAnswers {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    scope: String,
    function: String,
    asked: Asked,
    answer: Answer,
}

#[derive(Clone, Debug)]
enum Answer {
    /// It returned this.
    Returned(Value),
    /// It failed with this text.
    Raised(String),
    /// There is no such function.
    Missing,
    /// Whether `'fn' in salt`.
    In(bool),
}

impl GivenAnswers {
    /// Reads a file of answers: `{"<sls>": [{"fn": …, "args": […], "kwargs": {…}, "ret": …}]}`.
    pub fn read(answers: &Value) -> Result<GivenAnswers, Failure> {
        let wrong = |what: String| {
            Failure::new(Kind::Usage, format!("the answers are not well-formed: {what}"))
                .hint("`halite call … --record-answers FILE` writes such a file")
        };
        let scopes = answers.as_dict().ok_or_else(|| wrong("they are no dictionary".into()))?;
        let mut entries = Vec::new();
        for (scope, listed) in scopes {
            let listed = listed.as_list().ok_or_else(|| wrong(format!("`{scope}` holds no list")))?;
            for (index, entry) in listed.iter().enumerate() {
                let read = entry.as_dict().and_then(|entry| Entry::read(&scope.to_string(), entry));
                entries.push(read.ok_or_else(|| {
                    wrong(format!(
                        "entry {} of `{scope}` needs `fn`, and one of `ret`, `raises`, `missing` and `in`",
                        index + 1
                    ))
                })?);
            }
        }
        Ok(GivenAnswers { entries })
    }

    /// What is said of a function's being there; `None` where nothing is.
    pub(crate) fn has(&self, scope: Option<&str>, function: &str) -> Option<bool> {
        let function = real_name(function);
        self.in_order(scope).filter(|entry| entry.function == function).map(Entry::says_present).next()
    }

    /// Tells whether a function of that module is there.
    pub(crate) fn has_module(&self, module: &str) -> bool {
        self.entries.iter().any(|entry| {
            entry.says_present() && entry.function.split_once('.').is_some_and(|(own, _)| own == module)
        })
    }

    /// The answer to a call, if there is one.
    pub(crate) fn answer(&self, scope: Option<&str>, function: &str, arguments: &Arguments) -> Option<Reply> {
        let asked = Asked::of(function, arguments);
        let same = self.in_order(scope).filter(|entry| entry.asked == asked || entry.is_missing(&asked));
        same.filter_map(|entry| entry.reply(function)).next()
    }

    /// The entries of whoever asks first: the host is the same for all.
    fn in_order<'a>(&'a self, scope: Option<&'a str>) -> impl Iterator<Item = &'a Entry> {
        let is_own = move |entry: &&Entry| scope == Some(entry.scope.as_str());
        self.entries.iter().filter(is_own).chain(self.entries.iter().filter(move |entry| !is_own(entry)))
    }
}

impl Entry {
    fn read(scope: &str, entry: &Dict) -> Option<Entry> {
        let function = entry.get("fn")?.as_str()?;
        let is_set = |name: &str| entry.get(name).filter(|value| value.is_truthy());
        let answer = if is_set("missing").is_some() {
            Answer::Missing
        } else if let Some(text) = entry.get("raises") {
            Answer::Raised(text.to_string())
        } else if let Some(value) = entry.get("ret") {
            Answer::Returned(value.clone())
        } else {
            Answer::In(entry.get("in")?.as_bool()?)
        };
        let (scope, asked) = (scope.to_owned(), Asked::read(function, entry));
        Some(Entry { scope, function: real_name(function).to_owned(), asked, answer })
    }

    fn says_present(&self) -> bool {
        !matches!(self.answer, Answer::Missing | Answer::In(false))
    }

    /// A function that is not there is not there for any arguments.
    fn is_missing(&self, asked: &Asked) -> bool {
        matches!(self.answer, Answer::Missing) && asked.is_of(&self.function)
    }

    fn reply(&self, function: &str) -> Option<Reply> {
        match &self.answer {
            Answer::Returned(value) => Some(Ok(value.clone())),
            Answer::Raised(text) => Some(Err(ModuleError::Failed(text.clone()))),
            Answer::Missing => Some(Err(ModuleError::NoFunction(function.to_owned()))),
            Answer::In(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::{declare::Arguments, value::Value};

    use super::GivenAnswers;

    const FILE: &str = r#"{
        "web": [
            {"fn": "cmd.shell", "args": ["id"], "kwargs": {}, "ret": "web's"},
            {"fn": "cmd.shell", "args": ["id", {"1": 2}], "kwargs": {"a": null}, "raises": "no"},
            {"fn": "x.gone", "args": [], "kwargs": {}, "missing": true},
            {"fn": "y.there", "in": true},
            {"fn": "z.not_there", "in": false}
        ],
        "": [{"fn": "cmd.run", "args": ["id"], "ret": "pillar's"}]
    }"#;

    fn call(scope: &str, function: &str, args: &str, kwargs: &str) -> Option<String> {
        let answers = GivenAnswers::read(&Value::from_json(FILE).unwrap()).unwrap();
        let args = Value::from_json(args).unwrap().as_list().unwrap().to_vec();
        let named = Value::from_json(kwargs).unwrap().as_dict().unwrap().clone();
        let arguments = Arguments { positional: args, named };
        let reply = answers.answer(Some(scope), function, &arguments)?;
        Some(reply.map_or_else(|error| format!("! {error}"), |value| value.to_string()))
    }

    #[test]
    fn a_call_finds_its_answer() {
        let check = |scope, function, args, kwargs, expected: Option<&str>| {
            assert_eq!(call(scope, function, args, kwargs).as_deref(), expected, "{scope} {function} {args}");
        };
        check("web", "cmd.run", r#"["id"]"#, "{}", Some("web's"));
        check("", "cmd.shell", r#"["id"]"#, "{}", Some("pillar's"));
        check("other", "cmd.shell", r#"["id"]"#, "{}", Some("web's"));
        check("web", "cmd.shell", r#"["id"]"#, r#"{"cwd": "/"}"#, None);
        check("web", "cmd.shell", r#"["id", {"1": 2}]"#, r#"{"a": null}"#, Some("! no"));
        check("web", "x.gone", "[1]", "{}", Some("! 'x.gone' is not available."));
        check("web", "y.there", "[]", "{}", None);
    }

    #[test]
    fn it_is_known_which_functions_are_there() {
        let answers = GivenAnswers::read(&Value::from_json(FILE).unwrap()).unwrap();
        let has = |function| answers.has(Some("web"), function);
        assert_eq!((has("cmd.run"), has("y.there"), has("x.gone")), (Some(true), Some(true), Some(false)));
        assert_eq!((has("z.not_there"), has("q.unheard")), (Some(false), None));
        assert!(answers.has_module("y") && !answers.has_module("z") && !answers.has_module("x"));
    }

    #[test]
    fn other_files_are_refused() {
        for text in ["[]", r#"{"a": {}}"#, r#"{"a": [{"fn": "x.y"}]}"#, r#"{"a": [{"ret": 1}]}"#] {
            assert!(GivenAnswers::read(&Value::from_json(text).unwrap()).is_err(), "{text}");
        }
    }
}
