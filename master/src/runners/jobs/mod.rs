//! `jobs.*`: what is stored about jobs.

mod active;
mod list;
mod look;
mod moment;
mod returns;
mod stored;

pub(super) use active::Active;
pub(super) use list::{LastRun, ListJobs, ListJobsFilter};
pub(super) use look::{ListJob, PrintJob};
pub(super) use returns::{ExitSuccess, LookupJid};
