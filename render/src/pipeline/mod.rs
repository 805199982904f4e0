//! From the first line of a template to its data: `#!jinja|yaml` and kin.

mod data;
mod header;
mod run;
#[cfg(test)]
mod tests;

pub use data::{Places, Rendered};
pub use run::{Renderers, render};
