//! Salt's filters that hash and encode.

use std::sync::Arc;

use md5::{Digest, Md5};
use ring::{digest, hmac};

use super::super::super::object::{Object, text};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::base64;
use super::super::random::Random;

const ONE: &[&str] = &["instr"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "md5", parameters: ONE, run: |call| hashed(call, "md5") },
    Builtin { name: "sha1", parameters: ONE, run: |call| hashed(call, "sha1") },
    Builtin { name: "sha256", parameters: ONE, run: |call| hashed(call, "sha256") },
    Builtin { name: "sha512", parameters: ONE, run: |call| hashed(call, "sha512") },
    Builtin { name: "hmac", parameters: &["string", "shared_secret", "challenge_hmac"], run: verify },
    Builtin { name: "hmac_compute", parameters: &["string", "shared_secret"], run: compute },
    Builtin {
        name: "base64_encode",
        parameters: ONE,
        run: |call| Ok(Object::from(base64::encode(&bytes(call, 0)?))),
    },
    Builtin { name: "base64_decode", parameters: ONE, run: decode },
    Builtin { name: "uuid", parameters: &["val"], run: uuid },
    Builtin { name: "rand_str", parameters: &["size?", "hash_type?"], run: random_hash },
    Builtin { name: "random_hash", parameters: &["size?", "hash_type?"], run: random_hash },
    Builtin { name: "random_str", parameters: &["size?"], run: random_str },
    Builtin { name: "gen_mac", parameters: &["prefix?"], run: gen_mac },
];

fn bytes(call: &Call<'_>, at: usize) -> Result<Arc<[u8]>> {
    match call.get(at) {
        Object::Bytes(bytes) => Ok(bytes.clone()),
        _ => Ok(call.text(at)?.as_bytes().into()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The digest of bytes under a name of Python's `hashlib`; `None` for an unknown one.
pub(super) fn digested(bytes: &[u8], algorithm: &str) -> Option<String> {
    let algorithm = match algorithm {
        "md5" => return Some(hex(&Md5::digest(bytes))),
        "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => &digest::SHA256,
        "sha384" => &digest::SHA384,
        "sha512" => &digest::SHA512,
        _ => return None,
    };
    Some(hex(digest::digest(algorithm, bytes).as_ref()))
}

fn hashed(call: &Call<'_>, algorithm: &str) -> Result<Object> {
    match digested(&bytes(call, 0)?, algorithm) {
        Some(found) => Ok(Object::from(found)),
        None => Err(unknown(algorithm)),
    }
}

fn unknown(algorithm: &str) -> Raise {
    Raise::value(format!("Invalid hash type: {algorithm}"))
}

fn signature(call: &Call<'_>) -> Result<hmac::Tag> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes(call, 1)?);
    Ok(hmac::sign(&key, &bytes(call, 0)?))
}

fn verify(call: &Call<'_>) -> Result<Object> {
    Ok(Object::Bool(base64::encode(signature(call)?.as_ref()).as_bytes() == &*bytes(call, 2)?))
}

fn compute(call: &Call<'_>) -> Result<Object> {
    Ok(Object::from(hex(signature(call)?.as_ref())))
}

fn decode(call: &Call<'_>) -> Result<Object> {
    let decoded = base64::decode(&bytes(call, 0)?).ok_or_else(|| Raise::value("Incorrect padding"))?;
    Ok(String::from_utf8(decoded).map_or_else(|error| Object::Bytes(error.into_bytes().into()), Object::from))
}

/// `uuid5` in Salt's own name space.
fn uuid(call: &Call<'_>) -> Result<Object> {
    const SPACE: [u8; 16] = 0x9163_3ebf_1c86_5e33_935a_2806_1f4b_480e_u128.to_be_bytes();
    let name = [&SPACE, &*bytes(call, 0)?].concat();
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &name);
    let mut id = [0; 16];
    id.copy_from_slice(&digest.as_ref()[..16]);
    id[6] = (id[6] & 0x0f) | 0x50;
    id[8] = (id[8] & 0x3f) | 0x80;
    let text = hex(&id);
    let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
    Ok(Object::from(parts.join("-")))
}

fn random_hash(call: &Call<'_>) -> Result<Object> {
    let size = u64::try_from(call.int(0, 9_999_999_999)?.max(0)).unwrap_or(u64::MAX);
    let algorithm = match call.some(1) {
        Some(name) => text(name)?,
        None => Arc::from("md5"),
    };
    let number = random_bytes(8)?.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
    let number = if size == u64::MAX { number } else { number % (size + 1) };
    digested(number.to_string().as_bytes(), &algorithm).map(Object::from).ok_or_else(|| unknown(&algorithm))
}

fn random_bytes(size: usize) -> Result<Vec<u8>> {
    use ring::rand::{SecureRandom, SystemRandom};
    let mut bytes = vec![0; size];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Raise::runtime("the system gives no random numbers"))?;
    Ok(bytes)
}

fn random_str(call: &Call<'_>) -> Result<Object> {
    let size = usize::try_from(call.int(0, 32)?.max(0)).unwrap_or(usize::MAX);
    super::super::super::object::bounded(size, 1 << 20)?;
    let mut text = base64::encode(&random_bytes(size)?);
    text.truncate(size);
    Ok(Object::from(text))
}

fn gen_mac(call: &Call<'_>) -> Result<Object> {
    let prefix = call.text_or(0, "AC:DE:48")?;
    let mut random = Random::unseeded();
    let mut part = || format!("{:02X}", random.below(256));
    Ok(Object::from(format!("{prefix}:{}:{}:{}", part(), part(), part())))
}
