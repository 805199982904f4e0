//! What the audit log is told about ends and reports, once they are stored.

use halite_common::{
    id::{Jid, MinionId},
    job::{Call, Report, Return},
};

use super::{super::EndRecord, Desk};
use crate::audit::{AuditEvent, Outcome, digest};

impl Desk {
    /// A target has ended. `None` where nobody writes it down.
    pub(super) fn ended(&self, jid: Jid, id: &MinionId, end: &EndRecord) -> Option<AuditEvent> {
        let result = end.result.as_ref();
        self.audit.is_open().then(|| AuditEvent::Ended {
            jid,
            minion: id.clone(),
            state: word(&end.report),
            result: result.map(outcome),
        })
    }

    /// A minion tells of a call by hand.
    pub(super) fn reported(
        &self,
        jid: Jid,
        id: &MinionId,
        call: &Call,
        result: &Return,
    ) -> Option<AuditEvent> {
        self.audit.is_open().then(|| AuditEvent::Reported {
            jid,
            minion: id.clone(),
            call: self.audit.call(call),
            result: outcome(result),
        })
    }
}

fn outcome(result: &Return) -> Outcome {
    Outcome {
        function: result.function.clone(),
        retcode: result.retcode,
        success: result.success,
        // What came as a message can be written as one.
        sha256: digest(&result.value).unwrap_or_default(),
    }
}

fn word(report: &Report) -> &'static str {
    match report {
        Report::Queued => "queued",
        Report::Waiting { .. } => "waiting",
        Report::Sent => "sent",
        Report::Accepted => "accepted",
        Report::Running => "running",
        Report::Done => "done",
        Report::Failed => "failed",
        Report::Lost => "lost",
        Report::Expired => "expired",
        Report::Refused { .. } => "refused",
        Report::Absent { .. } => "absent",
        Report::Silent => "silent",
        Report::Cancelled => "cancelled",
        Report::Superseded { .. } => "superseded",
    }
}
