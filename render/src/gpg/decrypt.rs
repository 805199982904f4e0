//! One text with encrypted blocks.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use halite_common::{
    program::{Program, ProgramError, Said},
    value::{Dict, Value},
};

use super::{GpgError, cache::Cache};

const BEGIN: &[u8] = b"-----BEGIN PGP MESSAGE-----";
const END: &[u8] = b"-----END PGP MESSAGE-----";
/// Salt's lifetime of what is kept, in seconds.
const LIFETIME: f64 = 86_400.0;

/// How secrets are decrypted. Clones share what they keep.
#[derive(Clone)]
pub struct Gpg {
    pub(super) keydir: PathBuf,
    must_succeed: bool,
    cache: Option<Arc<Cache>>,
}

impl Default for Gpg {
    fn default() -> Gpg {
        Gpg::from_options(&Dict::new())
    }
}

impl fmt::Debug for Gpg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gpg").field("keydir", &self.keydir).finish_non_exhaustive()
    }
}

impl Gpg {
    /// By `gpg_keydir`, `gpg_decrypt_must_succeed`, `gpg_cache` and `gpg_cache_ttl`. The keys lie in `gpgkeys` beside the
    /// configuration if nothing else is said.
    pub fn from_options(options: &Dict) -> Gpg {
        let text = |name: &str| options.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let beside = || PathBuf::from(text("config_dir").unwrap_or("/etc/halite")).join("gpgkeys");
        let lifetime = options.get("gpg_cache_ttl").and_then(Value::as_float).unwrap_or(LIFETIME);
        let keeps = options.get("gpg_cache").is_some_and(Value::is_truthy);
        let cache = || Arc::new(Cache::new(Duration::from_secs_f64(lifetime.clamp(0.0, 1e9))));
        Gpg {
            keydir: text("gpg_keydir").map_or_else(beside, PathBuf::from),
            must_succeed: options.get("gpg_decrypt_must_succeed").is_none_or(Value::is_truthy),
            cache: keeps.then(cache),
        }
    }

    /// The text with its blocks decrypted, or nothing if it has none. Line breaks at its end go, as in Salt.
    pub(super) fn bytes(&self, text: &[u8]) -> Result<Option<Vec<u8>>, GpgError> {
        let mut rest = text;
        let mut clear = Vec::new();
        while let Some((start, end)) = block(rest) {
            clear.extend(&rest[..start]);
            clear.extend(self.block(&rest[start..end])?);
            rest = &rest[end..];
        }
        if rest.len() == text.len() {
            return Ok(None);
        }
        clear.extend(rest);
        let length = clear.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
        clear.truncate(length);
        Ok(Some(clear))
    }

    /// What a block says; the block itself if it cannot be decrypted and need not be.
    pub(super) fn block(&self, block: &[u8]) -> Result<Vec<u8>, GpgError> {
        let cipher = with_line_breaks(block);
        if let Some(known) = self.cache.as_ref().and_then(|cache| cache.get(&cipher)) {
            return Ok(known);
        }
        match self.ask(&cipher) {
            Ok(secret) => {
                if let Some(cache) = &self.cache {
                    cache.keep(&cipher, &secret);
                }
                Ok(secret)
            }
            Err(error @ GpgError::NoProgram) => Err(error),
            Err(error) if self.must_succeed => Err(error),
            Err(error) => {
                tracing::warn!("a secret stays encrypted: {}", halite_common::chain::print(&error));
                Ok(cipher)
            }
        }
    }

    fn ask(&self, cipher: &[u8]) -> Result<Vec<u8>, GpgError> {
        let keydir = self.keydir.as_os_str();
        let fixed = ["--status-fd", "2", "--no-tty", "--batch", "-d"].map(Into::into);
        let argv = ["gpg".into(), "--homedir".into(), keydir.to_owned()].into_iter().chain(fixed);
        let program = Program {
            input: cipher.to_vec(),
            env: vec![("LC_ALL", "C")],
            ..Program::new(argv.collect::<Vec<_>>())
        };
        let said = program.run().map_err(|error| match error {
            ProgramError::NotFound(_) => GpgError::NoProgram,
            other => GpgError::Program(other),
        })?;
        if is_sound(&said) {
            return Ok(said.stdout);
        }
        Err(GpgError::Refused { cipher: cipher.to_vec(), said: said.stderr, keydir: self.keydir.clone() })
    }
}

/// `gpg` writes what it has decrypted before it knows whether it was changed on its way; only its status tells. A
/// signature that cannot be checked is no reason to refuse, a wrong one is.
fn is_sound(said: &Said) -> bool {
    let status = String::from_utf8_lossy(&said.stderr);
    let has = |word: &str| {
        status
            .lines()
            .filter_map(|line| line.strip_prefix("[GNUPG:] "))
            .any(|line| line.split(' ').next() == Some(word))
    };
    (said.code == 0 || has("DECRYPTION_OKAY")) && !has("BADSIG") && !has("DECRYPTION_FAILED")
}

/// Where the first block begins and ends.
pub(super) fn block(text: &[u8]) -> Option<(usize, usize)> {
    let start = find(text, BEGIN)?;
    let end = start + find(&text[start..], END)? + END.len();
    Some((start, end))
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// On a command line a block has `\n` for its line breaks.
fn with_line_breaks(block: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(block) {
        Ok(text) => text.replace("\\n", "\n").into_bytes(),
        Err(_) => block.to_vec(),
    }
}
