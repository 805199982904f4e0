//! Password hashes of the shadow file: SHA-crypt (`$5$`, `$6$`) as its specification has it.
//!
//! Nothing of ours is in it; other schemes are refused.

use halite_states::declare::ModuleError;
use ring::{
    digest::{Context, SHA256, SHA512},
    rand::{SecureRandom, SystemRandom},
};

const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ROUNDS: u32 = 5000;

/// Hashes a password as an existing hash was made, or with SHA-512 and a new salt.
pub(super) fn like(password: &str, existing: &str) -> Result<String, ModuleError> {
    let mut parts = existing.split('$');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(scheme @ ("5" | "6")), Some(first)) => {
            let (rounds, salt) = match first.strip_prefix("rounds=").and_then(|n| n.parse().ok()) {
                Some(rounds) => (Some(rounds), parts.next().unwrap_or_default()),
                None => (None, first),
            };
            Ok(hash(password, salt, rounds, scheme == "6"))
        }
        // A scheme that cannot be made here is replaced, as a locked or missing password is.
        _ => Ok(hash(password, &fresh_salt()?, None, true)),
    }
}

/// Hashes a password with a salt, which may begin with `rounds=N$`; with a new one if there is none.
pub(crate) fn shadow_hash(
    password: &str,
    salt: Option<&str>,
    algorithm: &str,
) -> Result<String, ModuleError> {
    let long = match algorithm {
        "sha512" => true,
        "sha256" => false,
        other => {
            return Err(ModuleError::Usage(format!(
                "cannot hash with `{other}`; `sha512` and `sha256` are what there is"
            )));
        }
    };
    let salt = match salt {
        Some(salt) if salt.contains([':', '\n']) => {
            return Err(ModuleError::Usage("a salt has neither colons nor line ends".into()));
        }
        Some(salt) => salt.to_owned(),
        None => fresh_salt()?,
    };
    like(password, &format!("${}${salt}", if long { 6 } else { 5 }))
}

fn fresh_salt() -> Result<String, ModuleError> {
    let mut bytes = [0_u8; 16];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| ModuleError::failed("the system gave no random numbers for a salt"))?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect())
}

fn hash(password: &str, salt: &str, rounds: Option<u32>, long: bool) -> String {
    let salt: String = salt.chars().take(16).collect();
    let count = rounds.map_or(ROUNDS, |rounds| rounds.clamp(1000, 999_999_999));
    let digest = rounds_of(password.as_bytes(), salt.as_bytes(), count, long);
    let said = rounds.map(|_| format!("rounds={count}$")).unwrap_or_default();
    format!("${}${said}{salt}${}", if long { 6 } else { 5 }, encode(&digest, long))
}

fn digest(parts: &[&[u8]], long: bool) -> Vec<u8> {
    let mut context = Context::new(if long { &SHA512 } else { &SHA256 });
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().to_vec()
}

fn rounds_of(password: &[u8], salt: &[u8], rounds: u32, long: bool) -> Vec<u8> {
    let b = digest(&[password, salt, password], long);
    let mut start = [password, salt, &repeated(&b, password.len())].concat();
    let mut bits = password.len();
    while bits > 0 {
        start.extend_from_slice(if bits & 1 == 1 { &b } else { password });
        bits >>= 1;
    }
    let mut a = digest(&[&start], long);
    let p = repeated(&digest(&vec![password; password.len()], long), password.len());
    let s = repeated(&digest(&vec![salt; 16 + usize::from(a[0])], long), salt.len());
    for round in 0..rounds {
        let odd = round % 2 == 1;
        let mut parts: Vec<&[u8]> = vec![if odd { &p } else { &a }];
        if round % 3 != 0 {
            parts.push(&s);
        }
        if round % 7 != 0 {
            parts.push(&p);
        }
        parts.push(if odd { &a } else { &p });
        a = digest(&parts, long);
    }
    a
}

fn repeated(bytes: &[u8], length: usize) -> Vec<u8> {
    bytes.iter().copied().cycle().take(length).collect()
}

/// Three bytes as four letters each, in the order that the scheme prescribes.
fn encode(digest: &[u8], long: bool) -> String {
    let third = digest.len() / 3;
    let mut out = String::new();
    for n in 0..third {
        let (x, y, z) = (n, n + third, n + 2 * third);
        let order = match (long, n % 3) {
            (true, 0) | (false, 0) => [x, y, z],
            (true, 1) => [y, z, x],
            (true, _) => [z, x, y],
            (false, 1) => [z, x, y],
            (false, _) => [y, z, x],
        };
        push(&mut out, order.map(|at| digest[at]), 4);
    }
    if long {
        push(&mut out, [0, 0, digest[63]], 2);
    } else {
        push(&mut out, [0, digest[31], digest[30]], 3);
    }
    out
}

fn push(out: &mut String, [a, b, c]: [u8; 3], letters: usize) {
    let mut word = u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c);
    for _ in 0..letters {
        out.push(char::from(ALPHABET[(word & 63) as usize]));
        word >>= 6;
    }
}

#[cfg(test)]
mod tests {
    use super::{hash, like, shadow_hash};

    #[test]
    fn hashes_are_those_of_the_specification() {
        // As `openssl passwd -6` and `-5` make them.
        for (password, salt, rounds, long, expected) in [
            (
                "Hello world!",
                "saltstring",
                None,
                true,
                "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
            ),
            (
                "Hello world!",
                "saltstringsaltstring",
                Some(10_000),
                true,
                "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/\
                 YTBmSK6H9qs/y3RnOaw5v.",
            ),
            (
                "Hello world!",
                "saltstring",
                None,
                false,
                "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
            ),
            (
                "This is just a test",
                "toolongsaltstring",
                Some(5000),
                false,
                "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5",
            ),
        ] {
            assert_eq!(hash(password, salt, rounds, long), expected);
        }
    }

    #[test]
    fn hashes_are_made_to_order() {
        // As Salt's `random.shadow_hash` gives them.
        let made = |salt: &str, algorithm| shadow_hash("secret", Some(salt), algorithm).ok();
        assert_eq!(
            made("saltstring", "sha512").as_deref(),
            Some(
                "$6$saltstring$AIsRs/Ee56G/tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz."
            )
        );
        assert_eq!(
            made("saltstring", "sha256").as_deref(),
            Some("$5$saltstring$C3o4O1TC6aRHF4FI.QSZMXtHbaj2gSXr4sUc/3NcUi.")
        );
        assert_eq!((made("saltstring", "md5"), made("a:b", "sha512")), (None, None));
        assert!(shadow_hash("secret", None, "sha256").is_ok_and(|made| made.starts_with("$5$")));
    }

    #[test]
    fn an_existing_salt_is_kept() {
        let first = like("secret", "!").unwrap();
        assert!(first.starts_with("$6$"), "{first}");
        assert_eq!(like("secret", &first).unwrap(), first);
        assert_ne!(like("other", &first).unwrap(), first);
    }
}
