//! What a made-up machine answers to commands.

use std::{collections::BTreeMap, path::PathBuf};

use halite_states::host::Output;
use serde::Deserialize;

/// An answer recorded for a command.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The command's line; `*` stands for any text.
    pub command: String,
    /// Only given once a command like this has run.
    #[serde(default)]
    pub after: Option<String>,
    /// Exit code.
    #[serde(default)]
    pub code: i32,
    /// Standard output.
    #[serde(default)]
    pub stdout: String,
    /// Standard error.
    #[serde(default)]
    pub stderr: String,
    /// Files that the command writes when it runs.
    #[serde(default)]
    pub writes: BTreeMap<PathBuf, String>,
    /// Files that the command removes when it runs.
    #[serde(default)]
    pub removes: Vec<PathBuf>,
}

impl Answer {
    /// Standard output for a command.
    pub fn new(command: &str, stdout: &str) -> Answer {
        Answer { command: command.into(), stdout: stdout.into(), ..Answer::default() }
    }

    /// Tells whether this answers `line` after the commands in `ran`.
    pub(super) fn fits(&self, line: &str, ran: &[String]) -> bool {
        let due = |after: &String| ran.iter().any(|line| like(after, line));
        like(&self.command, line) && self.after.as_ref().is_none_or(due)
    }

    /// The answer as a finished command leaves it.
    pub(super) fn output(&self) -> Output {
        Output {
            code: self.code,
            stdout: self.stdout.clone().into(),
            stderr: self.stderr.clone().into(),
            pid: 4711,
        }
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for any text.
fn like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|text| {
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|at| like(rest, text.get(at..).unwrap_or_default()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("ls", "ls", true),
            ("ls", "ls -l", false),
            ("ls *", "ls -l", true),
            ("*x*", "axb", true),
            ("*x*", "ab", false),
            ("a*c", "abd", false),
        ] {
            assert_eq!(like(pattern, text), expected, "{pattern} {text}");
        }
    }
}
