//! The table as text and as data. Lines that are not touched stay as they are.

use std::path::PathBuf;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::WriteOptions,
};

/// The file of this machine.
fn path(ask: &Ask<'_>) -> PathBuf {
    let options = ask.facts.options();
    options.get("hosts.file").and_then(Value::as_str).unwrap_or("/etc/hosts").into()
}

/// Reads the table of this machine; empty where there is no file.
pub(crate) fn read(ask: &Ask<'_>) -> Result<Table, ModuleError> {
    let path = path(ask);
    match ask.probe.read(&path) {
        Ok(bytes) => Ok(Table::parse(&String::from_utf8_lossy(&bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Table::default()),
        Err(error) => Err(ModuleError::file("read", path)(error)),
    }
}

/// Replaces the table of this machine.
pub(crate) fn write(act: &Act<'_>, table: &Table) -> Result<(), ModuleError> {
    let path = path(&act.ask());
    let written = act.host.write(&path, table.text().as_bytes(), &WriteOptions::default());
    written.map_err(ModuleError::file("write", path))
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    ip: String,
    names: Vec<String>,
    comment: Option<String>,
}

impl Entry {
    fn text(&self) -> String {
        let comment = self.comment.as_ref().map(|comment| format!("\t\t# {comment}")).unwrap_or_default();
        format!("{}\t\t{}{comment}", self.ip, self.names.join(" "))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    entry: Option<Entry>,
}

/// Addresses and their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table(Vec<Line>);

impl Table {
    fn parse(text: &str) -> Table {
        let entry = |line: &str| {
            let (bare, comment) = match line.split_once('#') {
                Some((bare, comment)) => (bare, Some(comment.trim_start())),
                None => (line, None),
            };
            let mut words = bare.split_whitespace();
            Some(Entry {
                ip: words.next()?.to_owned(),
                names: words.map(str::to_owned).collect(),
                comment: comment
                    .filter(|comment| !comment.is_empty())
                    .map(|comment| comment.trim_end().to_owned()),
            })
        };
        Table(text.lines().map(|line| Line { text: line.to_owned(), entry: entry(line) }).collect())
    }

    fn text(&self) -> String {
        self.0.iter().map(|line| format!("{}\n", line.text)).collect()
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter_map(|line| line.entry.as_ref())
    }

    /// The addresses, each once, in order.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        let mut seen: Vec<&str> = Vec::new();
        for entry in self.entries() {
            if !seen.contains(&entry.ip.as_str()) {
                seen.push(&entry.ip);
            }
        }
        seen
    }

    /// The names of an address.
    pub(crate) fn names(&self, ip: &str) -> Vec<&str> {
        let own = self.entries().filter(|entry| entry.ip == ip);
        own.flat_map(|entry| entry.names.iter().map(String::as_str)).collect()
    }

    /// The comment of an address; that of its last line counts.
    pub(crate) fn comment(&self, ip: &str) -> Option<&str> {
        self.entries().filter(|entry| entry.ip == ip).filter_map(|entry| entry.comment.as_deref()).last()
    }

    /// Whether an address has a name.
    pub(crate) fn has(&self, ip: &str, name: &str) -> bool {
        self.entries().any(|entry| entry.ip == ip && entry.names.iter().any(|own| own == name))
    }

    /// Changes the lines of an address. A line without a name goes away.
    fn change(&mut self, ip: &str, mut how: impl FnMut(&mut Entry)) {
        self.0.retain_mut(|line| {
            let Some(entry) = line.entry.as_mut().filter(|entry| entry.ip == ip) else { return true };
            let before = entry.clone();
            how(entry);
            if *entry != before {
                line.text = entry.text();
            }
            !entry.names.is_empty()
        });
    }

    fn push(&mut self, entry: Entry) {
        self.0.push(Line { text: entry.text(), entry: Some(entry) });
    }

    /// Gives an address a name.
    pub(crate) fn add(&mut self, ip: &str, name: &str) {
        if self.has(ip, name) {
            return;
        }
        let mut lines =
            self.0.iter_mut().filter(|line| line.entry.as_ref().is_some_and(|entry| entry.ip == ip));
        match lines.next() {
            Some(Line { text, entry: Some(entry) }) => {
                entry.names.push(name.to_owned());
                *text = entry.text();
            }
            _ => self.push(Entry { ip: ip.into(), names: vec![name.into()], comment: None }),
        }
    }

    /// Takes a name from an address.
    pub(crate) fn remove(&mut self, ip: &str, name: &str) {
        self.change(ip, |entry| entry.names.retain(|own| own != name));
    }

    /// Gives an address a comment; false where there is no such address.
    pub(crate) fn set_comment(&mut self, ip: &str, comment: &str) -> bool {
        let known = self.entries().any(|entry| entry.ip == ip);
        self.change(ip, |entry| entry.comment = Some(comment.to_owned()));
        known
    }

    /// Gives an address these names and no other, in one line.
    pub(crate) fn set(&mut self, ip: &str, names: &str, comment: Option<&str>) {
        let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
        let own = |line: &Line| line.entry.as_ref().is_some_and(|entry| entry.ip == ip);
        let at = self.0.iter().position(own);
        self.0.retain(|line| !own(line));
        if names.is_empty() {
            return;
        }
        let entry = Entry { ip: ip.into(), names, comment: comment.map(str::to_owned) };
        match at {
            Some(at) => self.0.insert(at, Line { text: entry.text(), entry: Some(entry) }),
            None => self.push(entry),
        }
    }

    /// The table as Salt tells it.
    pub(super) fn told(&self) -> Dict {
        let mut told = Dict::new();
        let mut comments = 0;
        for line in &self.0 {
            if let Some(entry) = &line.entry {
                let mut own = Dict::from([("aliases", Value::from_iter(self.names(&entry.ip)))]);
                if let Some(comment) = self.comment(&entry.ip) {
                    own.insert("comment", comment);
                }
                told.insert(entry.ip.as_str(), own);
            } else if line.text.trim_start().starts_with('#') {
                told.insert(format!("comment-{comments}"), Value::from_iter([line.text.trim()]));
                comments += 1;
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    const TEXT: &str = "# head\n\n127.0.0.1   localhost\n10.0.0.1 a b # two\n10.0.0.1 c\n";

    #[test]
    fn what_is_not_touched_stays() {
        let table = Table::parse(TEXT);
        assert_eq!(table.text(), TEXT);
        assert_eq!(table.addresses(), ["127.0.0.1", "10.0.0.1"]);
        assert_eq!(table.names("10.0.0.1"), ["a", "b", "c"]);
        assert_eq!(table.comment("10.0.0.1"), Some("two"));
    }

    #[test]
    fn names_come_and_go() {
        let check = |change: &dyn Fn(&mut Table), expected: &str| {
            let mut table = Table::parse(TEXT);
            change(&mut table);
            let head = "# head\n\n127.0.0.1   localhost\n";
            assert_eq!(table.text().strip_prefix(head), Some(expected));
        };
        check(&|table| table.add("10.0.0.1", "d"), "10.0.0.1\t\ta b d\t\t# two\n10.0.0.1 c\n");
        check(&|table| table.add("10.0.0.2", "d"), "10.0.0.1 a b # two\n10.0.0.1 c\n10.0.0.2\t\td\n");
        check(&|table| table.remove("10.0.0.1", "c"), "10.0.0.1 a b # two\n");
        check(&|table| table.set("10.0.0.1", "x y", None), "10.0.0.1\t\tx y\n");
        check(&|table| table.set("10.0.0.1", "", None), "");
    }
}
