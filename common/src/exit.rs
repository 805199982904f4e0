//! The exit codes, in one table: 0, 1, 2, 5 and 64 are Salt's, the others those of `sysexits.h`.

use crate::failure::Kind;

/// All good.
pub const OK: u8 = 0;
/// Something went wrong; states did not compile; a minion's return code was not zero.
pub const GENERIC: u8 = 1;
/// A state failed; no minion matched or returned; a command line is wrong.
pub const STATE_FAILURE: u8 = 2;
/// The pillar failed.
pub const PILLAR_FAILURE: u8 = 5;
/// A command line is wrong.
pub const USAGE: u8 = 64;
/// The other side is not there.
pub const UNAVAILABLE: u8 = 69;
/// A bug of ours.
pub const SOFTWARE: u8 = 70;
/// A file could not be written.
pub const CANTCREAT: u8 = 73;
/// Not permitted.
pub const NOPERM: u8 = 77;
/// A configuration is wrong.
pub const CONFIG: u8 = 78;

/// The exit code of a kind of failure.
pub fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Usage => USAGE,
        Kind::Config => CONFIG,
        Kind::Compile | Kind::NoFunction | Kind::Function => GENERIC,
        Kind::Pillar => PILLAR_FAILURE,
        Kind::State | Kind::NoReturn => STATE_FAILURE,
        Kind::Denied => NOPERM,
        Kind::Unavailable => UNAVAILABLE,
        Kind::Protocol | Kind::Internal => SOFTWARE,
        Kind::Io => CANTCREAT,
    }
}
