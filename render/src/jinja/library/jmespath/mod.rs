//! JMESPath, the language of the `json_query` filter.

mod eval;
mod functions;
mod parse;
mod token;

pub(super) use eval::query;
