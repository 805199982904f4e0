//! What surrounds the desk: clocks, the way to the master, and what jobs run on. A seam: the desk decides, this does.

use std::{io, sync::Arc, time::Duration};

use halite_common::{
    crypto::SignerKey,
    id::{Jid, MinionId},
    job::{Job, Progress},
    wire::{Envelope, ToMaster},
};

/// A job to be looked at: whether it is to be taken.
pub struct Visit {
    /// The job under its signature.
    pub envelope: Envelope,
    /// The master's key.
    pub key: SignerKey,
    /// The master's time in seconds since 1970.
    pub now: u64,
}

/// What surrounds the desk.
pub trait Runtime {
    /// Whose desk it is.
    fn id(&self) -> MinionId;
    /// Time that has passed since some beginning. Never goes back.
    fn now(&self) -> Duration;
    /// The host's time of day in seconds since 1970, which may jump.
    fn time(&self) -> u64;
    /// The master is there: what is said from now on may be heard.
    fn online(&mut self);
    /// Says something if the master is there and there is room. What is lost is said again when it is asked for.
    fn say(&mut self, message: ToMaster) -> bool;
    /// Has a job looked at, which [`super::Input::Looked`] tells; false if there is no room.
    fn look(&mut self, visit: Visit) -> bool;
    /// Begins a job; [`super::Input::Ended`] tells its end.
    fn start(&mut self, job: Arc<Job>) -> io::Result<()>;
    /// Strikes a job off those that run.
    fn ended(&mut self, jid: Jid) -> Option<Arc<Job>>;
    /// Whether a job runs.
    fn runs(&self, jid: Jid) -> bool;
    /// Tells a job to end, and its processes by a signal; false if no such job runs.
    fn signal(&mut self, jid: Jid, signal: i32) -> bool;
    /// Takes how far a job is, if that is news.
    fn progress(&mut self, jid: Jid) -> Option<Progress>;
    /// Shows where the desk stands: the jobs taken whose results are not acknowledged, and those that have yet to begin.
    fn show(&mut self, holding: Vec<Jid>, waiting: &mut dyn Iterator<Item = &Arc<Job>>);
}
