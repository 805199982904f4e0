//! The flags of Python's `re`: a number, a name, or a list of names.

use halite_common::value::Value;
use halite_states::declare::ModuleError;

/// Flags of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flags(u32);

const NAMES: [(&str, &str, u32); 8] = [
    ("TEMPLATE", "T", 1),
    ("IGNORECASE", "I", 2),
    ("LOCALE", "L", 4),
    ("MULTILINE", "M", 8),
    ("DOTALL", "S", 16),
    ("UNICODE", "U", 32),
    ("VERBOSE", "X", 64),
    ("ASCII", "A", 256),
];

impl Flags {
    /// None.
    pub(crate) const NONE: Flags = Flags(0);
    /// `^` and `$` match at every line.
    pub(in crate::file) const MULTILINE: Flags = Flags(8);
    /// The dot matches line ends.
    pub(in crate::file) const DOTALL: Flags = Flags(16);

    /// Reads an argument; nothing given is `MULTILINE`.
    pub(in crate::file) fn read(value: &Value) -> Result<Flags, ModuleError> {
        match value {
            Value::Null => Ok(Flags::MULTILINE),
            Value::Int(number) => Ok(Flags(u32::try_from(*number).unwrap_or(0))),
            Value::Str(name) => Flags::named(name),
            Value::List(names) => names
                .iter()
                .try_fold(Flags::NONE, |flags, name| Ok(flags.and(Flags::named(&name.to_string())?))),
            other => Err(ModuleError::failed(format!(
                "Invalid re flags: \"{other}\", must be given either as a single flag string, a list of strings, as \
                 an integer, or as an re flag"
            ))),
        }
    }

    fn named(name: &str) -> Result<Flags, ModuleError> {
        let wanted = name.to_uppercase();
        let known = NAMES.iter().find(|(long, short, _)| *long == wanted || *short == wanted);
        let flags = known.map(|(_, _, bit)| Flags(*bit));
        flags.ok_or_else(|| ModuleError::failed(format!("Invalid re flag given: {name}")))
    }

    /// Both.
    pub(in crate::file) fn and(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// Whether all of `other` is in it.
    pub(super) fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// As the beginning of an expression.
    pub(super) fn prefix(self) -> String {
        let letters = [(2, 'i'), (8, 'm'), (16, 's'), (64, 'x')];
        let set: String =
            letters.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, letter)| letter).collect();
        if set.is_empty() { set } else { format!("(?{set})") }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::Flags;

    #[test]
    fn flags_of_all_kinds() {
        let check =
            |value: Value, expected: &str| assert_eq!(Flags::read(&value).unwrap().prefix(), expected);
        check(Value::Null, "(?m)");
        check(10.into(), "(?im)");
        check("ignorecase".into(), "(?i)");
        check(vec!["S", "VERBOSE"].into(), "(?sx)");
        check(0.into(), "");
        assert!(Flags::read(&"LOUD".into()).is_err());
    }
}
