//! Which version this is, and which Salt it speaks as.

/// The program's own version.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// The Salt whose language and results these are; the grain `saltversion`, which trees compare with.
pub const SALT: &str = "3008.3";
/// The parts of [`SALT`]; the grain `saltversioninfo`.
pub const SALT_INFO: [i32; 2] = [3008, 3];
