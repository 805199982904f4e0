//! Where a file's content comes from: a URL or a path, or the first of several that is there.

mod candidates;
mod checksums;
mod expected;

pub(crate) use candidates::{Candidate, Candidates, Scheme, Source, choose, digest, redacted, scheme};
pub(crate) use checksums::find as find_checksum;
pub(crate) use expected::{Checksum, checksum};
