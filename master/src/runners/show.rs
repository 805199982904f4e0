//! Jobs and returns as Salt's runners show them.

use halite_common::{
    id::Jid,
    job::{Call, Return},
    value::{Dict, Value},
};

use crate::jobs::JobRecord;

/// A job's description, without its results.
pub(super) fn job(jid: Jid, record: &JobRecord) -> Dict {
    let publish = &record.publish;
    let mut out = Dict::new();
    match publish.calls.as_slice() {
        [call] => {
            out.insert("Function", call.function.as_str());
            out.insert("Arguments", arguments(call));
        }
        calls => {
            out.insert("Function", calls.iter().map(|call| call.function.as_str()).collect::<Value>());
            out.insert("Arguments", calls.iter().map(arguments).collect::<Value>());
        }
    }
    out.insert("Target", publish.target.expression.as_str());
    out.insert("Target-type", publish.target.kind.to_string());
    out.insert("User", record.user.as_str());
    if !publish.metadata.is_empty() {
        out.insert("Metadata", publish.metadata.clone());
    }
    out.insert("StartTime", jid.shown());
    out
}

/// By position, then the named ones in a dictionary that says so.
fn arguments(call: &Call) -> Value {
    let mut out = call.arguments.positional.clone();
    if !call.arguments.named.is_empty() {
        let mut named = Dict::from([("__kwarg__", true)]);
        named.extend(call.arguments.named.clone());
        out.push(Value::Dict(named));
    }
    Value::List(out)
}

/// A job's description with the minions it was for.
pub(super) fn job_with_minions(jid: Jid, record: &JobRecord) -> Dict {
    let mut out = job(jid, record);
    out.insert("Minions", record.minions.iter().map(|id| id.as_str()).collect::<Value>());
    out
}

/// One minion's entry under `Result`.
pub(super) fn result(result: Return) -> Dict {
    let mut out = Dict::from([("return", result.value)]);
    out.insert("retcode", result.retcode);
    out.insert("success", result.success);
    if let Some(name) = result.out {
        out.insert("out", name);
    }
    out
}
