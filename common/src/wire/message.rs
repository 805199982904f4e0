//! Every message, one closed enum per direction. Each has the same sentence in `docs/protocol.md`.
//!
//! Bodies are named maps: a field may be added with a default, never changed. No message names its
//! sender: identity comes from the session.

use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    id::Jid,
    job::{Call, Progress, Return},
    value::{Dict, Value},
};

/// A job with the master's signature over its encoded bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The encoded [`crate::job::Job`].
    #[serde(with = "serde_bytes")]
    pub job: Vec<u8>,
    /// Ed25519 signature over `job`.
    #[serde(with = "serde_bytes")]
    pub signature: Vec<u8>,
}

/// One path of the file server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path without `salt://`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Permission bits, for `mode: keep`.
    pub mode: u32,
    /// SHA-256 of the content.
    #[serde(with = "serde_bytes")]
    pub sha256: Vec<u8>,
}

/// All that an environment offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Files, sorted by path.
    pub files: Vec<FileEntry>,
    /// Folders, sorted.
    pub dirs: Vec<String>,
    /// Symbolic links and their targets, sorted.
    pub links: Vec<(String, String)>,
}

/// A piece of a file's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobPart {
    /// SHA-256 of the whole content.
    #[serde(with = "serde_bytes")]
    pub sha256: Vec<u8>,
    /// Where this piece begins.
    pub offset: u64,
    /// Size of the whole content.
    pub size: u64,
    /// The piece, zstd-compressed if `compressed`.
    #[serde(with = "serde_bytes")]
    pub data: Vec<u8>,
    /// Whether `data` is compressed.
    pub compressed: bool,
}

/// What a minion says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToMaster {
    /// Opens the talk: the minion's version and grains, and the jobs it still holds.
    Hello {
        /// Version of the program.
        version: String,
        /// All grains.
        grains: Dict,
        /// Jobs accepted and not yet returned.
        holding: Vec<Jid>,
    },
    /// Tells the grains anew, because they changed.
    Grains {
        /// All grains.
        grains: Dict,
    },
    /// Takes a job.
    Accepted {
        /// The job.
        jid: Jid,
    },
    /// Does not take a job.
    Refused {
        /// The job.
        jid: Jid,
        /// Why.
        reason: String,
    },
    /// Has begun a job.
    Started {
        /// The job.
        jid: Jid,
    },
    /// Tells how far a state run is.
    Progress {
        /// The job.
        jid: Jid,
        /// How far.
        progress: Progress,
    },
    /// Returns a job's result; repeated until acknowledged.
    Return(Return),
    /// Answers which of the asked jobs the minion holds, queued or running.
    Holding {
        /// The jobs.
        jids: Vec<Jid>,
        /// The jobs that it was asked for. Empty from a minion that does not say yet: it answers in the order of the
        /// questions.
        #[serde(default)]
        asked: Vec<Jid>,
    },
    /// Asks for the minion's own pillar.
    PillarRequest {
        /// Number that the answer carries.
        request: u64,
        /// The environment of the run, if one was chosen.
        saltenv: Option<String>,
        /// The pillar environment, if one was chosen.
        pillarenv: Option<String>,
        /// Values from the command line, merged over the pillar.
        overrides: Dict,
    },
    /// Asks what an environment offers.
    ManifestRequest {
        /// Number that the answer carries.
        request: u64,
        /// The environment.
        saltenv: String,
        /// The manifest's hash that the minion has, to save sending it again.
        #[serde(with = "serde_bytes")]
        known: Vec<u8>,
    },
    /// Asks for the content of files, from an offset on.
    BlobRequest {
        /// Number that the answers carry.
        request: u64,
        /// The environment that offers it.
        saltenv: String,
        /// SHA-256 of each wanted content, and where to begin.
        wanted: Vec<(serde_bytes::ByteBuf, u64)>,
    },
    /// Asks for the environments there are.
    EnvironmentsRequest {
        /// Number that the answer carries.
        request: u64,
    },
    /// Fires an event in the minion's own name.
    Event {
        /// Its tag.
        tag: String,
        /// Its data.
        data: Value,
    },
    /// Reports what a function gave that was called by hand on the minion's host.
    Called {
        /// Number that the answer carries.
        request: u64,
        /// What was called.
        call: Box<Call>,
        /// What it returned. Its `jid` is the call's own: the master gives it another.
        result: Box<Return>,
    },
}

/// What the master says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToMinion {
    /// Answers `Hello`: the talk is open.
    Welcome {
        /// Version of the program.
        version: String,
        /// The master's Ed25519 key, by which envelopes are checked.
        #[serde(with = "serde_bytes")]
        signing_key: Vec<u8>,
        /// The master's time in seconds since 1970.
        time: u64,
    },
    /// Brings a job.
    Job(Envelope),
    /// Confirms that a return is stored; the minion forgets it.
    Acknowledge {
        /// The job.
        jid: Jid,
    },
    /// Asks which of these jobs the minion still holds.
    Find {
        /// The jobs.
        jids: Vec<Jid>,
    },
    /// Ends a job.
    Cancel {
        /// The job.
        jid: Jid,
    },
    /// Answers `PillarRequest`.
    Pillar {
        /// The request's number.
        request: u64,
        /// The pillar, or why there is none.
        pillar: Result<Dict, Vec<Failure>>,
    },
    /// Answers `ManifestRequest`; `None` where the minion's is still right.
    Manifest {
        /// The request's number.
        request: u64,
        /// SHA-256 over the manifest.
        #[serde(with = "serde_bytes")]
        hash: Vec<u8>,
        /// The manifest.
        manifest: Option<Manifest>,
    },
    /// Brings a piece of a file.
    Blob {
        /// The request's number.
        request: u64,
        /// The piece.
        part: BlobPart,
    },
    /// Tells that a file's content cannot be had any more.
    BlobGone {
        /// The request's number.
        request: u64,
        /// SHA-256 of the wanted content.
        #[serde(with = "serde_bytes")]
        sha256: Vec<u8>,
    },
    /// Answers `EnvironmentsRequest`.
    Environments {
        /// The request's number.
        request: u64,
        /// The names.
        names: Vec<String>,
    },
    /// Answers `Called`: it is stored, or too much was reported of late.
    Noted {
        /// The request's number.
        request: u64,
        /// The id that it is stored by, if it is.
        jid: Option<Jid>,
    },
}
