//! Everything that can happen to the master.

use halite_common::config::Config;

use crate::{house::Command, jobs::Written, session::SessionEvent};

/// Everything that can happen to the master.
pub(super) enum Event {
    /// On a session.
    Session(SessionEvent),
    /// At the API.
    Command(Command),
    /// In the store.
    Written(Written),
    /// A job wants to be woken.
    Tick,
    /// Old jobs may be forgotten.
    Forget,
    /// The configuration was read anew.
    Reload(Box<Config>),
    /// The master is to stop.
    Stop,
}
