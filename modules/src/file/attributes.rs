//! What `chattr` sets on a file: letters such as `a` and `i`.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, ModuleError},
    host::{Command, Probe},
};

/// A file whose letters are not those wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// As the state names them.
    pub(crate) wanted: String,
    /// As they are.
    pub(crate) old: String,
}

/// The letters that a file has; `None` where `lsattr` is missing or does not know the file system.
pub(crate) fn letters(probe: &dyn Probe, path: &Path) -> Result<Option<String>, ModuleError> {
    if probe.which("lsattr").is_none() {
        return Ok(None);
    }
    let output = probe.query(&Command::new(["lsattr".as_ref(), "-d".as_ref(), path.as_os_str()]))?;
    let text = output.stdout_text();
    let line = text.lines().find(|line| !line.starts_with("lsattr: "));
    // Without tune2fs, Salt takes chattr for one of the old letters only.
    let known = if probe.which("tune2fs").is_some() { "aAcCdDeijPsStTu" } else { "acdijstuADST" };
    let first = line.and_then(|line| line.split_whitespace().next());
    Ok(first.map(|letters| letters.chars().filter(|letter| known.contains(*letter)).collect()))
}

/// What has to be added and removed.
fn difference(wanted: &str, old: &str) -> (String, String) {
    let added = wanted.chars().filter(|letter| !old.contains(*letter)).collect();
    // `e` tells how the file lies on the disk, and cannot be taken off.
    let removed = old.chars().filter(|letter| !wanted.contains(*letter) && *letter != 'e').collect();
    (added, removed)
}

impl Attributes {
    /// What differs; `None` if nothing does, or if the machine cannot tell.
    pub(crate) fn of(
        probe: &dyn Probe,
        path: &Path,
        wanted: Option<&str>,
    ) -> Result<Option<Attributes>, ModuleError> {
        let Some(wanted) = wanted.filter(|_| !probe.is_dir(path)) else { return Ok(None) };
        let Some(old) = letters(probe, path)? else { return Ok(None) };
        let (added, removed) = difference(wanted, &old);
        let differs = !added.is_empty() || !removed.is_empty();
        Ok(differs.then(|| Attributes { wanted: wanted.to_owned(), old }))
    }

    /// As a state's changes: old and new.
    pub(crate) fn changes(&self) -> Value {
        Value::Dict(Dict::from([("old", self.old.as_str()), ("new", self.wanted.as_str())]))
    }

    /// Sets them; tells what went wrong.
    pub(crate) fn set(&self, act: &Act<'_>, path: &Path) -> Result<(), ModuleError> {
        let (added, removed) = difference(&self.wanted, &self.old);
        for (sign, letters) in [('+', added), ('-', removed)] {
            if !letters.is_empty() {
                let path = path.display().to_string();
                act.host.run(&Command::new(["chattr".to_owned(), format!("{sign}{letters}"), path]))?;
            }
        }
        match Attributes::of(act.host.as_probe(), path, Some(&self.wanted))? {
            None => Ok(()),
            Some(_) => Err(ModuleError::failed(format!("Failed to change attributes to {}", self.wanted))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn letters_to_add_and_to_remove() {
        for (wanted, old, added, removed) in
            [("i", "e", "i", ""), ("", "ie", "", "i"), ("ai", "ai", "", ""), ("a", "ie", "a", "i")]
        {
            assert_eq!(difference(wanted, old), (added.to_owned(), removed.to_owned()), "{wanted} {old}");
        }
    }
}
