//! Runners: what operators ask the master itself. One list; a runner is a struct, and its fields are its arguments.

mod declare;
mod jobs;
mod manage;
mod pillar;
mod show;

use declare::{Entry, runner};

pub(crate) use declare::{call, documentation};

/// Every runner.
const RUNNERS: &[Entry] = &[
    runner::<jobs::Active>(),
    runner::<jobs::Cancel>(),
    runner::<jobs::ExitSuccess>(),
    runner::<jobs::Hashes>(),
    runner::<jobs::LastRun>(),
    runner::<jobs::ListJob>(),
    runner::<jobs::ListJobs>(),
    runner::<jobs::ListJobsFilter>(),
    runner::<jobs::LookupJid>(),
    runner::<jobs::PrintJob>(),
    runner::<jobs::Queued>(),
    runner::<manage::Down>(),
    runner::<manage::NotPresent>(),
    runner::<manage::Present>(),
    runner::<manage::Status>(),
    runner::<manage::Up>(),
    runner::<manage::Versions>(),
    runner::<pillar::ShowPillar>(),
    runner::<pillar::ShowTop>(),
];
