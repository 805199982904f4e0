//! Where a target stands, in words for people.

use super::Report;

impl Report {
    /// Why there is no return, beginning with Salt's words.
    pub fn why(&self) -> String {
        let did_not = |reason: &str| format!("Minion did not return. [{reason}]");
        match self {
            Report::Absent { since: Some(since) } => {
                format!("{} offline since {}", did_not("Not connected"), moment(*since))
            }
            Report::Absent { since: None } => format!("{} it was never seen", did_not("Not connected")),
            Report::Silent => did_not("No response"),
            Report::Lost => did_not("Lost: the minion died while it ran the job; it was not run again"),
            Report::Expired => did_not("Expired: its time ran out before it could start"),
            Report::Refused { reason } => did_not(&format!("Refused: {reason}")),
            Report::Cancelled => did_not("Cancelled"),
            Report::Superseded { by } => {
                did_not(&format!("Superseded: the equal job {by} took its place while it waited"))
            }
            Report::Waiting { until } => {
                did_not(&format!("Queued: it waits for the minion until {}", moment(*until)))
            }
            Report::Queued => did_not("Queued: it was not sent yet"),
            Report::Sent | Report::Accepted | Report::Running => did_not("Still running"),
            Report::Done | Report::Failed => did_not("Returned, but the result could not be shown"),
        }
    }

    /// Whether a target that stands so may return still.
    pub fn may_return(&self) -> bool {
        match self {
            Report::Expired
            | Report::Refused { .. }
            | Report::Cancelled
            | Report::Superseded { .. }
            | Report::Absent { .. } => false,
            Report::Queued
            | Report::Waiting { .. }
            | Report::Sent
            | Report::Accepted
            | Report::Running
            | Report::Done
            | Report::Failed
            | Report::Lost
            | Report::Silent => true,
        }
    }
}

/// A moment (seconds since 1970) as `2026-11-20 12:03:00 UTC`.
pub fn moment(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|s| jiff::Timestamp::from_second(s).ok());
    moment.map_or_else(|| seconds.to_string(), |moment| moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

#[cfg(test)]
mod tests {
    use super::{Report, moment};

    #[test]
    fn moments_are_readable() {
        assert_eq!(moment(1_763_640_180), "2025-11-20 12:03:00 UTC");
        assert_eq!(moment(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn ends_without_a_return_are_told_by_name() {
        let check = |report: Report, words: &str, may_return: bool| {
            let told = report.why();
            assert!(told.starts_with("Minion did not return. [") && told.contains(words), "{told}");
            assert_eq!(report.may_return(), may_return, "{told}");
        };
        check(Report::Expired, "Expired", false);
        check(
            Report::Superseded { by: "20261120093000123456".parse().unwrap() },
            "Superseded: the equal job 20261120093000123456",
            false,
        );
        check(Report::Waiting { until: 1_763_640_180 }, "until 2025-11-20 12:03:00 UTC", true);
        check(Report::Absent { since: None }, "Not connected", false);
        check(Report::Silent, "No response", true);
    }
}
