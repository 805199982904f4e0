//! Frames: ZeroMQ's as a stranger sends them, and ours in them. Taken or refused, however the bytes are cut; what is
//! taken is written as it was read.
#![no_main]

use halite_common::{
    transport::fuzzing,
    wire::{Inner, Outer},
};
use libfuzzer_sys::fuzz_target;

fn ours(bytes: &[u8]) {
    if let Ok(frame) = Outer::decode(bytes) {
        let again = frame.encode().expect("a frame that was read can be written");
        assert_eq!(Outer::decode(&again), Ok(frame));
    }
    if let Ok(frame) = Inner::decode(bytes) {
        let again = frame.encode().expect("a frame that was read can be written");
        assert_eq!(Inner::decode(&again), Ok(frame));
    }
}

fuzz_target!(|input: &[u8]| {
    ours(input);
    let Some((&step, wire)) = input.split_first() else { return };
    let whole = fuzzing::read(wire, wire.len());
    assert_eq!(fuzzing::read(wire, step.into()), whole, "cut into pieces of {step} bytes");
    whole.0.iter().for_each(|message| ours(message));
});
