//! The master as a program: composes its parts and runs until it is told to stop.

mod budget;
mod compose;
mod event;
mod greet;
mod reload;
mod requests;
mod run;

pub use run::run;
