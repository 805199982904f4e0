//! Whether a change counts: `ignore_ordering`, `ignore_whitespace`, `ignore_comment_characters`.

use halite_common::declare::{OneOrMany, Text};

use super::diff;

/// What of a change does not count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ignored<'a> {
    /// The order of lines.
    pub(crate) ordering: bool,
    /// White space at both ends of lines.
    pub(crate) whitespace: bool,
    /// What stands behind one of these.
    pub(crate) comments: &'a OneOrMany<Text>,
}

impl Ignored<'_> {
    /// Whether anything is to be ignored at all.
    pub(crate) fn any(&self) -> bool {
        self.ordering || self.whitespace || !self.comments.0.is_empty()
    }

    /// Whether two texts differ in something that counts.
    pub(crate) fn differ(&self, old: &str, new: &str) -> bool {
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for line in diff::of_text(old, new).split_inclusive('\n') {
            if line.starts_with("+++") || line.starts_with("---") {
                continue;
            }
            let (lines, line) = match (line.strip_prefix('+'), line.strip_prefix('-')) {
                (Some(line), _) => (&mut added, line),
                (_, Some(line)) => (&mut removed, line),
                _ => continue,
            };
            let mut rest = line;
            for mark in &self.comments.0 {
                rest = rest.split(mark.0.as_str()).next().unwrap_or(rest);
            }
            let rest = if self.whitespace { rest.trim() } else { rest };
            if !rest.is_empty() {
                lines.push(rest.to_owned());
            }
        }
        added.sort();
        removed.sort();
        added != removed
    }
}

#[cfg(test)]
mod tests {
    use halite_common::declare::{OneOrMany, Text};

    use super::Ignored;

    #[test]
    fn what_counts() {
        let hash = OneOrMany(vec![Text::from("#")]);
        let none = OneOrMany(vec![]);
        let check = |ordering, whitespace, comments, old: &str, new: &str, counts: bool| {
            assert_eq!(
                Ignored { ordering, whitespace, comments }.differ(old, new),
                counts,
                "{old:?} {new:?}"
            );
        };
        check(true, false, &none, "a\nb\n", "b\na\n", false);
        check(true, false, &none, "a\nb\n", "a\nc\n", true);
        check(false, true, &none, "a\n", "  a\n", false);
        check(true, false, &none, "a\n", "  a\n", true);
        check(false, false, &hash, "a\n", "a\n# said\n", false);
        check(false, true, &hash, "a # one\n", "a # two\n", false);
    }
}
