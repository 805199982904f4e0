//! The kernel's netlink messages, taken apart. Numbers are from `linux/netlink.h` and `linux/rtnetlink.h`.

pub(super) const INET: u8 = 2;
pub(super) const INET6: u8 = 10;

pub(super) const GET_LINK: u16 = 18;
pub(super) const GET_ADDRESS: u16 = 22;
pub(super) const GET_ROUTE: u16 = 26;

const DONE: u16 = 3;
const ERROR: u16 = 2;
const HEADER: usize = 16;
/// `NLM_F_REQUEST | NLM_F_DUMP`.
const FLAGS: u16 = 0x301;

/// Asks for everything of a kind.
pub(super) fn request(kind: u16, family: u8) -> Vec<u8> {
    // Large enough for the fixed part of any of the three questions; only the family is looked at.
    const BODY: usize = 16;
    let mut out = Vec::with_capacity(HEADER + BODY);
    out.extend(((HEADER + BODY) as u32).to_ne_bytes());
    out.extend(kind.to_ne_bytes());
    out.extend(FLAGS.to_ne_bytes());
    out.extend(1_u32.to_ne_bytes());
    out.extend(0_u32.to_ne_bytes());
    out.push(family);
    out.resize(HEADER + BODY, 0);
    out
}

/// What a datagram holds.
pub(super) enum Part<'a> {
    /// One answer's body.
    Body(&'a [u8]),
    /// There is no more.
    Done,
    /// The kernel refuses; an error number.
    Error(i32),
}

/// The messages of a datagram.
pub(super) fn parts(datagram: &[u8]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = datagram;
    while let (Some(length), Some(kind)) = (u32_at(rest, 0), u16_at(rest, 4)) {
        let length = length as usize;
        let Some(body) = rest.get(HEADER..length) else { break };
        parts.push(match kind {
            DONE => Part::Done,
            ERROR => Part::Error(u32_at(body, 0).unwrap_or(0).cast_signed().saturating_neg()),
            _ => Part::Body(body),
        });
        rest = rest.get(aligned(length)..).unwrap_or_default();
    }
    parts
}

/// The attributes behind a body's fixed part.
pub(super) fn attributes(body: &[u8], fixed: usize) -> Vec<(u16, &[u8])> {
    let mut attributes = Vec::new();
    let mut rest = body.get(fixed..).unwrap_or_default();
    while let (Some(length), Some(kind)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let length = usize::from(length);
        let Some(value) = rest.get(4..length) else { break };
        // The high bits say how the value is nested or ordered.
        attributes.push((kind & 0x3fff, value));
        rest = rest.get(aligned(length)..).unwrap_or_default();
    }
    attributes
}

fn aligned(length: usize) -> usize {
    length.div_ceil(4) * 4
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
