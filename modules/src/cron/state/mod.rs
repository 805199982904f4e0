//! `cron.present`, `cron.absent`, `cron.env_present`, `cron.env_absent`, `cron.file`.

mod env;
mod file;
mod job;

pub(super) use env::{EnvAbsent, EnvPresent};
pub(super) use file::File;
pub(super) use job::{Absent, Present};
