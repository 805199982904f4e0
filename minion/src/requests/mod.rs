//! Questions to the master, asked by functions that run, and the answers that find their way back.

mod blobs;
mod files;
mod line;
mod names;
mod pillar;

pub(crate) use files::RemoteFiles;
pub(crate) use line::Line;
pub(crate) use pillar::RemotePillar;
