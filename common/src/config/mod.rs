//! Configuration with Salt's option names: files, then environment, then flags.
//!
//! Every value knows where it came from. An unknown option is an error with the nearest name.

mod environment;
mod files;
mod id;
mod options;
mod origin;
mod read;
mod reload;

pub use origin::{Origin, Role};
pub use read::Config;
pub use reload::Reload;
