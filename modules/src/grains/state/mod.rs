//! The states of `grains`.

pub(super) mod absent;
pub(super) mod append;
pub(super) mod exists;
pub(super) mod list_absent;
pub(super) mod list_present;
pub(super) mod present;

/// The name with Salt's own delimiter.
fn normal(name: &str, delimiter: &str) -> String {
    if delimiter.is_empty() { name.to_owned() } else { name.replace(delimiter, ":") }
}
