//! Salt's data: what YAML, pillar, grains, arguments and results are made of.

mod any;
mod convert;
mod dict;
mod filter_by;
mod json;
mod key;
mod number;
mod python;
mod schema;
mod traverse;
mod update;
mod wire;

pub use any::Value;
pub use convert::{FromValueError, from_value, to_value};
pub use dict::Dict;
pub use filter_by::{FilterError, filter_by};
pub use json::JsonError;
pub use key::Key;
pub use number::float_repr;
pub use python::str_repr;
