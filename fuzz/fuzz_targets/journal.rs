//! The minion's journal: any file, and files whose lengths and checksums are right around any records. Read or refused;
//! what a journal holds is settled once, and nothing is left of it when it is opened again. And files in which one bit has
//! turned: what had begun does not begin again.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Without the minion and all modules that it would bring: this room needs `common` alone.
#[path = "../../minion/src/journal/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the minion uses more of it")]
mod journal;

use journal::fuzzing::{begun, file_of, open};

fn check(content: Vec<u8>) {
    let Some(first) = open(content) else { return };
    let again = open(first.left.clone()).expect("what was written is a journal");
    assert_eq!(again.held, [], "held although it was settled");
    assert_eq!(again.left, first.left, "nothing happened, and something was written");
}

fn check_turned(jobs: u8, bit: u16) {
    let mut content = begun(jobs % 8);
    let bit = usize::from(bit) % (content.len() * 8);
    content[bit / 8] ^= 1 << (bit % 8);
    assert_eq!(open(content.clone()).map_or(Vec::new(), |opened| opened.ran), [], "bit {bit}");
    check(content);
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
        Some((1, &[jobs, high, low])) => check_turned(jobs, u16::from_be_bytes([high, low])),
        Some((_, rest)) => check(file_of(&records(rest))),
        None => {}
    }
});
