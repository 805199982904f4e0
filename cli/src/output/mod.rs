//! How results are shown: Salt's outputters. Pure, from values to text; the only room that knows colours.

mod highstate;
mod json;
mod key;
mod nested;
mod no_return;
mod out_file;
mod pprint;
mod printer;
mod progress;
mod settings;
mod style;
mod tame;
mod text;
mod yaml;

pub(crate) use printer::{Printer, is_terminal, say};
pub(crate) use progress::Board;
pub(crate) use settings::{Outputter, Settings};
pub(crate) use style::{Color, Palette};
pub(crate) use tame::strip_escapes;
