//! What templates can call: filters, tests, globals, and the methods of Python's types.
//!
//! Each file offers a table of functions; this one looks names up in them.

mod address;
mod base64;
mod filters;
mod format;
mod globals;
mod in_place;
mod jmespath;
mod json;
pub(super) mod load;
mod methods;
mod native;
mod observed;
mod percent;
mod pick;
mod predicates;
mod pretty;
mod random;
mod regex;
mod salt;
mod time;
mod xml;

use std::collections::HashMap;
use std::sync::LazyLock;

pub(super) use filters::escape;
pub(super) use native::{BoundMethod, Namespace, SliceKey};
pub(super) use percent::percent;
pub(super) use salt::salt_object;

use super::object::Object;
use super::run::Builtin;

type Table = HashMap<&'static str, &'static Builtin>;

fn table(parts: &[&'static [Builtin]]) -> Table {
    // A later part wins: Salt's filters replace some of Jinja2's.
    parts.iter().flat_map(|part| part.iter()).map(|builtin| (builtin.name, builtin)).collect()
}

static FILTERS: LazyLock<Table> = LazyLock::new(|| table(&filters::TABLES));
static TESTS: LazyLock<Table> = LazyLock::new(|| table(&predicates::TABLES));
static GLOBALS: LazyLock<Table> = LazyLock::new(|| table(&[globals::TABLE]));

/// A filter by name.
pub(super) fn filter(name: &str) -> Option<&'static Builtin> {
    FILTERS.get(name).copied()
}

/// A test by name.
pub(super) fn test(name: &str) -> Option<&'static Builtin> {
    TESTS.get(name).copied()
}

/// A global by name.
pub(super) fn global(name: &str) -> Option<Object> {
    GLOBALS.get(name).map(|builtin| Object::native(native::Function(builtin)))
}

/// A method of an object by name.
pub(super) fn method(owner: &Object, name: &str) -> Option<&'static Builtin> {
    methods::of(owner).iter().find_map(|part| part.iter().find(|method| method.name == name))
}

/// Every filter.
pub(super) fn filter_names() -> impl Iterator<Item = &'static str> {
    FILTERS.keys().copied()
}

/// Every test.
pub(super) fn test_names() -> impl Iterator<Item = &'static str> {
    TESTS.keys().copied()
}

/// Every global.
pub(super) fn global_names<'a>() -> impl Iterator<Item = &'a str> {
    GLOBALS.keys().copied()
}
