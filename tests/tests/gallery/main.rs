//! The gallery: mistakes, and what `halite` says of each, word for word.
//!
//! `GALLERY=write` writes the messages and the page anew; what the real Salt says is written by `gallery/record-salt`.

mod case;
mod page;

use std::fs;

use case::{Case, manifest};

fn writes() -> bool {
    std::env::var_os("GALLERY").is_some_and(|value| value == "write")
}

#[test]
fn every_mistake_gives_its_message() {
    let mut differ = Vec::new();
    for case in Case::all() {
        let said = case.run();
        if writes() {
            fs::write(case.folder.join("halite.txt"), said).expect("the gallery can be written");
        } else if said != case.recorded("halite.txt") {
            differ.push(format!(
                "--- {}: expected\n{}--- got\n{said}",
                case.name,
                case.recorded("halite.txt")
            ));
        }
    }
    assert!(differ.is_empty(), "{}\nwrite them anew with GALLERY=write", differ.join("\n"));
    if writes() {
        fs::write(manifest("../docs/mistakes.md"), page::page(&Case::all()))
            .expect("the page can be written");
    }
}

#[test]
fn the_page_shows_the_gallery() {
    if !writes() {
        let page = fs::read_to_string(manifest("../docs/mistakes.md")).unwrap_or_default();
        assert!(
            page == page::page(&Case::all()),
            "docs/mistakes.md is stale: write it anew with GALLERY=write"
        );
    }
}

#[test]
fn every_message_names_its_place() {
    if writes() {
        return;
    }
    let lacking = |case: &Case| {
        let said = case.recorded("halite.txt");
        // On the command line there is no file.
        let names_line = said.lines().any(|line| line.contains("salt://") || line.contains("/srv/"));
        case.group != "Command line" && !(names_line && said.contains(", line "))
    };
    let lacking: Vec<String> = Case::all().into_iter().filter(lacking).map(|case| case.name).collect();
    assert!(lacking.is_empty(), "these messages name no file and line: {lacking:?}");
}
