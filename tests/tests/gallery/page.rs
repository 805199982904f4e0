//! `docs/mistakes.md`: the gallery as a page of the guide.

use super::case::Case;

const HEAD: &str = "# Mistakes, and what Halite says

Each mistake with its files, what Halite prints, and what the real Salt 3008 prints for the same. States lie in `/srv/states`, the
pillar in `/srv/pillar`. Salt's log is left out, and long output is cut in the middle. What a program reads (`--out=json`) keeps
Salt's own words; file, line and hint then stand on standard error.

This page is written by the test `gallery` (`GALLERY=write cargo test -p halite-tests --test gallery`).
";

/// The page.
pub(crate) fn page(cases: &[Case]) -> String {
    let mut page = HEAD.to_owned();
    let mut group = "";
    for case in cases {
        if case.group != group {
            page.push_str(&format!("\n## {}\n", case.group));
            group = &case.group;
        }
        page.push_str(&section(case));
    }
    page
}

fn section(case: &Case) -> String {
    let mut section = format!("\n### {}\n", case.title);
    for (name, text) in case.files() {
        let language = if name.ends_with(".sls") || name == "minion" { "yaml" } else { "jinja" };
        section.push_str(&format!("\n`{name}`\n\n```{language}\n{text}```\n"));
    }
    let words = case.words.join(" ");
    let (program, arguments) = words.split_once(' ').unwrap_or((&words, ""));
    let ours =
        if program == "call" { format!("halite call {arguments}") } else { format!("halite {arguments}") };
    let theirs = if program == "call" { format!("salt-call {arguments}") } else { words.clone() };
    for (command, record) in [(ours, "halite.txt"), (theirs, "salt.txt")] {
        section.push_str(&format!("\n```text\n$ {command}\n{}```\n", case.recorded(record)));
    }
    section
}
