//! A file of sources.

use super::{deb822::Section, line::Repo};

/// One thing in a file of sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A line that is a source.
    Line {
        /// As it was written.
        raw: String,
        /// What it says.
        repo: Repo,
    },
    /// A line that is none.
    Other(String),
    /// A paragraph.
    Section(Section),
}

impl Entry {
    /// A line made of a source.
    pub(crate) fn line(repo: Repo) -> Entry {
        Entry::Line { raw: repo.line(), repo }
    }
}

/// A file and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Its path.
    pub path: String,
    /// What stands in it.
    pub entries: Vec<Entry>,
}

impl SourceFile {
    /// Reads a file; paragraphs if its name ends in `.sources`.
    pub(crate) fn parse(path: &str, text: &str) -> SourceFile {
        let entries = if is_deb822(path) { sections(text) } else { text.lines().map(line).collect() };
        SourceFile { path: path.to_owned(), entries }
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let texts: Vec<String> = self
            .entries
            .iter()
            .map(|entry| match entry {
                Entry::Line { raw, .. } | Entry::Other(raw) => format!("{raw}\n"),
                Entry::Section(section) => section.text(),
            })
            .collect();
        texts.join(if is_deb822(&self.path) { "\n" } else { "" })
    }

    /// Whether no source is left in it.
    pub(crate) fn is_bare(&self) -> bool {
        self.entries.iter().all(|entry| match entry {
            Entry::Line { .. } => false,
            Entry::Other(_) => true,
            Entry::Section(section) => !section.has_fields(),
        })
    }
}

/// Whether a file of that name holds paragraphs.
pub(crate) fn is_deb822(path: &str) -> bool {
    path.ends_with(".sources")
}

fn line(raw: &str) -> Entry {
    match Repo::parse(raw) {
        Ok(repo) => Entry::Line { raw: raw.to_owned(), repo },
        Err(_) => Entry::Other(raw.to_owned()),
    }
}

fn sections(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            paragraph.push_str(line);
            paragraph.push('\n');
        } else if !paragraph.is_empty() {
            entries.push(Entry::Section(Section::parse(&paragraph)));
            paragraph.clear();
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn files_are_kept_as_they_are() {
        let check = |path: &str, text: &str, count: usize| {
            let file = SourceFile::parse(path, text);
            assert_eq!((file.text().as_str(), file.entries.len()), (text, count), "{path}");
        };
        let one = "# mine\n\ndeb  http://x.org/apt   stable main\n#deb-src http://x.org/apt stable main\n";
        check("/etc/apt/sources.list", one, 4);
        let two =
            "Types: deb\nURIs: http://x\nSuites: a\n\n# second\nTypes: deb\nURIs: http://y\nSuites: b\n";
        check("/etc/apt/sources.list.d/x.sources", two, 2);
        check("/etc/apt/sources.list.d/empty.sources", "", 0);
    }
}
