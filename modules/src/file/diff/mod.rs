//! Differences of texts, as Python's `difflib.unified_diff` prints them.

mod hunk;
mod matching;

use super::text;

/// Larger files are told to differ, not how: to find out would take minutes.
const LARGEST: usize = 16 << 20;

/// The difference of two contents, for a state's changes; empty where there is none.
pub(crate) fn of_bytes(old: &[u8], new: &[u8]) -> String {
    if old == new {
        return String::new();
    }
    match (text::is_text(old), text::is_text(new)) {
        (false, false) => "Replace binary file".into(),
        (false, true) => "Replace binary file with text file".into(),
        (true, false) => "Replace text file with binary file".into(),
        (true, true) if old.len().max(new.len()) > LARGEST => {
            format!("Replace a text of {} bytes by one of {}", old.len(), new.len())
        }
        (true, true) => of_text(&text::decode(old), &text::decode(new)),
    }
}

/// The difference of two texts, lines ended by `\n`.
pub(crate) fn of_text(old: &str, new: &str) -> String {
    named(old, new, "", "")
}

/// The same with names in the first two lines.
pub(crate) fn named(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    hunk::unified(&old, &new, old_name, new_name).concat()
}

/// The difference of lists of lines, whether or not they carry their line ends.
pub(crate) fn of_lines(old: &[&str], new: &[&str]) -> Vec<String> {
    hunk::unified(old, new, "", "")
}
