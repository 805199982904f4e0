//! Manifests and pieces of files, as a minion takes them: no name leads out of the cache, no piece is larger than a piece
//! may be, and what is packed unpacks to the same.
#![no_main]

use std::path::{Component, Path};

use halite_common::wire::{BlobPart, Limits, MAX_MESSAGE, MAX_PIECE, Manifest, ToMinion, decode, encode};
use libfuzzer_sys::fuzz_target;

// Without the minion and all modules that it would bring: this room needs `common` alone.
#[path = "../../minion/src/requests/names.rs"]
mod names;

fn manifest(manifest: Manifest) {
    let Manifest { files, dirs, links } = names::usable(manifest);
    let files = files.into_iter().map(|entry| entry.path);
    for name in files.chain(dirs).chain(links.into_iter().map(|(link, _)| link)) {
        let path = Path::new("/cache").join(&name);
        let inside = path.starts_with("/cache") && !path.components().any(|part| part == Component::ParentDir);
        assert!(inside && !name.contains('\0') && !name.is_empty(), "{name:?}");
    }
}

fn piece(part: &BlobPart) {
    if let Ok(data) = part.unpack() {
        assert!(data.len() <= MAX_PIECE);
    }
}

fuzz_target!(|input: &[u8]| {
    let limits = Limits::known(MAX_MESSAGE);
    if let Ok(read) = decode::<Manifest>(input, limits) {
        let written = encode(&read).expect("what was read can be written");
        assert_eq!(decode::<Manifest>(&written, limits).as_ref(), Ok(&read));
        manifest(read);
    }
    match decode(input, limits) {
        Ok(ToMinion::Manifest { manifest: Some(read), .. }) => manifest(read),
        Ok(ToMinion::Blob { part, .. }) => piece(&part),
        _ => {}
    }
    let part = BlobPart { sha256: vec![1; 32], offset: 0, size: 0, data: input.to_vec(), compressed: true };
    piece(&part);
    if input.len() <= MAX_PIECE {
        let packed = BlobPart::pack(&[1; 32], 0, input.len() as u64, input);
        assert_eq!(packed.unpack().ok().as_deref(), Some(input));
    }
});
