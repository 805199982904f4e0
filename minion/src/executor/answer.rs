//! From what functions gave to what the minion returns.

use halite_common::{
    chain,
    failure::{Failure, Kind},
    id::MinionId,
    job::{Job, Return},
    value::{Dict, Value},
    wire::{Limits, MAX_MESSAGE, ToMaster, encode_within},
};
use halite_states::declare::{ModuleError, Reply};

use crate::call::CallReply;

/// What the journal and the message add to a result.
const MARGIN: usize = 4096;

/// What one function gave, as it is shown to the operator: in Salt's words where it failed.
pub(super) fn judged(function: &str, reply: Reply, set: i32, failures: Vec<Failure>) -> CallReply {
    let told = reply.as_ref().err().map(|error| words(function, error));
    let mut judged = CallReply::of(function, reply, set, failures);
    if let Some(text) = told {
        judged.value = text.into();
        judged.out = Some("nested".into());
        judged.failures.extend(judged.failure.clone().filter(|f| f.place.is_some() || f.hint.is_some()));
    }
    judged
}

fn words(function: &str, error: &ModuleError) -> String {
    match error {
        ModuleError::NoFunction(_) => error.to_string(),
        ModuleError::Bind(bind) => {
            let hint = bind.hint().map(|hint| format!("\nHint: {hint}")).unwrap_or_default();
            format!("Passed invalid arguments to {function}: {bind}{hint}")
        }
        ModuleError::Failure(failure) if failure.kind == Kind::NoFunction => failure.message.clone(),
        ModuleError::Usage(text) => format!("ERROR executing '{function}': {text}"),
        _ => format!("ERROR: {}", chain::print(error)),
    }
}

/// The words for a function that panicked.
pub(super) fn panicked(function: &str, payload: &(dyn std::any::Any + Send)) -> CallReply {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    tracing::error!(function, text, "a function panicked");
    CallReply {
        value: format!("The minion function caused an exception: {function} panicked: {text}").into(),
        failure: None,
        failures: Vec::new(),
        retcode: 1,
        success: false,
        out: Some("nested".into()),
    }
}

/// What a job returns, out of what its calls gave.
pub(super) fn result(job: &Job, id: &MinionId, replies: Vec<CallReply>) -> Return {
    let functions: Vec<&str> = job.calls.iter().map(|call| call.function.as_str()).collect();
    let retcode = replies.iter().map(|reply| reply.retcode).find(|code| *code != 0).unwrap_or_default();
    let success = replies.len() == job.calls.len() && replies.iter().all(|reply| reply.success);
    let mut replies = replies;
    let failures = replies.iter_mut().flat_map(|reply| std::mem::take(&mut reply.failures)).collect();
    let (value, out) = match replies.pop() {
        Some(only) if job.calls.len() == 1 => (only.value, only.out),
        last => {
            let values = replies.into_iter().chain(last).map(|reply| reply.value);
            let values: Dict = functions.iter().copied().zip(values).collect();
            (Value::Dict(values), None)
        }
    };
    let retcode = if success { retcode } else { retcode.max(1) };
    let jid = job.jid;
    let function = functions.join(",");
    Return { jid, id: id.clone(), function, value, retcode, success, out, failures, lost: false }
}

/// A result instead of one that could not be had.
pub(super) fn without(job: &Job, id: &MinionId, why: &str) -> Return {
    Return { value: why.into(), retcode: 1, success: false, ..result(job, id, Vec::new()) }
}

/// A result that no master would take is replaced by one that tells so.
pub(super) fn fitting(result: Return) -> Return {
    let limits = Limits { depth: 60, ..Limits::known(MAX_MESSAGE - MARGIN) };
    let message = ToMaster::Return(result);
    let verdict = encode_within(&message, limits);
    let ToMaster::Return(result) = message else { unreachable!("it was made so") };
    match verdict {
        Ok(_) => result,
        Err(error) => {
            let text = format!("ERROR: the function has run, but its result cannot be sent: {error}");
            Return { value: text.into(), retcode: 1, success: false, out: Some("nested".into()), ..result }
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::{
        job::{Call, Job, TargetKind, TargetSpec},
        value::{Dict, Value},
    };
    use halite_states::declare::{ModuleError, Reply};

    use super::{fitting, judged, panicked, result, without};

    fn job(functions: &[&str]) -> Job {
        let call = |function: &&str| Call { function: (*function).into(), arguments: Default::default() };
        Job {
            jid: "20261120093000123456".parse().unwrap(),
            target: TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() },
            calls: functions.iter().map(call).collect(),
            user: "root".into(),
            expires: 0,
            nodegroups: Dict::new(),
        }
    }

    #[test]
    fn results_and_failures_in_salts_words() {
        let check = |reply: Reply, set, expected: (&str, i32)| {
            let reply = judged("test.x", reply, set, Vec::new());
            assert_eq!((reply.value.to_string().as_str(), reply.retcode), expected);
            assert_eq!(reply.success, reply.retcode == 0);
        };
        check(Ok(true.into()), 0, ("True", 0));
        check(Ok("x".into()), 3, ("x", 3));
        check(Err(ModuleError::failed("no")), 0, ("ERROR: no", 1));
        check(Err(ModuleError::Usage("no".into())), 0, ("ERROR executing 'test.x': no", 1));
        check(Err(ModuleError::NoFunction("test.x".into())), 0, ("'test.x' is not available.", 1));
    }

    #[test]
    fn several_calls_return_by_function_name() {
        let id = "web1".parse().unwrap();
        let replies = vec![judged("a.b", Ok(1.into()), 0, Vec::new()), panicked("c.d", &"oh")];
        let both = result(&job(&["a.b", "c.d"]), &id, replies);
        let values = Dict::from([
            ("a.b", Value::Int(1)),
            ("c.d", "The minion function caused an exception: c.d panicked: oh".into()),
        ]);
        assert_eq!((both.value, both.retcode, both.success), (Value::Dict(values), 1, false));
        assert_eq!(both.function, "a.b,c.d");
        let one = result(
            &job(&["state.apply"]),
            &id,
            vec![judged("state.apply", Ok(Dict::new().into()), 2, Vec::new())],
        );
        assert_eq!((one.retcode, one.out.as_deref()), (2, Some("highstate")));
        let cut = result(&job(&["a.b", "c.d"]), &id, vec![judged("a.b", Ok(1.into()), 0, Vec::new())]);
        assert_eq!((cut.retcode, cut.success), (1, false));
    }

    #[test]
    fn what_cannot_be_sent_says_so() {
        let id = "web1".parse().unwrap();
        let deep = (0..70).fold(Value::Null, |inner, _| Value::List(vec![inner]));
        let returned = fitting(result(&job(&["a.b"]), &id, vec![judged("a.b", Ok(deep), 0, Vec::new())]));
        assert_eq!(
            returned.value.to_string(),
            "ERROR: the function has run, but its result cannot be sent: it is nested deeper than 60 levels"
        );
        let none = without(&job(&["a.b"]), &id, "why");
        assert_eq!((none.value, none.retcode, none.success), ("why".into(), 1, false));
    }
}
