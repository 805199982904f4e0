//! What must hold on real hosts, chapter by chapter.

mod adhoc;
mod converge;
mod enrol;
mod faults;
mod losses;
mod secrecy;

use super::{host::Fleet, story::Story};

/// Tells the whole story. A check that fails is noted and the story goes on; an error ends it.
pub(crate) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    enrol::tell(fleet, story)?;
    adhoc::tell(fleet, story)?;
    converge::tell(fleet, story)?;
    secrecy::tell(fleet, story)?;
    faults::tell(fleet, story)?;
    losses::tell(fleet, story)
}
