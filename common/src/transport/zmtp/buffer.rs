//! What was read and is not taken yet.

use super::{
    frame::{self, Malformed},
    greeting::MAX_COMMAND,
};

/// Bytes that a quiet connection keeps.
const QUIET: usize = 2048;

/// Bytes that are asked for in one read.
const READ: usize = 16 << 10;

/// Bytes of one connection, from which whole frames are taken.
#[derive(Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    /// Where the next frame begins; what is before is moved out of the way once per read, not once per frame.
    start: usize,
}

/// A whole frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Command(Vec<u8>),
    Message(Vec<u8>),
}

impl Buffer {
    /// Room to read into; a peer that may only send small frames gets little.
    pub(super) fn room(&mut self, largest: usize) -> &mut Vec<u8> {
        self.bytes.drain(..self.start);
        self.start = 0;
        if self.bytes.is_empty() {
            self.bytes.shrink_to(QUIET);
            self.bytes.reserve(QUIET);
        } else {
            self.bytes.reserve(READ.min(largest));
        }
        &mut self.bytes
    }

    /// Takes the next frame, if it is whole. Messages may be so large.
    pub(super) fn take(&mut self, largest: usize) -> Result<Option<Taken>, Malformed> {
        let rest = &self.bytes[self.start..];
        let Some(frame) = frame::find(rest, MAX_COMMAND, largest)? else { return Ok(None) };
        let (begin, end) = frame.body;
        let body = rest[begin..end].to_vec();
        self.start += end;
        Ok(Some(if frame.command { Taken::Command(body) } else { Taken::Message(body) }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Buffer, Taken};

    #[test]
    fn frames_come_out_whole_however_they_came_in() {
        let mut wire = vec![4, 1, 42];
        for len in [0, 5, 300, 20_000] {
            super::frame::append(&mut wire, &vec![7; len]);
        }
        for step in [1, 2, 3, 1000, wire.len()] {
            let mut buffer = Buffer::default();
            let mut taken = Vec::new();
            for piece in wire.chunks(step) {
                buffer.room(20_000).extend_from_slice(piece);
                while let Some(frame) = buffer.take(20_000).unwrap() {
                    taken.push(frame);
                }
            }
            let messages = [0, 5, 300, 20_000].map(|len| Taken::Message(vec![7; len]));
            assert_eq!(taken.remove(0), Taken::Command(vec![42]), "{step}");
            assert_eq!(taken, messages, "{step}");
        }
    }
}
