//! A source as a paragraph of fields (deb822), as newer Debians write them. What is not touched keeps its form.

use super::line::truth;

/// A paragraph: its lines, comments included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    lines: Vec<String>,
}

impl Section {
    /// Reads a paragraph.
    pub(crate) fn parse(text: &str) -> Section {
        Section { lines: text.lines().map(str::to_owned).collect() }
    }

    /// The value of a field; continued lines are joined.
    pub(crate) fn get(&self, field: &str) -> Option<String> {
        let (from, to) = self.find(field)?;
        let (_, first) = self.lines[from].split_once(':')?;
        let rest = self.lines[from + 1..to].iter().filter(|line| !line.starts_with('#'));
        let value: Vec<&str> = std::iter::once(first.trim()).chain(rest.map(|line| line.trim())).collect();
        Some(value.join("\n").trim().to_owned())
    }

    /// The words of a field.
    pub(crate) fn words(&self, field: &str) -> Vec<String> {
        self.get(field).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    }

    /// Sets a field, or takes it out if the value is empty.
    pub(crate) fn set(&mut self, field: &str, value: &str) {
        let line = (!value.is_empty()).then(|| format!("{field}: {value}"));
        match self.find(field) {
            Some((from, to)) => drop(self.lines.splice(from..to, line)),
            None => self.lines.extend(line),
        }
    }

    /// Sets the comments that stand above the fields.
    pub(crate) fn set_comment(&mut self, comment: &str) {
        let above = self.lines.iter().take_while(|line| line.starts_with('#')).count();
        let lines = comment.lines().map(|line| match line.starts_with('#') {
            true => line.to_owned(),
            false => format!("#{line}"),
        });
        self.lines.splice(..above, lines.collect::<Vec<_>>());
    }

    /// Whether it is switched off.
    pub(crate) fn disabled(&self) -> bool {
        self.get("Enabled").is_some_and(|value| !truth(&value))
    }

    /// Whether it is trusted without a signature, if that is said.
    pub(crate) fn trusted(&self) -> Option<bool> {
        self.get("Trusted").map(|value| truth(&value))
    }

    /// Whether any field stands there.
    pub(crate) fn has_fields(&self) -> bool {
        self.lines.iter().any(|line| !line.starts_with('#') && line.contains(':'))
    }

    /// The paragraph.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The lines of a field: its own, and those that continue it.
    fn find(&self, field: &str) -> Option<(usize, usize)> {
        let is =
            |line: &String| line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case(field));
        let from = self.lines.iter().position(is)?;
        let continued =
            self.lines[from + 1..].iter().take_while(|line| line.starts_with([' ', '\t'])).count();
        Some((from, from + 1 + continued))
    }
}

#[cfg(test)]
mod tests {
    use super::Section;

    const TEXT: &str = "\
# Official images
Types: deb
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
Enabled: no
";

    #[test]
    fn fields_are_read_and_set_in_place() {
        let mut section = Section::parse(TEXT);
        assert_eq!(section.text(), TEXT);
        assert_eq!(section.words("suites"), ["bookworm", "bookworm-updates"]);
        assert_eq!(section.get("Signed-By").unwrap().lines().count(), 3);
        assert!(section.disabled());
        section.set("Enabled", "");
        section.set("Signed-By", "/x.gpg");
        section.set("Architectures", "amd64");
        section.set_comment("ours");
        let expected = "\
#ours
Types: deb
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /x.gpg
Architectures: amd64
";
        assert_eq!(section.text(), expected);
    }
}
