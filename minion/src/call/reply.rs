//! What a function gave, and how the program ends.

use halite_common::{
    exit,
    failure::{Failure, Kind, nearest},
    value::Value,
};
use halite_modules::REGISTRY;
use halite_states::declare::{ModuleError, Reply};

/// What a function gave.
#[derive(Clone, Debug, PartialEq)]
pub struct CallReply {
    /// What it returned; null if it failed.
    pub value: Value,
    /// What went wrong, in the words that `salt-call` writes to standard error.
    pub failure: Option<Failure>,
    /// What else went wrong, with places and hints, beside the words in `value`.
    pub failures: Vec<Failure>,
    /// The function's own return code.
    pub retcode: i32,
    /// Whether the function did what it was asked.
    pub success: bool,
    /// The outputter that suits the value, such as `highstate`.
    pub out: Option<String>,
}

/// What `salt-call` ends with when there is no such function.
const NO_FUNCTION: u8 = 255;

impl CallReply {
    /// Judges a result as Salt does: by the return code that the function set, else by what it returned.
    pub(crate) fn of(function: &str, result: Reply, set: i32, failures: Vec<Failure>) -> CallReply {
        match result {
            Ok(value) => {
                let retcode = if set != 0 { set } else { implied(&value) };
                let out = outputter(function).map(str::to_owned);
                CallReply { success: retcode == 0, value, failure: None, failures, retcode, out }
            }
            Err(error) => CallReply {
                value: Value::Null,
                retcode: if set != 0 { set } else { i32::from(exit::GENERIC) },
                success: false,
                failure: Some(told(function, error)),
                failures,
                out: None,
            },
        }
    }

    /// What the program ends with; with `--retcode-passthrough` that is the function's return code.
    pub fn exit_code(&self, passthrough: bool) -> u8 {
        match &self.failure {
            Some(failure) if failure.kind == Kind::NoFunction => NO_FUNCTION,
            Some(_) => exit::GENERIC,
            None if self.retcode == 0 => exit::OK,
            // The kernel keeps the low byte.
            None if passthrough => self.retcode.to_le_bytes()[0],
            None => exit::GENERIC,
        }
    }
}

fn told(function: &str, error: ModuleError) -> Failure {
    let lead = match &error {
        ModuleError::NoFunction(_) | ModuleError::Usage(_) => String::new(),
        ModuleError::Bind(_) => "Passed invalid arguments: ".into(),
        _ => format!("Error running '{function}': "),
    };
    let mut failure = error.into_failure();
    failure.message.insert_str(0, &lead);
    if failure.kind == Kind::NoFunction && failure.hint.is_none() {
        let known = || REGISTRY.functions().map(|entry| entry.name);
        // One that is there and not offered is not misspelt.
        let misspelt = known().all(|name| name != function);
        failure.hint =
            nearest(function, known().filter(|_| misspelt)).map(|near| format!("did you mean `{near}`?"));
    }
    failure
}

/// A dictionary whose `result` or `success` is there and not true has failed.
pub(crate) fn implied(value: &Value) -> i32 {
    let says_no = |name: &str| value.get(name).is_some_and(|said| !said.is_truthy());
    i32::from(says_no("result") || says_no("success"))
}

/// The outputter of functions whose value is more than data.
pub(crate) fn outputter(function: &str) -> Option<&'static str> {
    Some(match function {
        "state.sls" | "state.highstate" | "state.apply" | "state.top" | "state.single" | "state.low"
        | "state.high" | "state.template" | "state.template_str" | "state.sls_id" | "state.test"
        | "state.pkg" | "state.run_request" => "highstate",
        "grains.items" | "grains.item" | "grains.setval" => "nested",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use halite_common::{
        failure::{Failure, Kind},
        value::Value,
    };
    use halite_states::declare::ModuleError;

    use super::{CallReply, told};

    #[test]
    fn only_what_is_misspelt_is_told_of_its_neighbour() {
        let hint = |function: &str, error| told(function, error).hint;
        let disabled = Failure::new(Kind::NoFunction, "'cmd.run' is not available: `disable_modules` …");
        assert_eq!(hint("cmd.run", ModuleError::Failure(disabled)), None);
        let near = Some("did you mean `cmd.run`?".to_owned());
        assert_eq!(hint("cmd.rnu", ModuleError::NoFunction("cmd.rnu".into())), near);
    }

    #[test]
    fn results_are_judged() {
        let check = |result, set, expected: (i32, u8, u8)| {
            let reply = CallReply::of("a.b", result, set, Vec::new());
            assert_eq!((reply.retcode, reply.exit_code(true), reply.exit_code(false)), expected);
            assert_eq!(reply.success, reply.retcode == 0);
        };
        let dict = |text| Ok(Value::from_json(text).unwrap());
        check(Ok(Value::Bool(true)), 0, (0, 0, 0));
        check(Ok(Value::Bool(false)), 0, (0, 0, 0));
        check(Ok(Value::Bool(true)), 42, (42, 42, 1));
        check(Ok(Value::Bool(true)), 256 + 3, (259, 3, 1));
        check(dict(r#"{"result": false}"#), 0, (1, 1, 1));
        check(dict(r#"{"success": false}"#), 0, (1, 1, 1));
        check(dict(r#"{"result": null}"#), 0, (1, 1, 1));
        check(dict(r#"{"other": false}"#), 0, (0, 0, 0));
        check(Err(ModuleError::failed("no")), 0, (1, 1, 1));
        check(Err(ModuleError::NoFunction("a.b".into())), 0, (1, 255, 255));
    }
}
