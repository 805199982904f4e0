//! What functions and states are handed: this minion's grains, pillar, files and services.
//!
//! A [`Home`] lasts as long as the program; a [`Run`] is one job, or one function that a job calls.

mod acts;
mod facts;
mod files;
mod gate;
mod home;
mod host;
mod pillar;
mod run;
pub(crate) mod templates;
mod turn;
mod watch;

pub(crate) use acts::{Listener, Nobody};
pub(crate) use files::{Files, LocalFiles};
pub(crate) use gate::Gate;
pub(crate) use home::{Answers, Home};
pub(crate) use host::{clear_processes, signal_processes};
pub(crate) use pillar::{LocalPillar, PillarSource};
pub(crate) use run::{Job, Run};
pub(crate) use turn::Turn;
pub(crate) use watch::Watch;
