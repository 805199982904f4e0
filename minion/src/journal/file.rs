//! Records one after another: length, checksum, MessagePack. A torn end is cut off, damage is told of.

use std::io;

use halite_common::{
    chain,
    crypto::sha256,
    wire::{Limits, MAX_MESSAGE, decode, encode},
};

use super::{Disk, Record, Spoilt};

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
    /// Not before all is rewritten if something in it is damaged: what was damaged must not be forgotten half.
    sound: bool,
}

/// What was read back.
pub(super) struct ReadBack {
    pub(super) passages: Vec<Passage>,
    /// Bytes that are no good record.
    pub(super) spoilt: usize,
}

/// What stands in a file, in its order.
#[derive(Debug, PartialEq)]
pub(super) enum Passage {
    /// A record, and the bytes it takes.
    Record(Record, u64),
    /// Something was written and brought to disk here, and is not known any more.
    Damage,
}

impl RecordFile {
    /// Reads what there is; `None` if it is no journal. With damage in it, nothing can be added before it is rewritten.
    pub(super) fn open(mut disk: Box<dyn Disk>) -> io::Result<Option<(RecordFile, ReadBack)>> {
        let content = disk.read()?;
        // A crash while the first line was written.
        if MAGIC.starts_with(&content) && content.len() < MAGIC.len() {
            disk.replace(MAGIC)?;
            let file = RecordFile { disk, length: MAGIC.len() as u64, sound: true };
            return Ok(Some((file, ReadBack { passages: Vec::new(), spoilt: 0 })));
        }
        if !content.starts_with(MAGIC) {
            return Ok(None);
        }
        let (passages, position) = passages(&content);
        let good: u64 = passages.iter().map(Passage::bytes).sum();
        let spoilt = content.len() - MAGIC.len() - usize::try_from(good).unwrap_or_default();
        let sound = !passages.contains(&Passage::Damage);
        if spoilt > 0 {
            let what = if sound { Spoilt::Torn } else { Spoilt::Damaged };
            // A copy is for people to look at; that there is no room for it must not keep the minion from its work.
            if let Err(error) = disk.set_aside(what, &content) {
                tracing::warn!(error = chain::print(&error), "could not keep a copy of the spoilt journal");
            }
        }
        if spoilt > 0 && sound {
            disk.write(position as u64, &[])?;
            disk.sync()?;
        }
        let file = RecordFile { disk, length: position as u64, sound };
        Ok(Some((file, ReadBack { passages, spoilt })))
    }

    /// Adds a record; unless it fails, it is on disk if `sync`. Gives the bytes it takes.
    pub(super) fn append(&mut self, record: &Record, sync: bool) -> io::Result<u64> {
        if !self.sound {
            return Err(io::Error::other("it is damaged and could not be rewritten"));
        }
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
        self.sound = true;
        Ok(lengths)
    }

    /// Whether something can be added.
    pub(super) fn is_sound(&self) -> bool {
        self.sound
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

impl Passage {
    fn bytes(&self) -> u64 {
        match self {
            Passage::Record(_, bytes) => *bytes,
            Passage::Damage => 0,
        }
    }
}

/// What stands behind the first line, and where the last good record of it ends. Nothing is looked for except where a
/// record should begin: what functions returned may look like records, too.
fn passages(content: &[u8]) -> (Vec<Passage>, usize) {
    let (mut passages, mut position) = (Vec::new(), MAGIC.len());
    loop {
        match found_at(content, position) {
            Found::Record(record, end) => {
                passages.push(Passage::Record(record, (end - position) as u64));
                position = end;
            }
            Found::Damage { next } => {
                passages.push(Passage::Damage);
                let next = next.filter(|next| matches!(found_at(content, *next), Found::Record(..)));
                let Some(next) = next else { return (passages, position) };
                position = next;
            }
            Found::Torn => return (passages, position),
        }
    }
}

enum Found {
    /// A good record, up to there.
    Record(Record, usize),
    /// Nothing, or a write that did not come to its end: nobody was promised anything on it.
    Torn,
    /// Not what was written, and where the next record should be.
    Damage { next: Option<usize> },
}

fn found_at(content: &[u8], position: usize) -> Found {
    let head = content.get(position..).and_then(<[u8]>::split_first_chunk::<HEAD>);
    let Some((head, rest)) = head else { return Found::Torn };
    let (length, sum) = (u32::from_be_bytes([head[0], head[1], head[2], head[3]]), &head[4..]);
    let body = |length: u32| rest.get(..length as usize);
    let end = |length: u32| position + HEAD + length as usize;
    let fits = |length: u32| body(length).is_some_and(|body| checksum(body) == sum);
    if fits(length)
        && let Some(record) = body(length).and_then(|body| decode(body, LIMITS).ok())
    {
        return Found::Record(record, end(length));
    }
    // A bit of the length may have turned: then it is no torn write, and what lies behind it is found.
    let mended = (0..u32::BITS).map(|bit| length ^ (1 << bit)).find(|length| *length > 0 && fits(*length));
    match (mended, body(length)) {
        (Some(mended), _) => Found::Damage { next: Some(end(mended)) },
        _ if length == 0 || length as usize > LIMITS.size => Found::Damage { next: None },
        (None, Some(_)) => Found::Damage { next: Some(end(length)) },
        (None, None) => Found::Torn,
    }
}

fn checksum(body: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.copy_from_slice(&sha256(body)[..8]);
    sum
}
