//! ZMTP's frames: a byte of flags, a length, a body.

use thiserror::Error;

/// Flag of a frame that others of the same message follow.
const MORE: u8 = 1;

/// Flag of a length of eight bytes.
const LONG: u8 = 2;

/// Flag of a command, which is the protocol's own.
pub(super) const COMMAND: u8 = 4;

/// What a peer did wrong.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub(super) struct Malformed(pub(super) &'static str);

/// A whole frame at the head of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) command: bool,
    /// Where its body begins and ends.
    pub(super) body: (usize, usize),
}

/// Finds the frame at the head of a buffer; `None` while it is not whole. A length is checked as soon as it is there.
pub(super) fn find(
    buffer: &[u8],
    max_command: usize,
    max_message: usize,
) -> Result<Option<Frame>, Malformed> {
    let Some((&flags, rest)) = buffer.split_first() else { return Ok(None) };
    if flags & !(MORE | LONG | COMMAND) != 0 || flags & (MORE | COMMAND) == MORE | COMMAND {
        return Err(Malformed("it sent a frame of no known kind"));
    }
    if flags & MORE != 0 {
        return Err(Malformed("it sent a message of several frames"));
    }
    let (head, len) = if flags & LONG == 0 {
        let Some(&len) = rest.first() else { return Ok(None) };
        (2, u64::from(len))
    } else {
        let Some(len) = rest.first_chunk::<8>() else { return Ok(None) };
        (9, u64::from_be_bytes(*len))
    };
    let command = flags & COMMAND != 0;
    let limit = if command { max_command } else { max_message };
    match usize::try_from(len) {
        Ok(len) if len <= limit => {
            Ok((buffer.len() >= head + len).then_some(Frame { command, body: (head, head + len) }))
        }
        _ => Err(Malformed("it announced a frame that is too large")),
    }
}

/// Appends a message's frame to what is to be written.
pub(super) fn append(out: &mut Vec<u8>, body: &[u8]) {
    match u8::try_from(body.len()) {
        Ok(len) => out.extend_from_slice(&[0, len]),
        Err(_) => {
            out.push(LONG);
            out.extend_from_slice(&(body.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use super::{Frame, append, find};
    use crate::transport::MAX_MESSAGE_SIZE;

    #[test]
    fn frames_are_found_when_they_are_whole() {
        for len in [0, 1, 255, 256, MAX_MESSAGE_SIZE] {
            let mut bytes = Vec::new();
            append(&mut bytes, &vec![7; len]);
            let head = bytes.len() - len;
            let whole = Frame { command: false, body: (head, head + len) };
            assert_eq!(find(&bytes, 9, MAX_MESSAGE_SIZE), Ok(Some(whole)), "{len}");
            assert_eq!(find(&bytes[..bytes.len() - 1], 9, MAX_MESSAGE_SIZE), Ok(None), "{len}");
            assert_eq!(find(&bytes, 9, len.saturating_sub(1)).is_err(), len > 0, "{len}");
        }
        assert_eq!(find(&[], 9, 0), Ok(None));
        assert_eq!(find(&[4, 1, 0, 99], 9, 0), Ok(Some(Frame { command: true, body: (2, 3) })));
    }

    #[test]
    fn frames_that_are_too_large_or_not_alone_are_refused_by_their_head() {
        let long = |flags: u8, len: u64| [&[flags][..], &len.to_be_bytes()].concat();
        for bad in [
            long(2, MAX_MESSAGE_SIZE as u64 + 1),
            long(2, u64::MAX),
            long(6, 10),
            vec![1],
            vec![5],
            vec![8],
            vec![0xff],
        ] {
            assert!(find(&bad, 9, MAX_MESSAGE_SIZE).is_err(), "{bad:x?}");
        }
    }
}
