//! `hashutil`: digests and encodings.

mod digest;
mod exec;

pub(crate) use digest::{ALGORITHMS, Algorithm, hex, unhex};
use halite_states::declare::{Module, function};

/// `hashutil`.
pub(crate) const MODULE: Module = Module {
    name: "hashutil",
    functions: &[
        function::<exec::Digest>(),
        function::<exec::DigestFile>(),
        function::<exec::Md5Digest>(),
        function::<exec::Sha256Digest>(),
        function::<exec::Sha512Digest>(),
        function::<exec::B64Encode>(),
        function::<exec::B64Decode>(),
        function::<exec::EncodeString>(),
        function::<exec::DecodeString>(),
        function::<exec::EncodeFile>(),
        function::<exec::DecodeFile>(),
        function::<exec::HmacSignature>(),
        function::<exec::HmacCompute>(),
        function::<exec::GithubSignature>(),
    ],
    states: &[],
};
