//! The closing count of `--summary`.

use halite_common::{id::MinionId, job::Report};

/// Salt's summary of a job; `unknown` were named as targets and have no key.
pub(super) fn text(reports: &[(MinionId, Report)], unknown: usize) -> String {
    let count = |which: fn(&Report) -> bool| reports.iter().filter(|(_, report)| which(report)).count();
    let returned = count(|report| matches!(report, Report::Done | Report::Failed));
    let targeted = reports.len() + unknown;
    let rule = "-------------------------------------------";
    [
        String::new(),
        rule.into(),
        "Summary".into(),
        rule.into(),
        format!("# of minions targeted: {targeted}"),
        format!("# of minions returned: {returned}"),
        format!("# of minions that did not return: {}", targeted - returned),
        format!("# of minions with errors: {}", count(|report| matches!(report, Report::Failed))),
        rule.into(),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use halite_common::job::Report;

    use super::text;

    #[test]
    fn every_target_is_counted() {
        let reports = [
            ("a".parse().unwrap(), Report::Done),
            ("b".parse().unwrap(), Report::Failed),
            ("c".parse().unwrap(), Report::Absent { since: None }),
        ];
        let summary = text(&reports, 1);
        assert!(summary.contains("# of minions targeted: 4\n# of minions returned: 2\n# of minions that did not return: 2\n# of minions with errors: 1"), "{summary}");
    }
}
