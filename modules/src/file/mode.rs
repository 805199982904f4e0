//! Modes as people write them: `644`, `'0644'`, `0o644`.

use std::{borrow::Cow, fmt};

use halite_common::{declare::Text, value::Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

/// Permission bits. YAML reads `0644` as the number 644; its digits are octal all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode(pub(crate) u32);

impl Mode {
    /// Reads a mode; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Mode> {
        let digits = text.trim_matches(['"', '\'']);
        let digits = digits.strip_prefix("0o").unwrap_or(digits);
        u32::from_str_radix(digits, 8).ok().filter(|bits| *bits <= 0o7777).map(Mode)
    }

    /// With the right to enter for everyone who has any right: the mode of a folder for files of this mode.
    pub(crate) fn for_folder(self) -> Mode {
        let low = [6, 3, 0].map(|shift| (self.0 >> shift & 7, shift));
        Mode(low.iter().map(|(bits, shift)| if *bits == 0 { 0 } else { (bits | 1) << shift }).sum())
    }
}

/// Four octal digits, as Salt shows modes.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Mode, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Mode::parse(&text).ok_or_else(|| D::Error::custom(format_args!("`{text}` is not an octal mode")))
    }
}

impl JsonSchema for Mode {
    fn schema_name() -> Cow<'static, str> {
        "Mode".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

impl From<Mode> for Value {
    fn from(mode: Mode) -> Value {
        mode.to_string().into()
    }
}

/// A mode, or `keep`: the one of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceMode {
    /// This mode.
    Bits(Mode),
    /// The mode of the source.
    Keep,
}

impl<'de> Deserialize<'de> for SourceMode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SourceMode, D::Error> {
        let text = Text::deserialize(deserializer)?;
        if text.eq_ignore_ascii_case("keep") {
            return Ok(SourceMode::Keep);
        }
        let mode = Mode::parse(&text);
        let wrong = || D::Error::custom(format_args!("`{text}` is neither an octal mode nor `keep`"));
        mode.map(SourceMode::Bits).ok_or_else(wrong)
    }
}

impl JsonSchema for SourceMode {
    fn schema_name() -> Cow<'static, str> {
        "SourceMode".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

#[cfg(test)]
mod tests {
    use super::Mode;

    #[test]
    fn modes_are_octal() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Mode::parse(text).map(|mode| mode.to_string()).as_deref(), expected, "{text}");
        };
        check("644", Some("0644"));
        check("'0644'", Some("0644"));
        check("0o2755", Some("2755"));
        check("0", Some("0000"));
        check("888", None);
        check("u=rw", None);
        check("100644", None);
    }

    #[test]
    fn folders_can_be_entered() {
        for (file, folder) in [(0o644, 0o755), (0o640, 0o750), (0o600, 0o700), (0o777, 0o777)] {
            assert_eq!(Mode(file).for_folder(), Mode(folder));
        }
    }
}
