//! Running a template over objects: scopes, expressions, calls, loops, macros, imports.
//!
//! Nothing here knows minijinja; the driver calls in for each thing that a statement needs.

mod access;
mod act;
mod assign;
mod call;
mod capture;
mod eval;
mod frame;
mod known;
mod looping;
mod machine;
mod macros;
mod module;
mod names;
mod operate;
mod origin;
mod print;
mod program;

pub(super) use access::{attribute, item, own_attribute, path};
pub(super) use call::{Builtin, Call};
pub(super) use frame::{Frame, Names};
pub(super) use looping::{Loop, changed, cycle};
pub(super) use machine::{Engine, Link, Loaded, Machine, Signal, Stop};
pub(super) use operate::{add, binary, negate};
pub(super) use origin::Output;
pub(super) use program::{Program, translate};
