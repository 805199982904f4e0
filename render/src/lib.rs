//! Text to data: the renderers of a `#!` line, and the place in a template that each value came from.
//!
//! Knows no module: what `salt['…']` reaches and where imports come from is handed in.

mod context;
mod error;
mod gpg;
mod jinja;
mod origin;
mod pipeline;
mod salt_text;
mod source;
mod template;
mod utf8;

pub use context::{Context, Variable};
pub use error::RenderError;
pub use gpg::{Gpg, GpgError};
pub use jinja::render_text;
pub use origin::{Origin, RenderedText};
pub use pipeline::{Places, Rendered, Renderers, render};
pub use source::{CallError, Functions, NoFunctions, NoSource, Source, SourceError};
pub use template::Template;
pub use utf8::utf8;
