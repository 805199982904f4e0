//! Walks MessagePack without building anything, so that limits hold before the first allocation.

use super::{CodecError, Limits};

/// Checks that `bytes` are exactly one value within limits.
pub(super) fn check(bytes: &[u8], limits: Limits) -> Result<(), CodecError> {
    if bytes.len() > limits.size {
        return Err(CodecError::TooLarge { size: bytes.len(), limit: limits.size });
    }
    let mut walk = Walk { rest: bytes, nodes: 0, limits };
    walk.value()?;
    if walk.rest.is_empty() { Ok(()) } else { Err(CodecError::Trailing(walk.rest.len())) }
}

struct Walk<'a> {
    rest: &'a [u8],
    nodes: usize,
    limits: Limits,
}

/// What a first byte announces.
enum Shape {
    Skip(usize),
    Items(usize),
}

impl Walk<'_> {
    /// Walks one value with all that is in it; the stack holds how many values are missing on each level.
    fn value(&mut self) -> Result<(), CodecError> {
        let mut missing: Vec<usize> = vec![1];
        while let Some(level) = missing.last_mut() {
            if *level == 0 {
                missing.pop();
                continue;
            }
            *level -= 1;
            self.count(1)?;
            match self.shape()? {
                Shape::Skip(len) => drop(self.take(len)?),
                Shape::Items(items) => {
                    if missing.len() > self.limits.depth {
                        return Err(CodecError::TooDeep(self.limits.depth));
                    }
                    if self.nodes.saturating_add(items) > self.limits.nodes {
                        return Err(CodecError::TooMany(self.limits.nodes));
                    }
                    missing.push(items);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize) -> Result<(), CodecError> {
        self.nodes += nodes;
        if self.nodes > self.limits.nodes { Err(CodecError::TooMany(self.limits.nodes)) } else { Ok(()) }
    }

    fn shape(&mut self) -> Result<Shape, CodecError> {
        let first = self.take(1)?[0];
        Ok(match first {
            0x00..=0x7f | 0xc0 | 0xc2 | 0xc3 | 0xe0..=0xff => Shape::Skip(0),
            0x80..=0x8f => Shape::Items(2 * usize::from(first & 0x0f)),
            0x90..=0x9f => Shape::Items(usize::from(first & 0x0f)),
            0xa0..=0xbf => Shape::Skip(usize::from(first & 0x1f)),
            0xc4 | 0xd9 => Shape::Skip(self.length(1)?),
            0xc5 | 0xda => Shape::Skip(self.length(2)?),
            0xc6 | 0xdb => Shape::Skip(self.length(4)?),
            0xcc | 0xd0 => Shape::Skip(1),
            0xcd | 0xd1 => Shape::Skip(2),
            0xca | 0xce | 0xd2 => Shape::Skip(4),
            0xcb | 0xcf | 0xd3 => Shape::Skip(8),
            0xdc => Shape::Items(self.length(2)?),
            0xdd => Shape::Items(self.length(4)?),
            0xde => Shape::Items(self.length(2)?.saturating_mul(2)),
            0xdf => Shape::Items(self.length(4)?.saturating_mul(2)),
            // Nobody has use for one, and read as a value it is deeper than it was counted here.
            0xc7..=0xc9 | 0xd4..=0xd8 => return Err(CodecError::Unknown("an extension type".into())),
            0xc1 => return Err(CodecError::Malformed),
        })
    }

    fn length(&mut self, width: usize) -> Result<usize, CodecError> {
        Ok(self.take(width)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    fn take(&mut self, len: usize) -> Result<&[u8], CodecError> {
        let (head, rest) = self.rest.split_at_checked(len).ok_or(CodecError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }
}
