//! The functions of `hashutil`.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use halite_common::{declare::Text, value::Value};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::WriteOptions,
};
use ring::hmac;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Algorithm, hex, unhex};

fn md5() -> Text {
    "md5".into()
}

fn named(checksum: &str) -> Result<Algorithm, ModuleError> {
    let known = Algorithm::named(checksum)
        .filter(|algorithm| matches!(algorithm, Algorithm::Md5 | Algorithm::Sha256 | Algorithm::Sha512));
    known.ok_or_else(|| ModuleError::failed(format!("Hash func '{checksum}' is not supported.")))
}

fn read(act: &Act<'_>, path: &str) -> Result<Vec<u8>, ModuleError> {
    act.host.read(Path::new(path)).map_err(ModuleError::file("read", path))
}

/// Gives the digest of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Digest {
    /// The text.
    instr: Text,
    /// `md5`, `sha256` or `sha512`.
    #[serde(default = "md5")]
    checksum: Text,
}

impl Function for Digest {
    const NAME: &'static str = "hashutil.digest";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(named(&self.checksum)?.hex(self.instr.as_bytes()))
    }
}

/// Gives the digest of a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigestFile {
    /// Path of the file.
    infile: Text,
    /// `md5`, `sha256` or `sha512`.
    #[serde(default = "md5")]
    checksum: Text,
}

impl Function for DigestFile {
    const NAME: &'static str = "hashutil.digest_file";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        if !act.host.is_file(Path::new(&self.infile.0)) {
            return Err(ModuleError::failed(format!("File path '{}' not found.", self.infile)));
        }
        Ok(named(&self.checksum)?.hex(&read(act, &self.infile)?))
    }
}

/// Gives the MD5 digest of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Md5Digest {
    /// The text.
    instr: Text,
}

impl Function for Md5Digest {
    const NAME: &'static str = "hashutil.md5_digest";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(Algorithm::Md5.hex(self.instr.as_bytes()))
    }
}

/// Gives the SHA-256 digest of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sha256Digest {
    /// The text.
    instr: Text,
}

impl Function for Sha256Digest {
    const NAME: &'static str = "hashutil.sha256_digest";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(Algorithm::Sha256.hex(self.instr.as_bytes()))
    }
}

/// Gives the SHA-512 digest of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sha512Digest {
    /// The text.
    instr: Text,
}

impl Function for Sha512Digest {
    const NAME: &'static str = "hashutil.sha512_digest";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(Algorithm::Sha512.hex(self.instr.as_bytes()))
    }
}

/// Encodes a text in Base64, in one line.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct B64Encode {
    /// The text.
    instr: Text,
}

impl Function for B64Encode {
    const NAME: &'static str = "hashutil.base64_b64encode";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(STANDARD.encode(self.instr.as_bytes()))
    }
}

/// Decodes Base64.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct B64Decode {
    /// The encoded text.
    instr: Text,
}

impl Function for B64Decode {
    const NAME: &'static str = "hashutil.base64_b64decode";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(text_or_bytes(decode(&self.instr)?))
    }
}

/// Encodes a text in Base64, in lines of 76 characters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EncodeString {
    /// The text.
    instr: Text,
}

impl Function for EncodeString {
    const NAME: &'static str = "hashutil.base64_encodestring";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        Ok(in_lines(self.instr.as_bytes()))
    }
}

/// Decodes Base64 in lines.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecodeString {
    /// The encoded text.
    instr: Text,
}

impl Function for DecodeString {
    const NAME: &'static str = "hashutil.base64_decodestring";
    type Output = Value;

    fn call(self, _: &Act<'_>) -> Result<Value, ModuleError> {
        Ok(text_or_bytes(decode(&self.instr)?))
    }
}

/// Encodes a file in Base64, in lines of 76 characters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EncodeFile {
    /// Path of the file.
    fname: Text,
}

impl Function for EncodeFile {
    const NAME: &'static str = "hashutil.base64_encodefile";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(in_lines(&read(act, &self.fname)?))
    }
}

/// Decodes Base64 into a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecodeFile {
    /// The encoded text.
    instr: Text,
    /// Path of the file.
    outfile: Text,
}

impl Function for DecodeFile {
    const NAME: &'static str = "hashutil.base64_decodefile";
    type Output = bool;

    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let bytes = decode(&self.instr)?;
        let written = act.host.write(Path::new(&self.outfile.0), &bytes, &WriteOptions::default());
        written.map_err(ModuleError::file("write", &self.outfile.0))?;
        Ok(true)
    }
}

/// Tells whether a Base64 signature is the HMAC-SHA-256 of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HmacSignature {
    /// The text.
    string: Text,
    /// The key.
    shared_secret: Text,
    /// The signature.
    challenge_hmac: Text,
}

impl Function for HmacSignature {
    const NAME: &'static str = "hashutil.hmac_signature";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.shared_secret.as_bytes());
        Ok(hmac::verify(&key, self.string.as_bytes(), &decode(&self.challenge_hmac)?).is_ok())
    }
}

/// Gives the HMAC-SHA-256 of a text, in hexadecimal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HmacCompute {
    /// The text.
    string: Text,
    /// The key.
    shared_secret: Text,
}

impl Function for HmacCompute {
    const NAME: &'static str = "hashutil.hmac_compute";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.shared_secret.as_bytes());
        Ok(hex(hmac::sign(&key, self.string.as_bytes()).as_ref()))
    }
}

/// Tells whether a signature such as `sha256=…` of a GitHub call is right.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GithubSignature {
    /// The text.
    string: Text,
    /// The key.
    shared_secret: Text,
    /// The signature, `type=hexadecimal`.
    challenge_hmac: Text,
}

impl Function for GithubSignature {
    const NAME: &'static str = "hashutil.github_signature";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        let (kind, challenge) = self.challenge_hmac.split_once('=').unwrap_or_default();
        let algorithm = match kind {
            "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => hmac::HMAC_SHA256,
            "sha384" => hmac::HMAC_SHA384,
            "sha512" => hmac::HMAC_SHA512,
            _ => return Err(ModuleError::failed(format!("Hash func '{kind}' is not supported."))),
        };
        let key = hmac::Key::new(algorithm, self.shared_secret.as_bytes());
        let signature = unhex(challenge);
        Ok(signature.is_some_and(|signature| hmac::verify(&key, self.string.as_bytes(), &signature).is_ok()))
    }
}

fn decode(text: &str) -> Result<Vec<u8>, ModuleError> {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(dense).map_err(|error| ModuleError::failed(format!("this is not Base64: {error}")))
}

fn text_or_bytes(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes).map_or_else(|error| Value::Bytes(error.into_bytes()), Value::from)
}

fn in_lines(bytes: &[u8]) -> String {
    const LINE: usize = 76 / 4 * 3;
    bytes.chunks(LINE).map(|chunk| STANDARD.encode(chunk) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::{decode, in_lines};

    #[test]
    fn base64_in_lines() {
        let lines = in_lines(&[b'a'; 60]);
        assert_eq!(lines.lines().map(str::len).collect::<Vec<_>>(), [76, 4]);
        assert_eq!(decode(&lines).unwrap(), vec![b'a'; 60]);
        assert_eq!(in_lines(b"get salted"), "Z2V0IHNhbHRlZA==\n");
        assert!(decode("?").is_err());
    }
}
