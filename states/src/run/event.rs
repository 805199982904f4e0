//! Events about single states: `fire_event` on a state, `state_events` for all of them.

use halite_common::value::{Dict, Value};

use super::{call::Caller, record::Record};
use crate::low::Low;

/// Fires what a state, or the configuration, asks for.
pub(super) fn fire(caller: &Caller<'_>, low: &Low, record: &Record, total: usize) {
    let minion = caller.act.minion;
    let name = match low.get("fire_event") {
        Some(Value::Bool(true)) => Some(record.name.to_string()),
        Some(Value::Str(name)) => Some(name.clone()),
        _ => None,
    };
    if name.is_none() && !caller.options.events {
        return;
    }
    let jid = minion.jid().unwrap_or_default();
    let mut data = Dict::from([("ret", record.clone().into_dict())]);
    let tag = match name {
        Some(name) => format!("salt/state_result/{jid}/{}/{name}", minion.id()),
        None => {
            data.insert("len", total);
            format!("salt/job/{jid}/prog/{}/{}", minion.id(), record.run_num)
        }
    };
    if let Err(error) = minion.fire(&tag, Value::Dict(data)) {
        tracing::warn!(tag, error = %halite_common::chain::print(&error), "could not fire the event");
    }
}
