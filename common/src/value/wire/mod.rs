//! Values through serde: read and written by any format, and used as one.

mod build;
mod error;
mod format;
mod read;

pub(super) use build::ValueSerializer;
pub(super) use read::ValueDeserializer;
