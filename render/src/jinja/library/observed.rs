//! Filters that look at the host: what they see can be recorded, and given again where there is no host.

use super::super::object::{Object, from_value, to_value};
use super::super::raise::Result;
use super::super::run::Call;

/// What is known of the host already, else what the look gives.
pub(crate) fn observed(call: &Call<'_>, look: fn(&Call<'_>) -> Result<Object>) -> Result<Object> {
    let arguments = call.given().map(to_value).collect::<Result<Vec<_>>>()?;
    let link = call.machine.link();
    if let Some(known) = link.known(call.name(), &arguments)? {
        return Ok(from_value(&known));
    }
    let found = look(call)?;
    link.looked(call.name(), arguments, to_value(&found)?);
    Ok(found)
}
