//! Content of files, piece by piece.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use halite_common::wire::{BlobPart, MAX_PIECE};

use super::Files;

/// Pieces that are read at a time.
const AT_A_TIME: usize = 8;
/// Contents that one request may name.
const MAX_WANTED: usize = 100_000;

/// What is sent for a wanted content.
#[derive(Debug, PartialEq)]
pub enum Piece {
    /// A piece of it.
    Part(BlobPart),
    /// It is not, or no longer, to be had.
    Gone(Vec<u8>),
}

/// Reads wanted contents, a few pieces at a time, so that no thread waits for a slow minion.
///
/// A file may change while it is read: whoever puts the pieces together checks the hash.
pub struct Pieces {
    files: Files,
    environment: String,
    wanted: VecDeque<(Vec<u8>, u64)>,
    open: Option<Open>,
    /// Whether the tree was looked at anew: once for all contents that it may not have had before.
    looked: bool,
}

/// A file that is being read.
struct Open {
    file: File,
    hash: Vec<u8>,
    at: u64,
    size: u64,
}

impl Files {
    /// The wanted contents, each from its offset on.
    pub fn pieces(&self, environment: String, wanted: Vec<(Vec<u8>, u64)>) -> Pieces {
        let wanted = wanted.into_iter().take(MAX_WANTED).collect();
        Pieces { files: self.clone(), environment, wanted, open: None, looked: false }
    }
}

impl Pieces {
    /// The next pieces; none when all were read. Blocks.
    pub fn read_on(&mut self) -> Vec<Piece> {
        let mut out = Vec::new();
        while out.len() < AT_A_TIME {
            let Some(open) = &mut self.open else {
                let Some((hash, offset)) = self.wanted.pop_front() else { break };
                match self.find(&hash).and_then(|path| Open::at(&path, &hash, offset).ok()) {
                    Some(open) => self.open = Some(open),
                    None => out.push(Piece::Gone(hash)),
                }
                continue;
            };
            match open.read() {
                Ok(part) => out.push(Piece::Part(part)),
                Err(_) => out.push(Piece::Gone(std::mem::take(&mut open.hash))),
            }
            if open.hash.is_empty() || open.at >= open.size {
                self.open = None;
            }
        }
        out
    }
}

impl Pieces {
    fn find(&mut self, hash: &[u8]) -> Option<PathBuf> {
        let known = self.files.content(&self.environment, hash);
        if known.is_some() || std::mem::replace(&mut self.looked, true) {
            return known;
        }
        self.files.look(&self.environment);
        self.files.content(&self.environment, hash)
    }
}

impl Open {
    fn at(path: &Path, hash: &[u8], offset: u64) -> io::Result<Open> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let at = file.seek(SeekFrom::Start(offset.min(size)))?;
        Ok(Open { file, hash: hash.to_vec(), at, size })
    }

    /// The next piece. An empty rest is one empty piece.
    fn read(&mut self) -> io::Result<BlobPart> {
        let mut buffer = vec![0; MAX_PIECE];
        let count = fill(&mut self.file, &mut buffer)?;
        if count == 0 && self.at < self.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let part = BlobPart::pack(&self.hash, self.at, self.size, &buffer[..count]);
        self.at += count as u64;
        Ok(part)
    }
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match file.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use halite_common::value::{Dict, Value};

    use super::{Files, MAX_PIECE, Piece};

    fn files(folder: &std::path::Path) -> Files {
        let roots = Dict::from([("base", Value::from(vec![folder.display().to_string()]))]);
        Files::new(&Dict::from([("file_roots", roots)]))
    }

    fn fetch(files: &Files, hash: &[u8], offset: u64) -> (Vec<u8>, bool) {
        let mut pieces = files.pieces("base".into(), vec![(hash.to_vec(), offset)]);
        let (mut content, mut gone) = (Vec::new(), false);
        loop {
            let read = pieces.read_on();
            if read.is_empty() {
                return (content, gone);
            }
            for piece in read {
                match piece {
                    Piece::Part(part) => content.extend(part.unpack().unwrap()),
                    Piece::Gone(_) => gone = true,
                }
            }
        }
    }

    #[test]
    fn contents_are_sent_whole_or_from_an_offset() {
        let folder = tempfile::tempdir().unwrap();
        let long: Vec<u8> = (0..MAX_PIECE * 10 + 10).map(|n| (n % 251) as u8).collect();
        fs::write(folder.path().join("long"), &long).unwrap();
        fs::write(folder.path().join("empty"), "").unwrap();
        let files = files(folder.path());
        let (hash, manifest) = files.manifest("base", &[]);
        let manifest = manifest.unwrap();
        assert_eq!(manifest.files.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(), ["empty", "long"]);
        assert_eq!(files.manifest("base", &hash).1, None);
        let of = |n: usize| manifest.files[n].sha256.clone();
        assert_eq!(fetch(&files, &of(1), 0), (long.clone(), false));
        assert_eq!(fetch(&files, &of(1), 70_000), (long[70_000..].to_vec(), false));
        assert_eq!(fetch(&files, &of(0), 0), (Vec::new(), false));
        assert_eq!(fetch(&files, &[0; 32], 0), (Vec::new(), true));
        assert_eq!(fetch(&files, b"short", 0), (Vec::new(), true));
    }

    #[test]
    fn a_manifest_is_new_when_something_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        let files = files(folder.path());
        let (first, _) = files.manifest("base", &[]);
        fs::create_dir(folder.path().join("empty")).unwrap();
        let (second, news) = files.manifest("base", &first);
        assert_ne!(first, second);
        assert_eq!(news.unwrap().dirs, ["empty"]);
        assert_eq!(files.manifest("other", &[]).1.unwrap(), Default::default());
    }
}
