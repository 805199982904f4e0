//! `recurse`: what is set on everything in a folder.

use halite_common::value::Value;

use crate::file::{mode::Mode, owner::Wanted};

const KINDS: [&str; 6] = ["user", "group", "mode", "ignore_files", "ignore_dirs", "silent"];

/// What is set on everything in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recursion {
    pub(super) any: bool,
    pub(super) files: bool,
    pub(super) dirs: bool,
    pub(super) silent: bool,
    user: bool,
    group: bool,
    mode: bool,
}

impl Recursion {
    /// Reads the argument; the error is what the user reads.
    pub(super) fn read(value: &Value) -> Result<Recursion, String> {
        let words: Vec<String> = match value {
            value if !value.is_truthy() => Vec::new(),
            Value::List(words) => words.iter().map(Value::to_string).collect(),
            _ => return Err("\"recurse\" must be formed as a list of strings".into()),
        };
        if words.iter().any(|word| !KINDS.contains(&word.as_str())) {
            let kinds = KINDS.map(|kind| format!("\"{kind}\"")).join(", ");
            return Err(format!("Types for \"recurse\" limited to {kinds}."));
        }
        let has = |word: &str| words.iter().any(|known| known == word);
        if has("ignore_files") && has("ignore_dirs") {
            return Err(
                "Must not specify \"recurse\" options \"ignore_files\" and \"ignore_dirs\" at the same time."
                    .into(),
            );
        }
        Ok(Recursion {
            any: !words.is_empty(),
            files: !has("ignore_files"),
            dirs: !has("ignore_dirs"),
            silent: has("silent"),
            user: has("user"),
            group: has("group"),
            mode: has("mode"),
        })
    }

    /// What is asked for here, but not said what it is to be.
    pub(super) fn lacks(&self, wanted: &Wanted) -> Option<String> {
        let lacks = |what: &str| {
            format!("{what} not specified, but configured as a target for recursive ownership management")
        };
        match () {
            () if self.group && wanted.group.is_none() => Some(lacks("group")),
            () if self.user && wanted.user.is_none() => Some(lacks("user")),
            () => None,
        }
    }

    /// What of `wanted` holds for things of this mode in the folder.
    pub(super) fn of(&self, wanted: &Wanted, mode: Option<Mode>) -> Wanted {
        Wanted {
            user: wanted.user.clone().filter(|_| self.user),
            group: wanted.group.clone().filter(|_| self.group),
            mode: mode.filter(|_| self.mode),
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::Recursion;

    #[test]
    fn words_that_are_known() {
        let read = |words: &[&str]| Recursion::read(&words.iter().copied().collect::<Value>());
        assert!(read(&["user", "group"]).is_ok_and(|r| r.user && r.group && !r.mode && r.files));
        assert!(read(&["mode", "ignore_files"]).is_ok_and(|r| r.mode && !r.files && r.dirs));
        assert!(read(&["owner"]).is_err_and(|e| e.contains("limited to \"user\"")));
        assert!(read(&["ignore_files", "ignore_dirs"]).is_err());
        assert!(Recursion::read(&"user".into()).is_err());
        assert!(Recursion::read(&Value::Null).is_ok_and(|r| !r.any));
    }
}
