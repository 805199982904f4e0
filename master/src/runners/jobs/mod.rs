//! `jobs.*`: what is stored about jobs.

mod active;
mod cancel;
mod hashes;
mod list;
mod look;
mod moment;
mod queued;
mod returns;
mod stored;

pub(super) use active::Active;
pub(super) use cancel::Cancel;
pub(super) use hashes::Hashes;
pub(super) use list::{LastRun, ListJobs, ListJobsFilter};
pub(super) use look::{ListJob, PrintJob};
pub(super) use queued::Queued;
pub(super) use returns::{ExitSuccess, LookupJid};
