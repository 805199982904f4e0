//! Words that cannot be guessed, and digests: `random.get_str`, `random.hash`, `random.str_encode`.

use base64::{Engine, engine::general_purpose::STANDARD};
use halite_common::declare::Text;
use halite_states::declare::{Act, Function, ModuleError};
use ring::rand::{SecureRandom, SystemRandom};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hashutil::Algorithm;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const MARKS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const SPACE: &str = " \t\n\r\x0b\x0c";

fn twenty() -> usize {
    20
}

fn yes() -> bool {
    true
}

fn sha512() -> Text {
    "sha512".into()
}

fn in_base64() -> Text {
    "base64".into()
}

/// Gives a word that cannot be guessed, such as a password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetStr {
    /// How many characters.
    #[serde(default = "twenty")]
    length: usize,
    /// The characters to choose from; what follows then means nothing.
    #[serde(default)]
    chars: Option<Text>,
    /// Chooses from small letters.
    #[serde(default = "yes")]
    lowercase: bool,
    /// Chooses from capital letters.
    #[serde(default = "yes")]
    uppercase: bool,
    /// Chooses from digits.
    #[serde(default = "yes")]
    digits: bool,
    /// Chooses from punctuation.
    #[serde(default = "yes")]
    punctuation: bool,
    /// Chooses from white space.
    #[serde(default)]
    whitespace: bool,
    /// Chooses from all that can be printed.
    #[serde(default)]
    printable: bool,
}

impl Function for GetStr {
    const NAME: &'static str = "random.get_str";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        const LONGEST: usize = 1 << 20;
        let chars: Vec<char> = self.alphabet().chars().filter(char::is_ascii).collect();
        if chars.is_empty() || self.length > LONGEST {
            return Err(ModuleError::failed("there is nothing to choose from, or too much is asked for"));
        }
        let random = SystemRandom::new();
        // Bytes above the last multiple are thrown away, so that no character is chosen more often.
        let fair = 256 / chars.len() * chars.len();
        let mut word = String::with_capacity(self.length);
        let mut bytes = [0_u8; 64];
        while word.len() < self.length {
            random.fill(&mut bytes).map_err(|_| ModuleError::failed("the system gives no random numbers"))?;
            let good = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
            word.extend(good.map(|byte| chars[byte % chars.len()]).take(self.length - word.len()));
        }
        Ok(word)
    }
}

impl Default for GetStr {
    fn default() -> GetStr {
        GetStr {
            length: twenty(),
            chars: None,
            lowercase: true,
            uppercase: true,
            digits: true,
            punctuation: true,
            whitespace: false,
            printable: false,
        }
    }
}

impl GetStr {
    fn alphabet(&self) -> String {
        if self.printable {
            return [DIGITS, LOWER, UPPER, MARKS, SPACE].concat();
        }
        if let Some(chars) = self.chars.as_ref().filter(|chars| !chars.is_empty()) {
            return chars.0.clone();
        }
        let kinds = [
            (self.lowercase, LOWER),
            (self.uppercase, UPPER),
            (self.digits, DIGITS),
            (self.punctuation, MARKS),
            (self.whitespace, SPACE),
        ];
        kinds.iter().filter(|(wanted, _)| *wanted).map(|(_, chars)| *chars).collect()
    }
}

/// Gives the digest of a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hash {
    /// The text.
    value: Text,
    /// `md5`, `sha1`, `sha224`, `sha256`, `sha384` or `sha512`.
    #[serde(default = "sha512")]
    algorithm: Text,
}

impl Function for Hash {
    const NAME: &'static str = "random.hash";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        let algorithm = Algorithm::named(&self.algorithm);
        let algorithm =
            algorithm.ok_or_else(|| ModuleError::failed("You must specify a valid algorithm."))?;
        Ok(algorithm.hex(self.value.as_bytes()))
    }
}

/// Encodes a text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StrEncode {
    /// The text.
    value: Text,
    /// `base64`.
    #[serde(default = "in_base64")]
    encoder: Text,
}

impl Function for StrEncode {
    const NAME: &'static str = "random.str_encode";
    type Output = String;

    fn call(self, _: &Act<'_>) -> Result<String, ModuleError> {
        match self.encoder.0.as_str() {
            "base64" => Ok(STANDARD.encode(self.value.as_bytes())),
            _ => Err(ModuleError::Usage("You must specify a valid encoder".into())),
        }
    }
}
