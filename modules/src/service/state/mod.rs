//! States.

mod boot;
mod dead;
mod mask;
mod running;
mod toggle;
mod watch;

use halite_common::value::Value;

pub(super) use boot::{Disabled, Enabled};
pub(super) use dead::Dead;
pub(super) use mask::{Masked, Unmasked};
pub(super) use running::Running;

/// The `enable` argument: words count only if they say `true`, numbers if they are above zero.
fn wanted(enable: Option<&Value>) -> Option<bool> {
    Some(match enable? {
        Value::Null => return None,
        Value::Str(text) => text.parse::<f64>().map_or(text.eq_ignore_ascii_case("true"), |n| n > 0.0),
        other => other.is_truthy(),
    })
}

/// Salt's answer to a common mistake.
fn enabled_given(name: &str) -> String {
    format!("Service {name} uses non-existent option \"enabled\".  Perhaps \"enable\" option was intended?")
}

const OFFLINE: &str = "Running in OFFLINE mode. Nothing to do";

fn not_available(name: &str) -> String {
    format!("The named service {name} is not available")
}
