//! Refusals, told in the log and in the audit log. Who is refused again and again cannot fill either.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use halite_common::{failure::Failure, hush::Hush};

use super::asker::Asked;
use crate::audit::{Audit, AuditEvent};

/// Tells of refusals, a few each second.
pub(crate) struct Denials {
    hush: Hush,
    since: Instant,
    /// Refusals that were not told, since the last one that was.
    untold: AtomicU64,
}

impl Default for Denials {
    fn default() -> Denials {
        Denials { hush: Hush::default(), since: Instant::now(), untold: AtomicU64::new(0) }
    }
}

impl Denials {
    pub(super) fn tell(&self, audit: &Audit, user: &str, asked: Asked<'_>, failure: &Failure) {
        if !self.hush.lets(self.since.elapsed()) {
            self.untold.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let untold = self.untold.swap(0, Ordering::Relaxed);
        let (reason, rule) = (&failure.message, failure.hint.as_deref().unwrap_or_default());
        tracing::warn!(user, asked = asked.what, rule, untold, "denied: {reason}");
        audit.note(|| AuditEvent::Denied {
            user: user.to_owned(),
            asked: asked.what,
            calls: audit.calls(asked.calls),
            target: asked.target.cloned(),
            reason: reason.clone(),
            rule: failure.hint.clone(),
            untold,
        });
    }
}
