//! Methods of Python's types.

mod bytes;
mod dict;
mod list;
mod native;
mod number;
mod set;
mod text;
mod text_split;
mod text_test;

pub(super) use text::{capitalized, centering, encoded, replaced};
pub(super) use text_split::lines;

use super::super::object::{Object, View};
use super::super::run::{Builtin, Loop};
use super::native::Cycler;

/// The tables of methods that an object has.
pub(super) fn of(owner: &Object) -> &'static [&'static [Builtin]] {
    match owner {
        Object::Str(_) | Object::Markup(_) => &[text::TABLE, text_split::TABLE, text_test::TABLE],
        Object::Bytes(_) => &[bytes::TABLE],
        Object::List(_) => &[list::TABLE, list::SHARED],
        Object::Tuple(_) | Object::Range(..) => &[list::SHARED],
        Object::Dict(_) => &[dict::TABLE],
        Object::Set(_) | Object::View(View::Keys | View::Items, _) => &[set::TABLE],
        Object::Int(_) | Object::Bool(_) => &[number::INTEGERS],
        Object::Float(_) => &[number::FLOATS],
        Object::Native(n) if n.downcast::<Loop>().is_some() => &[native::LOOP],
        Object::Native(n) if n.downcast::<Cycler>().is_some() => &[native::CYCLER],
        _ => &[],
    }
}
