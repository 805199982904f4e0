//! A job's path in five nouns: Publish → Job → Call → Report → Return.

mod call;
mod outcome;
mod publish;
mod told;

pub use call::{Call, Job};
pub use outcome::{Progress, Report, Return};
pub use publish::{Batch, Publish, TargetKind, TargetSpec};
pub use told::moment;
