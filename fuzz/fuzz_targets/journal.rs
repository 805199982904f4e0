//! The minion's journal: any file, and files whose lengths and checksums are right around any records. Read or refused;
//! what a journal holds is settled once, and nothing is left of it when it is opened again.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Without the minion and all modules that it would bring: this room needs `common` alone.
#[path = "../../minion/src/journal/mod.rs"]
#[allow(dead_code, reason = "the minion uses more of it")]
mod journal;

use journal::fuzzing::{file_of, open};

fn check(content: Vec<u8>) {
    let Some((_, left)) = open(content) else { return };
    let (held, again) = open(left.clone()).expect("what was written is a journal");
    assert_eq!(held, [], "held although it was settled");
    assert_eq!(again, left, "nothing happened, and something was written");
}

/// The input as records, each with its length before it.
fn records(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut records = Vec::new();
    while let Some((len, more)) = rest.split_first_chunk::<2>() {
        let (record, more) = more.split_at(more.len().min(u16::from_be_bytes(*len).into()));
        records.push(record);
        rest = more;
    }
    records
}

fuzz_target!(|input: &[u8]| {
    match input.split_first() {
        Some((0, rest)) => check(rest.to_vec()),
        Some((_, rest)) => check(file_of(&records(rest))),
        None => {}
    }
});
