//! Which findings count: an SLS that others include is judged where it is included, one that other hosts get is not judged by
//! the grains and pillar of this one.

use std::collections::HashSet;

use halite_states::lint::{Finding, Rule};

use super::host::{Key, Seen};

/// The SLS files that another includes, for any of the hosts.
pub(super) fn included(seen: &[Seen]) -> HashSet<Key> {
    let written = seen.iter().flat_map(|host| host.written.iter().cloned());
    let rendered = seen.iter().flat_map(|host| &host.includes);
    rendered
        .filter(|include| include.of != include.by)
        .map(|include| include.of.clone())
        .chain(written)
        .collect()
}

/// What counts of all that was seen for a host.
pub(super) fn counted(seen: &Seen, included: &HashSet<Key>) -> Vec<Finding> {
    let elsewhere = elsewhere(seen);
    let mut counted = seen.findings.clone();
    for (key, linted) in &seen.alone {
        let is_entry = seen.asked || !included.contains(key);
        let findings = linted.findings.iter().filter(|finding| is_entry || !finding.rule.is_about_context());
        let findings = findings.cloned();
        if seen.top_unknown || elsewhere.contains(key) {
            counted.extend(
                findings.map(|finding| if is_of_this_host(&finding) { finding.softened() } else { finding }),
            );
        } else {
            counted.extend(findings);
        }
    }
    counted
}

/// Tells whether a finding may be none for a host with other grains and pillar.
fn is_of_this_host(finding: &Finding) -> bool {
    // What is no Jinja is none anywhere.
    finding.rule.is_about_data()
        && !(finding.rule == Rule::RenderError && finding.failure.message.contains("Jinja syntax error"))
}

/// The SLS files that the top file gives to other hosts only, and what these include.
fn elsewhere(seen: &Seen) -> HashSet<Key> {
    let named: HashSet<&Key> = seen.named.iter().collect();
    let reached = seen.alone.iter().filter(|(key, _)| named.contains(key));
    let reached = reached.flat_map(|(key, linted)| linted.rendered.iter().chain([key]));
    reached.filter(|key| !seen.given.contains(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use halite_common::failure::{Failure, Kind};
    use halite_states::lint::{Finding, Linted, Rule, Severity};

    use super::{Key, Seen, counted};

    fn key(sls: &str) -> Key {
        ("base".into(), sls.into())
    }

    fn alone(sls: &str, rules: &[Rule], rendered: &[&str]) -> (Key, Linted) {
        let finding = |rule: &Rule| Finding::new(*rule, Failure::new(Kind::Compile, format!("{rule:?}")));
        let rendered = rendered.iter().map(|sls| key(sls)).collect();
        let findings = rules.iter().map(finding).collect();
        (key(sls), Linted { findings, rendered, ..Linted::default() })
    }

    fn judged(seen: &Seen, included: &[&str]) -> Vec<(Rule, Severity)> {
        let included: HashSet<Key> = included.iter().map(|sls| key(sls)).collect();
        counted(seen, &included).iter().map(|finding| (finding.rule, finding.severity)).collect()
    }

    #[test]
    fn what_others_include_is_judged_there() {
        let rules = [Rule::RequisiteNowhere, Rule::WrongType];
        let seen = Seen { alone: vec![alone("part", &rules, &["part"])], ..Seen::default() };
        assert_eq!(judged(&seen, &["part"]), [(Rule::WrongType, Severity::Error)]);
        assert_eq!(judged(&seen, &[]).len(), 2);
        assert_eq!(judged(&Seen { asked: true, ..seen }, &["part"]).len(), 2);
    }

    #[test]
    fn what_other_hosts_get_is_not_judged_by_this_ones_data() {
        let web = alone("web", &[Rule::RenderError, Rule::UnknownFunction], &["web", "web.conf"]);
        let conf = alone("web.conf", &[Rule::RequisiteNowhere], &["web.conf"]);
        let loose = alone("loose", &[Rule::RenderError], &["loose"]);
        let seen = Seen { alone: vec![web, conf, loose], named: vec![key("web")], ..Seen::default() };
        let expected = [
            (Rule::RenderError, Severity::Warning),
            (Rule::UnknownFunction, Severity::Error),
            (Rule::RequisiteNowhere, Severity::Warning),
            (Rule::RenderError, Severity::Error),
        ];
        assert_eq!(judged(&seen, &[]), expected);
        let lost = judged(&Seen { top_unknown: true, ..seen }, &[]);
        assert_eq!(lost.last(), Some(&(Rule::RenderError, Severity::Warning)));
    }
}
