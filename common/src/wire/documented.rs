//! Holds messages, their documentation and their encoding together.

use std::collections::BTreeMap;

use super::{Envelope, Limits, MAX_MESSAGE, ToMaster, ToMinion, decode};
use crate::job::Job;

const SOURCE: &str = include_str!("message.rs");
const PROTOCOL: &str = include_str!("../../../docs/protocol.md");

/// Messages of each version, one a line: direction, and the bytes in hexadecimal. Lines are only ever added.
const SAMPLES: [&str; 2] = [include_str!("samples/version-1.txt"), include_str!("samples/version-2.txt")];

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The variants of an enum in `message.rs`, by their name on the wire, with the first line of their comment.
fn in_source(name: &str) -> BTreeMap<String, String> {
    let (_, rest) = SOURCE.split_once(&format!("pub enum {name} {{\n")).expect("the enum is there");
    let (body, _) = rest.split_once("\n}").expect("the enum ends");
    let mut comment = None;
    let mut found = BTreeMap::new();
    for line in body.lines() {
        let Some(line) = line.strip_prefix("    ").filter(|line| !line.starts_with([' ', '}', '#'])) else {
            continue;
        };
        if let Some(text) = line.strip_prefix("/// ") {
            comment.get_or_insert(text.to_owned());
        } else if line.starts_with(char::is_uppercase) {
            let end = line.find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len());
            found.insert(snake_case(&line[..end]), comment.take().unwrap_or_default());
        }
    }
    found
}

/// The rows of the table under a heading of `docs/protocol.md`.
fn in_docs(heading: &str) -> BTreeMap<String, String> {
    let (_, rest) = PROTOCOL.split_once(&format!("### {heading}\n")).expect("the heading is there");
    rest.lines()
        .take_while(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .map(|(name, meaning)| (name.to_owned(), meaning.to_owned()))
        .collect()
}

#[test]
fn every_message_has_the_same_sentence_in_the_source_and_in_the_docs() {
    for (name, heading) in [("ToMaster", "From the minion"), ("ToMinion", "From the master")] {
        let source = in_source(name);
        assert!(source.len() > 5, "{source:?}");
        assert_eq!(source, in_docs(heading), "{name} and docs/protocol.md, \"{heading}\"");
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.trim().chars().map(|c| c.to_digit(16).expect("a digit")).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("a byte")).collect()
}

#[test]
fn messages_of_every_version_are_still_understood() {
    let limits = Limits::known(MAX_MESSAGE);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for line in SAMPLES.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with('#')) {
        let (direction, hex) = line.split_once(' ').expect("a direction and bytes");
        *seen.entry(direction).or_default() += 1;
        match direction {
            "to-master" => decode::<ToMaster>(&bytes(hex), limits).map(|_| ()).expect(hex),
            "to-minion" => {
                if let ToMinion::Job(Envelope { job, .. }) = decode(&bytes(hex), limits).expect(hex) {
                    decode::<Job>(&job, limits).expect("the job in it");
                }
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(seen["to-master"], 14);
    assert_eq!(seen["to-minion"], 12);
}

#[test]
fn fields_that_are_not_known_are_passed_over() {
    let newer = [&b"\x81\xa8accepted\x82\xa3jid\xb4"[..], b"20261120093000123456", b"\xa5since\x07"].concat();
    let jid = "20261120093000123456".parse().unwrap();
    assert_eq!(decode::<ToMaster>(&newer, Limits::known(MAX_MESSAGE)), Ok(ToMaster::Accepted { jid }));
}
