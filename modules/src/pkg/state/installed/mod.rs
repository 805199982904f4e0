//! `pkg.installed`.

mod carry;
mod declare;
mod find;
mod foresee;
mod holding;

pub(in crate::pkg) use declare::Installed;
use declare::Plan;
