//! The first bytes of a connection, and the command that ends ZMTP's own handshake.

use super::frame::{COMMAND, Malformed};

/// Bytes of a greeting.
pub(super) const LEN: usize = 64;

/// Bytes of the largest command that is looked at; libzmq's READY has 28 and more with a routing id.
pub(super) const MAX_COMMAND: usize = 512;

/// Our greeting: version 3.1, mechanism `NULL`, not as a server.
pub(super) fn ours() -> [u8; LEN] {
    let mut greeting = [0; LEN];
    greeting[0] = 0xff;
    greeting[8] = 1;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    greeting[11] = 1;
    greeting[12..16].copy_from_slice(b"NULL");
    greeting
}

/// Checks a peer's greeting: version 3 or newer, mechanism `NULL`.
pub(super) fn check(greeting: &[u8; LEN]) -> Result<(), Malformed> {
    let mechanism = greeting[12..32].split(|byte| *byte == 0).next();
    if greeting[0] != 0xff || greeting[9] & 1 == 0 {
        Err(Malformed("it does not speak ZeroMQ"))
    } else if greeting[10] < 3 {
        Err(Malformed("it speaks a version of ZeroMQ before 3"))
    } else if mechanism != Some(b"NULL") {
        Err(Malformed("it wants another mechanism than NULL"))
    } else {
        Ok(())
    }
}

/// Our READY, as a frame.
pub(super) fn ready() -> Vec<u8> {
    let body = b"\x05READY\x0bSocket-Type\x00\x00\x00\x06ROUTER\x08Identity\x00\x00\x00\x00";
    let mut frame = vec![COMMAND, 0];
    frame.extend_from_slice(body);
    frame[1] = u8::try_from(body.len()).unwrap_or(u8::MAX);
    frame
}

/// Checks that a command is the READY of a DEALER. The routing id that it may claim is not looked at.
pub(super) fn check_ready(command: &[u8]) -> Result<(), Malformed> {
    let mut rest = command.strip_prefix(b"\x05READY").ok_or(Malformed("it sent no READY"))?;
    while !rest.is_empty() {
        let (name, value, after) = property(rest).ok_or(Malformed("its READY is cut off"))?;
        if name.eq_ignore_ascii_case(b"Socket-Type") {
            return if value == b"DEALER" { Ok(()) } else { Err(Malformed("it is no DEALER")) };
        }
        rest = after;
    }
    Err(Malformed("its READY has no socket type"))
}

fn property(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (&len, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(len.into())?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let (value, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
    Some((name, value, rest))
}

/// The answer to a PING, as a frame; `None` for any other command, which is passed over.
pub(super) fn pong(command: &[u8]) -> Option<Vec<u8>> {
    // Two bytes tell how long the peer waits; what follows comes back, and is at most 16 bytes.
    let context = command.strip_prefix(b"\x04PING")?.get(2..)?;
    let context = &context[..context.len().min(16)];
    let mut frame = vec![COMMAND, u8::try_from(5 + context.len()).unwrap_or(u8::MAX)];
    frame.extend_from_slice(b"\x04PONG");
    frame.extend_from_slice(context);
    Some(frame)
}

#[cfg(test)]
mod tests {
    use super::{LEN, check, check_ready, ours, pong, ready};

    #[test]
    fn only_null_of_version_3_is_spoken() {
        assert_eq!(check(&ours()), Ok(()));
        let changed = |at: usize, to: u8| {
            let mut greeting = ours();
            greeting[at] = to;
            check(&greeting).is_err()
        };
        assert!(
            changed(0, b'G') && changed(9, 0) && changed(10, 2) && changed(12, b'C') && changed(16, b'X')
        );
        assert!(check(&[0; LEN]).is_err());
    }

    #[test]
    fn only_a_dealer_is_ready() {
        let check_body = |body: &[u8]| check_ready(&[b"\x05READY", body].concat()).is_ok();
        assert!(check_body(b"\x0bSocket-Type\x00\x00\x00\x06DEALER"));
        assert!(check_body(b"\x08Identity\x00\x00\x00\x02ab\x0bsocket-type\x00\x00\x00\x06DEALER"));
        assert!(!check_body(b"\x0bSocket-Type\x00\x00\x00\x03SUB"));
        assert!(!check_body(b"\x0bSocket-Type\xff\xff\xff\xffDEALER"));
        assert!(!check_body(b"\xffSocket"));
        assert!(!check_body(b""));
        assert!(check_ready(b"\x05ERROR").is_err());
        assert_eq!(usize::from(ready()[1]), ready().len() - 2);
    }

    #[test]
    fn a_ping_comes_back() {
        assert_eq!(pong(b"\x04PING\x00\x0aabc"), Some(b"\x04\x08\x04PONGabc".to_vec()));
        assert_eq!(pong(b"\x04PING\x00\x0a").map(|frame| frame.len()), Some(7));
        assert_eq!(pong(&[&b"\x04PING\x00\x0a"[..], &[7; 300]].concat()).map(|frame| frame.len()), Some(23));
        assert_eq!(pong(b"\x04PING\x00"), None);
        assert_eq!(pong(b"\x04PONG\x00\x0a"), None);
    }
}
