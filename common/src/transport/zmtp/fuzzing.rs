//! A door for the fuzzer, there only in its builds: what a connection reads, without the connection.

use super::{
    buffer::{Buffer, Taken},
    connection::{FIRST, UNPROVED},
    greeting,
};
use crate::transport::MAX_MESSAGE_SIZE;

/// Takes what a peer sends after it connected, `step` bytes at a time: its greeting, its READY, its frames.
/// Gives the messages up to the first fault, and whether there was one.
pub fn read(wire: &[u8], step: usize) -> (Vec<Vec<u8>>, bool) {
    let mut messages = Vec::new();
    let Some((theirs, rest)) = wire.split_first_chunk() else { return (messages, true) };
    if greeting::check(theirs).is_err() {
        return (messages, true);
    }
    let (mut buffer, mut ready) = (Buffer::default(), false);
    for piece in rest.chunks(step.max(1)) {
        buffer.room(largest(messages.len())).extend_from_slice(piece);
        loop {
            match buffer.take(largest(messages.len())) {
                Err(_) => return (messages, true),
                Ok(None) => break,
                Ok(Some(Taken::Command(command))) if ready => drop(greeting::pong(&command)),
                Ok(Some(Taken::Command(command))) if greeting::check_ready(&command).is_ok() => ready = true,
                Ok(Some(Taken::Message(message))) if ready => messages.push(message),
                Ok(Some(_)) => return (messages, true),
            }
        }
    }
    (messages, false)
}

/// Bytes that the next frame may have: after the first, after a handshake of three.
fn largest(frames: usize) -> usize {
    match frames {
        0 => FIRST,
        1 | 2 => UNPROVED,
        _ => MAX_MESSAGE_SIZE,
    }
}
