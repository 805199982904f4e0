//! The sources of this machine: read, found, set and taken out.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::WriteOptions,
};

use super::sources::{Entry, Repo, Section, SourceFile, is_deb822};

/// The file that takes what names no other.
pub(crate) const MAIN: &str = "/etc/apt/sources.list";
const FOLDER: &str = "/etc/apt/sources.list.d";

/// One source, told apart by kind, place and suite, wherever it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Position of the file.
    pub file: usize,
    /// Position in the file.
    pub entry: usize,
    /// The path of the file.
    pub path: String,
    /// What it says.
    pub repo: Repo,
    /// The line as it was written, or as it would be.
    pub line: String,
    /// All kinds, places and suites of the paragraph it stands in.
    pub all: [Vec<String>; 3],
}

impl View {
    /// As `pkg.list_repos` and `pkg.get_repo` return it.
    pub(crate) fn as_dict(&self) -> Dict {
        let [kinds, uris, suites] = &self.all;
        Dict::from([
            ("file", Value::from(self.path.as_str())),
            ("comps", self.repo.components.clone().into()),
            ("disabled", self.repo.disabled.into()),
            ("enabled", (!self.repo.disabled).into()),
            ("dist", self.repo.suite.as_str().into()),
            ("suites", suites.clone().into()),
            ("type", self.repo.kind.as_str().into()),
            ("types", kinds.clone().into()),
            ("uri", self.repo.uri.as_str().into()),
            ("uris", uris.clone().into()),
            ("line", self.line.as_str().into()),
            ("architectures", self.repo.architectures().into()),
            ("signedby", self.repo.signed_by().into()),
        ])
    }
}

/// Every file of sources, in the order in which apt reads them.
pub(crate) fn files(ask: &Ask<'_>) -> Result<Vec<SourceFile>, ModuleError> {
    let mut paths = vec![MAIN.to_owned()];
    let names = ask.probe.list(Path::new(FOLDER)).unwrap_or_default();
    let names = names.iter().filter_map(|name| name.to_str());
    let named = names.filter(|name| name.ends_with(".list") || name.ends_with(".sources"));
    paths.extend(named.map(|name| format!("{FOLDER}/{name}")));
    let paths = paths.into_iter().filter(|path| ask.probe.is_file(Path::new(path)));
    let files = paths.map(|path| {
        let bytes = ask.probe.read(Path::new(&path)).map_err(ModuleError::file("read", &path))?;
        Ok(SourceFile::parse(&path, &String::from_utf8_lossy(&bytes)))
    });
    files.collect()
}

/// Every source in these files.
pub(crate) fn views(files: &[SourceFile]) -> Vec<View> {
    let mut views = Vec::new();
    for (file, source) in files.iter().enumerate() {
        for (entry, what) in source.entries.iter().enumerate() {
            let at = (file, entry, source.path.as_str());
            match what {
                Entry::Line { raw, repo } => views.push(of_line(at, raw, repo)),
                Entry::Section(section) => views.extend(of_section(at, section)),
                Entry::Other(_) => {}
            }
        }
    }
    views
}

fn of_line((file, entry, path): (usize, usize, &str), raw: &str, repo: &Repo) -> View {
    let all = [&repo.kind, &repo.uri, &repo.suite].map(|word| vec![word.clone()]);
    View { file, entry, path: path.to_owned(), repo: repo.clone(), line: raw.trim().to_owned(), all }
}

fn of_section((file, entry, path): (usize, usize, &str), section: &Section) -> Vec<View> {
    let all = ["Types", "URIs", "Suites"].map(|field| section.words(field));
    let mut views = Vec::new();
    for uri in &all[1] {
        for suite in &all[2] {
            for kind in &all[0] {
                let mut repo = Repo {
                    disabled: section.disabled(),
                    kind: kind.clone(),
                    uri: uri.clone(),
                    suite: suite.clone(),
                    components: section.words("Components"),
                    ..Repo::default()
                };
                let fields = [
                    ("arch", section.words("Architectures").join(",")),
                    ("signed-by", section.get("Signed-By").unwrap_or_default()),
                ];
                let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
                repo.options.extend(given.map(|(key, value)| (key.to_owned(), value)));
                if section.trusted() == Some(true) {
                    repo.options.insert("trusted".into(), "yes".into());
                }
                let line = repo.line();
                views.push(View { file, entry, path: path.to_owned(), repo, line, all: all.clone() });
            }
        }
    }
    views
}

/// Tells whether two places are the same; a slash at the end does not count.
pub(crate) fn same_uri(a: &str, b: &str) -> bool {
    a.trim_end_matches('/') == b.trim_end_matches('/')
}

/// The first source of the same kind, place and suite that shares a component.
pub(crate) fn find<'a>(views: &'a [View], wanted: &Repo) -> Option<&'a View> {
    views.iter().find(|view| {
        view.repo.kind == wanted.kind
            && same_uri(&view.repo.uri, &wanted.uri)
            && view.repo.suite == wanted.suite
            && (wanted.components.is_empty()
                || wanted.components.iter().any(|component| view.repo.components.contains(component)))
    })
}

/// Puts a source in place of a like one, or adds it to a file. `clean` names a file that is to hold nothing else.
pub(crate) fn set(
    act: &Act<'_>,
    wanted: &Repo,
    file: Option<&str>,
    comment: Option<&str>,
    clean: Option<&str>,
) -> Result<(), ModuleError> {
    let mut files = files(&act.ask())?;
    for file in files.iter_mut().filter(|file| Some(file.path.as_str()) == clean) {
        file.entries.clear();
    }
    let views = views(&files);
    let found = views.iter().find(|view| {
        view.all[0].contains(&wanted.kind)
            && view.all[1].iter().any(|uri| same_uri(uri, &wanted.uri))
            && view.all[2].contains(&wanted.suite)
            && (view.repo.components.is_empty()
                || view.repo.architectures() != wanted.architectures()
                || wanted.components.iter().any(|component| view.repo.components.contains(component)))
    });
    let at = match found {
        Some(view) => {
            renew(&mut files[view.file].entries[view.entry], wanted, comment);
            view.file
        }
        None => add(act, &mut files, wanted, file.unwrap_or(MAIN), comment)?,
    };
    save(act, &files[at])
}

fn renew(entry: &mut Entry, wanted: &Repo, comment: Option<&str>) {
    match entry {
        Entry::Section(section) => fill(section, wanted, comment),
        line => {
            let comment = comment.map_or_else(String::new, str::to_owned);
            *line = Entry::line(Repo { comment, ..wanted.clone() });
        }
    }
}

/// Sets the fields that the source names; those it does not name stay.
fn fill(section: &mut Section, wanted: &Repo, comment: Option<&str>) {
    section.set("Components", &wanted.components.join(" "));
    if !wanted.architectures().is_empty() {
        section.set("Architectures", &wanted.architectures().join(" "));
    }
    if !wanted.signed_by().is_empty() {
        section.set("Signed-By", wanted.signed_by());
    }
    if let Some(trusted) = wanted.trusted() {
        section.set("Trusted", if trusted { "yes" } else { "" });
    }
    if wanted.disabled != section.disabled() {
        section.set("Enabled", if wanted.disabled { "no" } else { "" });
    }
    if let Some(comment) = comment {
        section.set_comment(comment);
    }
}

fn add(
    act: &Act<'_>,
    files: &mut Vec<SourceFile>,
    wanted: &Repo,
    path: &str,
    comment: Option<&str>,
) -> Result<usize, ModuleError> {
    let at = match files.iter().position(|file| file.path == path) {
        Some(at) => at,
        None => {
            let text = act.host.read(Path::new(path)).unwrap_or_default();
            files.push(SourceFile::parse(path, &String::from_utf8_lossy(&text)));
            files.len() - 1
        }
    };
    let entry = if is_deb822(path) {
        let mut section = Section::default();
        section.set("Types", &wanted.kind);
        section.set("URIs", &wanted.uri);
        section.set("Suites", &wanted.suite);
        fill(&mut section, wanted, comment);
        Entry::Section(section)
    } else {
        let comment = comment.map_or_else(|| wanted.comment.clone(), str::to_owned);
        Entry::line(Repo { comment, ..wanted.clone() })
    };
    files[at].entries.push(entry);
    Ok(at)
}

fn save(act: &Act<'_>, file: &SourceFile) -> Result<(), ModuleError> {
    let path = Path::new(&file.path);
    let mode = (!act.host.exists(path)).then_some(0o644);
    let options = WriteOptions { mode, ..WriteOptions::default() };
    act.host.write(path, file.text().as_bytes(), &options).map_err(ModuleError::file("write", path))
}

/// Takes a source out. Gives back what was done, or `None` if there is no such source.
pub(crate) fn remove(act: &Act<'_>, name: &str, unwanted: &Repo) -> Result<Option<String>, ModuleError> {
    let mut files = files(&act.ask())?;
    let hits: Vec<View> = views(&files)
        .into_iter()
        .filter(|view| {
            view.repo.kind == unwanted.kind
                && same_uri(&view.repo.uri, &unwanted.uri)
                && view.repo.suite == unwanted.suite
                && view.repo.architectures() == unwanted.architectures()
                && shares(&view.repo.components, &unwanted.components)
        })
        .collect();
    let mut touched: Vec<usize> = Vec::new();
    // From the end, so that the positions before stay right.
    for view in hits.iter().rev() {
        if take_out(&mut files[view.file].entries, view, unwanted) && !touched.contains(&view.file) {
            touched.insert(0, view.file);
        }
    }
    let mut told = String::new();
    for at in &touched {
        told.push_str(&finish(act, &files[*at], name)?);
    }
    Ok((!touched.is_empty()).then_some(told))
}

fn shares(have: &[String], unwanted: &[String]) -> bool {
    (have.is_empty() && unwanted.is_empty()) || have.iter().any(|component| unwanted.contains(component))
}

/// Takes the suite or the components out; the whole entry if nothing is left.
fn take_out(entries: &mut Vec<Entry>, view: &View, unwanted: &Repo) -> bool {
    let left = |component: &&String| !unwanted.components.contains(*component);
    let components: Vec<String> = view.repo.components.iter().filter(left).cloned().collect();
    let Some(entry) = entries.get_mut(view.entry) else { return false };
    match entry {
        Entry::Section(section) => {
            let mut suites = section.words("Suites");
            if components.is_empty() {
                suites.retain(|suite| *suite != unwanted.suite);
                section.set("Suites", &suites.join(" "));
            } else {
                section.set("Components", &components.join(" "));
            }
            if suites.is_empty() {
                entries.remove(view.entry);
            }
        }
        line if !components.is_empty() => *line = Entry::line(Repo { components, ..view.repo.clone() }),
        _ => drop(entries.remove(view.entry)),
    }
    true
}

fn finish(act: &Act<'_>, file: &SourceFile, name: &str) -> Result<String, ModuleError> {
    if file.is_bare() && file.path.starts_with(FOLDER) {
        act.host.remove_file(Path::new(&file.path)).map_err(ModuleError::file("remove", &file.path))?;
        return Ok(format!("File {} containing repo '{name}' has been removed.", file.path));
    }
    save(act, file)?;
    Ok(format!("Repo '{name}' has been removed from {}.\n", file.path))
}
