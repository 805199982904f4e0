//! What `source_hash` says: a digest, `type=digest`, or a file of digests.

use halite_states::declare::{Ask, ModuleError};

use super::{Scheme, Source, find_checksum, redacted, scheme};
use crate::{
    file::signature::{Proof, Signature},
    hashutil::{ALGORITHMS, Algorithm},
};

/// A digest and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checksum {
    /// The kind.
    pub(crate) algorithm: Algorithm,
    /// The digest, in small hexadecimal digits.
    pub(crate) hex: String,
}

/// The digest that `source_hash` gives for `source`, which becomes the file `name`.
///
/// A file of digests is held against `proof`; of a text signed inline, only what is signed counts.
pub(crate) fn checksum(
    ask: &Ask<'_>,
    name: &str,
    source: &Source,
    hash: &str,
    hash_name: Option<&str>,
    saltenv: &str,
    proof: &Proof<'_>,
) -> Result<Checksum, ModuleError> {
    let path = match scheme(hash) {
        Scheme::Local if hash.starts_with('/') => Some(hash.into()),
        Scheme::Local if !hash.contains("://") => None,
        Scheme::Unknown => return Err(invalid(hash)),
        _ => {
            let cached = ask.facts.cache_file(hash, saltenv)?;
            let missing = || ModuleError::failed(format!("Source hash file {} not found", redacted(hash)));
            Some(cached.ok_or_else(missing)?)
        }
    };
    match path {
        Some(path) => {
            let text = ask.probe.read(&path).map_err(ModuleError::file("read", &path))?;
            let text = proof.of(ask, text, saltenv)?;
            let found = find_checksum(&String::from_utf8_lossy(&text), None, name, &source.url, hash_name);
            found.ok_or_else(|| invalid(hash))
        }
        None if Signature::asked(proof.asked)?.is_some() => Err(ModuleError::failed(
            "'source_hash_sig' needs a file of digests in 'source_hash': a digest written out has no signature",
        )),
        None => direct(hash),
    }
}

fn direct(hash: &str) -> Result<Checksum, ModuleError> {
    let Some((kind, hex)) = hash.split_once('=').map(|(kind, hex)| (kind.trim(), hex.trim())) else {
        let known = Algorithm::of_length(hash.len())
            .filter(|_| hash.chars().all(|c| c.is_ascii_hexdigit()))
            .ok_or_else(|| invalid(hash))?;
        return Ok(Checksum { algorithm: known, hex: hash.to_lowercase() });
    };
    let Some(algorithm) = Algorithm::named(kind) else {
        let known = ALGORITHMS.map(Algorithm::name).join(", ");
        return Err(ModuleError::failed(format!(
            "Invalid hash type '{kind}'. Supported hash types are: {known}. Either remove the hash type and simply use \
             '{hex}' as the source_hash, or change the hash type to a supported type."
        )));
    };
    let fitting = Algorithm::of_length(hex.len()).ok_or_else(|| invalid(hash))?;
    if fitting != algorithm {
        return Err(ModuleError::failed(format!(
            "Invalid length ({}) for hash type '{kind}'. Either remove the hash type and simply use '{hex}' as the \
             source_hash, or change the hash type to '{}'",
            hex.len(),
            fitting.name()
        )));
    }
    Ok(Checksum { algorithm, hex: hex.to_lowercase() })
}

fn invalid(hash: &str) -> ModuleError {
    let mut known = ALGORITHMS;
    known.sort_by_key(|algorithm| algorithm.digits());
    let known = known.map(|algorithm| format!("{} ({})", algorithm.name(), algorithm.digits())).join(", ");
    ModuleError::failed(format!(
        "Source hash {} format is invalid. The supported formats are: 1) a hash, 2) an expression in the format \
         <hash_type>=<hash>, or 3) either a path to a local file containing hashes, or a URI of a remote hash file. \
         Supported protocols for remote hash files are: salt, file, http, https, ftp, swift, s3. The hash may also not \
         be of a valid length, the following are supported hash types and lengths: {known}.",
        redacted(hash)
    ))
}

#[cfg(test)]
mod tests {
    use super::direct;

    #[test]
    fn hashes_written_out() {
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        let check = |hash: String, expected: Result<&str, &str>| match (direct(&hash), expected) {
            (Ok(sum), Ok(kind)) => assert_eq!((sum.algorithm.name(), sum.hex.as_str()), (kind, md5)),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (came, expected) => panic!("{hash}: {came:?}, not {expected:?}"),
        };
        check(md5.into(), Ok("md5"));
        check(md5.to_uppercase(), Ok("md5"));
        check(format!("md5={md5}"), Ok("md5"));
        check(format!("sha1={md5}"), Err("change the hash type to 'md5'"));
        check(format!("crc={md5}"), Err("Invalid hash type 'crc'"));
        check("abc".into(), Err("format is invalid"));
        check("z".repeat(32), Err("format is invalid"));
    }
}
