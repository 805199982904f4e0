//! The Jinja2 dialect of Salt: templates to text.
//!
//! `syntax` reads templates, `run` and `library` evaluate their expressions over the Python-valued objects of
//! `object`, and `driver` lets minijinja run the statements. Only `driver` knows minijinja.

mod compiled;
mod driver;
mod hint;
mod library;
mod object;
mod raise;
mod render;
mod run;
mod settings;
mod syntax;

pub use render::render_text;
