//! Whom a job or a top file entry is for: Salt's target expressions, parsed once and matched often.
//!
//! Used by the master (estimate), the minion (the authority), and both top files. Never looks anything up by itself:
//! whoever asks brings a [`Subject`].

mod atom;
mod compound;
mod expression;
mod ipcidr;
mod kind;
mod named;
mod nodegroup;
mod pattern;
mod subdict;
mod subject;

pub use expression::Target;
pub use named::means;
pub use pattern::Pattern;
pub use subdict::{Leaf, Subdict};
pub use subject::{Known, Subject};
