//! Records one after another: length, checksum, MessagePack. A torn end is cut off.

use std::{io, ops::Range};

use halite_common::{
    chain,
    crypto::sha256,
    wire::{Limits, MAX_MESSAGE, decode, encode},
};

use super::{Disk, Record};

/// The first line of the file, so that a later format is not taken for damage.
pub(super) const MAGIC: &[u8] = b"halite journal 1\n";
/// Four bytes of length and eight of checksum before each record.
const HEAD: usize = 12;
/// What a message may be, and what a record adds to it.
const LIMITS: Limits =
    Limits { size: MAX_MESSAGE + 4096, depth: 68, nodes: Limits::known(MAX_MESSAGE).nodes + 64 };

/// The records on a disk.
pub(super) struct RecordFile {
    disk: Box<dyn Disk>,
    /// Bytes that are known to be good; what may lie behind them is not.
    length: u64,
}

/// What was read back.
pub(super) struct ReadBack {
    /// The records, each with the bytes it takes.
    pub(super) records: Vec<(Record, u64)>,
    /// Bytes at the end that are no whole record.
    pub(super) cut: usize,
}

impl RecordFile {
    /// Reads what there is; `None` if it is no journal.
    pub(super) fn open(mut disk: Box<dyn Disk>) -> io::Result<Option<(RecordFile, ReadBack)>> {
        let content = disk.read()?;
        // A crash while the first line was written.
        if MAGIC.starts_with(&content) && content.len() < MAGIC.len() {
            disk.replace(MAGIC)?;
            let file = RecordFile { disk, length: MAGIC.len() as u64 };
            return Ok(Some((file, ReadBack { records: Vec::new(), cut: 0 })));
        }
        if !content.starts_with(MAGIC) {
            return Ok(None);
        }
        let mut position = MAGIC.len();
        let mut records = Vec::new();
        while let Some((record, range)) = record_at(&content, position) {
            records.push((record, (range.end - position) as u64));
            position = range.end;
        }
        let cut = content.len() - position;
        if cut > 0 {
            // A copy is for people to look at; that there is no room for it must not keep the minion from its work.
            if let Err(error) = disk.set_aside(&content) {
                tracing::warn!(error = chain::print(&error), "could not keep a copy of the damaged journal");
            }
            disk.write(position as u64, &[])?;
            disk.sync()?;
        }
        Ok(Some((RecordFile { disk, length: position as u64 }, ReadBack { records, cut })))
    }

    /// Adds a record; unless it fails, it is on disk if `sync`. Gives the bytes it takes.
    pub(super) fn append(&mut self, record: &Record, sync: bool) -> io::Result<u64> {
        let frame = frame(record)?;
        self.disk.write(self.length, &frame)?;
        if sync {
            self.disk.sync()?;
        }
        self.length += frame.len() as u64;
        Ok(frame.len() as u64)
    }

    /// Keeps these records and no others. Gives the bytes that each takes.
    pub(super) fn rewrite(&mut self, records: &[Record]) -> io::Result<Vec<u64>> {
        let mut content = MAGIC.to_vec();
        let mut lengths = Vec::with_capacity(records.len());
        for record in records {
            let frame = frame(record)?;
            lengths.push(frame.len() as u64);
            content.extend(frame);
        }
        self.disk.replace(&content)?;
        self.length = content.len() as u64;
        Ok(lengths)
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

fn frame(record: &Record) -> io::Result<Vec<u8>> {
    frame_of(&encode(record).map_err(io::Error::other)?)
}

pub(super) fn frame_of(body: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    let mut frame = Vec::with_capacity(HEAD + body.len());
    frame.extend(length.to_be_bytes());
    frame.extend(checksum(body));
    frame.extend(body);
    Ok(frame)
}

fn record_at(content: &[u8], position: usize) -> Option<(Record, Range<usize>)> {
    let head = content.get(position..position + HEAD)?;
    let (length, sum) = head.split_first_chunk::<4>()?;
    let start = position + HEAD;
    let range = start..start.checked_add(u32::from_be_bytes(*length) as usize)?;
    let body = content.get(range.clone())?;
    if checksum(body) != sum {
        return None;
    }
    Some((decode(body, LIMITS).ok()?, range))
}

fn checksum(body: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.copy_from_slice(&sha256(body)[..8]);
    sum
}
