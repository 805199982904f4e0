//! Who is sent the job next.

use halite_common::job::Report;

use super::Life;

impl Life {
    /// Sends the job to as many waiting targets as the window has room for.
    pub(super) fn fill_window(&mut self) {
        while let Some((_, position)) = self.resting.first().copied().filter(|(until, _)| *until <= self.now)
        {
            self.resting.retain(|(_, resting)| *resting != position);
        }
        if !self.stored || self.halted {
            return;
        }
        let window = self.plan.window.unwrap_or(usize::MAX);
        while self.working + self.resting.len() < window {
            let Some(position) = self.waiting.pop_front() else { return };
            let target = &self.targets[position];
            if target.report == Report::Queued && target.here && target.keeping.is_none() {
                self.send(position);
            }
        }
    }
}
