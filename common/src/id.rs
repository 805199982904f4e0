//! Names that are parsed at the door and trusted inside.

use std::{fmt, str::FromStr, sync::Arc};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A minion's id: letters and digits of any script and a few signs, at most 255 bytes. Nothing in it leads out of a
/// folder, hides, means several minions, or says anything to a shell or a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MinionId(Arc<str>);

/// Text that cannot be a minion's id.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{shown}` is no minion id: {reason}")]
pub struct MinionIdError {
    shown: String,
    reason: &'static str,
}

impl MinionId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MinionId {
    type Err = MinionIdError;

    fn from_str(text: &str) -> Result<MinionId, MinionIdError> {
        let reason = if text.is_empty() {
            "it is empty"
        } else if text.len() > 255 {
            "it is longer than 255 bytes"
        } else if text.starts_with(['.', '-']) {
            "it starts with a dot or a dash"
        } else if text.chars().any(|c| c == '/' || c == '\\') {
            "it contains a slash"
        } else if !text.chars().all(is_plain) {
            "it contains a character that is no letter, no digit and none of . - _ : @ + = ~"
        } else {
            return Ok(MinionId(text.into()));
        };
        let shown = text.chars().take(64).collect::<String>().escape_debug().to_string();
        Err(MinionIdError { shown, reason })
    }
}

/// Unicode counts some fillers as letters that nobody sees.
fn is_plain(c: char) -> bool {
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    (c.is_alphanumeric() && !is_filler) || matches!(c, '.' | '-' | '_' | ':' | '@' | '+' | '=' | '~')
}

impl TryFrom<String> for MinionId {
    type Error = MinionIdError;

    fn try_from(text: String) -> Result<MinionId, MinionIdError> {
        text.parse()
    }
}

impl From<MinionId> for String {
    fn from(id: MinionId) -> String {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for MinionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A job's id: twenty digits, the moment of publication to the microsecond (`%Y%m%d%H%M%S%f`, UTC).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Jid([u8; 20]);

/// Text that cannot be a job's id.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a job id has 20 digits, such as 20261120093000123456")]
pub struct JidError;

impl Jid {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a jid holds only ASCII digits")
    }
}

impl Jid {
    const FORMAT: &'static str = "%Y%m%d%H%M%S%6f";

    /// The id of a moment, in microseconds since 1970; `None` outside of the years that have four digits.
    pub fn at_micros(micros: i64) -> Option<Jid> {
        let time = Timestamp::from_microsecond(micros).ok()?;
        time.strftime(Jid::FORMAT).to_string().parse().ok()
    }

    /// The moment that the id stands for, in microseconds since 1970; `None` where it is no date.
    pub fn micros(&self) -> Option<i64> {
        let time = DateTime::strptime(Jid::FORMAT, self.as_str()).ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond())
    }

    /// The moment as Salt shows it: `2026, Nov 20 09:30:00.123456`.
    pub fn shown(&self) -> String {
        let moment = self.micros().and_then(|micros| Timestamp::from_microsecond(micros).ok());
        moment.map_or_else(String::new, |time| time.strftime("%Y, %b %d %H:%M:%S%.6f").to_string())
    }
}

impl FromStr for Jid {
    type Err = JidError;

    fn from_str(text: &str) -> Result<Jid, JidError> {
        let digits: [u8; 20] = text.as_bytes().try_into().map_err(|_| JidError)?;
        digits.iter().all(u8::is_ascii_digit).then_some(Jid(digits)).ok_or(JidError)
    }
}

impl TryFrom<String> for Jid {
    type Error = JidError;

    fn try_from(text: String) -> Result<Jid, JidError> {
        text.parse()
    }
}

impl From<Jid> for String {
    fn from(jid: Jid) -> String {
        jid.as_str().to_owned()
    }
}

impl fmt::Display for Jid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Jid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{Jid, MinionId};

    #[test]
    fn ids_that_could_leave_a_folder_hide_or_mean_more_are_refused() {
        for bad in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "a\0b",
            "a b",
            "a\u{202e}b",
            "a\u{200b}",
            "a\u{3164}",
            "e\u{301}",
            "-a",
            "*",
            "a?",
            "[a]",
            "a,b",
            "$(a)",
            "{{a}}",
            "a'b",
            "a;b",
            "a%sb",
            &"x".repeat(256),
        ] {
            assert!(bad.parse::<MinionId>().is_err(), "{bad:?}");
        }
        for good in ["web1", "web1.example.com", "db_2", "Überhost", "i-0a:b@c+d=e~f"] {
            assert!(good.parse::<MinionId>().is_ok(), "{good:?}");
        }
    }

    #[test]
    fn a_jid_is_a_moment() {
        let jid: Jid = "20261120093000000456".parse().unwrap();
        assert_eq!(jid.micros(), Some(1_795_167_000_000_456));
        assert_eq!(Jid::at_micros(1_795_167_000_000_456), Some(jid));
        assert_eq!(jid.shown(), "2026, Nov 20 09:30:00.000456");
        let never: Jid = "20269999999999999999".parse().unwrap();
        assert_eq!((never.micros(), never.shown()), (None, String::new()));
    }

    #[test]
    fn a_jid_has_twenty_digits() {
        assert!("20261120093000123456".parse::<Jid>().is_ok());
        for bad in ["", "2026", "2026112009300012345x", "202611200930001234567"] {
            assert!(bad.parse::<Jid>().is_err(), "{bad:?}");
        }
    }
}
