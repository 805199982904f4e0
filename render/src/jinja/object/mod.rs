//! Python-valued objects: what expressions of the dialect work on.
//!
//! Lists and dictionaries are shared and mutable, as in Python. Nothing here knows a template or minijinja.

mod args;
mod bounds;
mod circles;
mod compare;
mod convert;
mod dict;
mod iterate;
mod key;
mod list;
mod native;
mod number;
mod repr;
mod tuple;
mod undefined;
mod value;

pub(super) use args::Args;
pub(super) use bounds::{MAX_BYTES, MAX_DEPTH, MAX_ITEMS, bounded, too_deep};
#[cfg(test)]
pub(super) use circles::left;
pub(super) use circles::{Holder, break_up, watch, watch_for};
pub(super) use compare::{Ordering, contains, equal, less, order, same, sorted};
pub(super) use convert::{from_dict, from_key, from_value, to_value};
pub(super) use dict::{Dict, Set};
pub(super) use iterate::{Generator, Iter, collect, generator, iterate};
pub(super) use key::Key;
pub(super) use list::List;
pub(super) use native::Native;
pub(super) use number::{Number, index_of, number, parse_float, parse_int};
pub(super) use repr::{dict_repr, repr, text};
pub(super) use tuple::Tuple;
pub(super) use undefined::Undefined;
pub(super) use value::{Object, View};
