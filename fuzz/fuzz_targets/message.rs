//! Messages of both directions, and what lies in them: read or refused, never a panic; what is read is written and
//! read as the same.
#![no_main]

use halite_common::{
    job::{Job, Return},
    value::Value,
    wire::{Claim, Limits, MAX_MESSAGE, ToMaster, ToMinion, decode, encode},
};
use libfuzzer_sys::fuzz_target;
use serde::{Serialize, de::DeserializeOwned};

/// Compared as bytes: `nan` is not equal to itself.
fn there_and_back<T: Serialize + DeserializeOwned>(bytes: &[u8], limits: Limits) -> Option<T> {
    let read: T = decode(bytes, limits).ok()?;
    let written = encode(&read).expect("what was read can be written");
    let again: T = decode(&written, Limits { size: usize::MAX, ..limits }).expect("what was written can be read");
    assert_eq!(encode(&again).expect("what was read can be written"), written);
    Some(read)
}

fuzz_target!(|bytes: &[u8]| {
    for limits in [Limits::known(MAX_MESSAGE), Limits::STRANGER] {
        if let Some(ToMaster::Event { data, .. }) = there_and_back(bytes, limits) {
            let _ = (data.repr(), data.to_string());
        }
        if let Some(ToMinion::Job(envelope)) = there_and_back(bytes, limits) {
            there_and_back::<Job>(&envelope.job, limits);
        }
        there_and_back::<Claim>(bytes, limits);
        there_and_back::<Job>(bytes, limits);
        there_and_back::<Return>(bytes, limits);
        there_and_back::<Value>(bytes, limits);
    }
});
