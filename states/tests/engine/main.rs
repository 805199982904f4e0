//! The engine from SLS files to results, with fake states on a fake machine.

mod case;
mod cases;
mod errors;
mod fake;
mod runs;
