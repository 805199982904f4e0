//! Filters: Jinja2's own, the extension's, and Salt's.

mod combine;
mod each;
mod markup;
mod number;
mod salt_dict;
mod salt_file;
mod salt_hash;
mod salt_list;
mod salt_net;
mod salt_text;
mod sequence;
mod serialize;
mod text;

pub(crate) use markup::escape;

use super::super::run::Builtin;

/// All filters; a later table wins.
pub(crate) const TABLES: [&[Builtin]; 13] = [
    text::TABLE,
    markup::TABLE,
    number::TABLE,
    sequence::TABLE,
    each::TABLE,
    serialize::TABLE,
    combine::TABLE,
    salt_list::TABLE,
    salt_text::TABLE,
    salt_dict::TABLE,
    salt_hash::TABLE,
    salt_net::TABLE,
    salt_file::TABLE,
];
