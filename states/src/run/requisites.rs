//! Whether a chunk's requisites let it run. Decides only; the records are handed in.

use std::collections::BTreeSet;

use super::record::Record;
use crate::low::Requisite;

/// What the requisites say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Something that is required has not run yet.
    Unmet,
    /// Something that is required still runs beside the others.
    Pending,
    /// Something that is required failed.
    Fail,
    /// Run.
    Met,
    /// Run; a watched chunk changed.
    Change,
    /// Run, but without `mod_watch`: another state asked for that.
    SkipWatch,
    /// Do not run: another state asked for that.
    SkipReq,
    /// Do not run: what this is a `prereq` for would change nothing.
    Pre,
    /// Do not run: nothing failed.
    OnFail,
    /// Do not run: nothing changed.
    OnChanges,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Unmet,
    SkipReq,
    OnFail,
    OnChanges,
    OnChangesMet,
    Fail,
    Change,
    PreMet,
    Pre,
    Met,
}

/// One kind of requisite of a chunk, and the records it points at; `None` for a chunk that has not run.
pub(super) struct Group<'a> {
    pub(super) kind: Requisite,
    pub(super) records: Vec<Option<&'a Record>>,
    /// One of them still runs beside the others.
    pub(super) pending: bool,
}

/// Weighs all requisites of a chunk.
pub(super) fn status(groups: &[Group<'_>]) -> Status {
    let facts: BTreeSet<Fact> = groups.iter().flat_map(facts).collect();
    let pending = groups.iter().any(|group| group.pending);
    let has = |fact| facts.contains(&fact);
    if has(Fact::Unmet) {
        Status::Unmet
    } else if pending {
        Status::Pending
    } else if has(Fact::Fail) {
        Status::Fail
    } else if has(Fact::SkipReq) && (has(Fact::OnChangesMet) || has(Fact::PreMet)) {
        Status::SkipReq
    } else if has(Fact::SkipReq) && has(Fact::Change) {
        Status::SkipWatch
    } else if has(Fact::Pre) {
        if has(Fact::PreMet) { Status::Met } else { Status::Pre }
    } else if has(Fact::OnFail) && !has(Fact::OnChangesMet) {
        Status::OnFail
    } else if has(Fact::OnChanges) && !has(Fact::OnChangesMet) {
        Status::OnChanges
    } else if has(Fact::Change) {
        Status::Change
    } else if has(Fact::OnFail) {
        Status::OnFail
    } else {
        Status::Met
    }
}

fn facts(group: &Group<'_>) -> BTreeSet<Fact> {
    let mut facts = BTreeSet::new();
    for record in &group.records {
        match record {
            None => {
                facts.insert(Fact::Unmet);
            }
            Some(_) if group.pending => {}
            Some(record) => {
                if record.skips_requisites() {
                    facts.insert(Fact::SkipReq);
                }
                facts.extend(fact(group.kind, record));
            }
        }
    }
    reconcile(group.kind, &mut facts);
    facts
}

fn fact(kind: Requisite, record: &Record) -> Option<Fact> {
    if kind.is_onfail() {
        if record.outcome.result == Some(true) {
            return Some(Fact::OnFail);
        }
    } else if kind.is_onchanges() {
        let met = !record.failed() && record.changed();
        return Some(if met { Fact::OnChangesMet } else { Fact::OnChanges });
    } else if record.failed() {
        return Some(Fact::Fail);
    }
    if kind.is_watch() && record.changed() {
        return Some(Fact::Change);
    }
    if kind == Requisite::Prereq {
        return Some(if record.outcome.result.is_none() { Fact::PreMet } else { Fact::Pre });
    }
    record.ran.then_some(Fact::Met)
}

/// Where one of several is enough, the others do not count; for `onfail_all`, one success counts for all.
fn reconcile(kind: Requisite, facts: &mut BTreeSet<Fact>) {
    if kind.is_any() {
        if facts.contains(&Fact::Met) || facts.contains(&Fact::Change) {
            facts.remove(&Fact::Fail);
        }
        if facts.contains(&Fact::OnChangesMet) {
            facts.remove(&Fact::OnChanges);
            facts.remove(&Fact::Fail);
        }
        if facts.contains(&Fact::OnFail) && facts.contains(&Fact::Met) {
            facts.remove(&Fact::OnFail);
        }
    }
    if kind == Requisite::OnFailAll && facts.contains(&Fact::OnFail) {
        facts.remove(&Fact::Met);
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::{Group, Record, Status, status};
    use crate::{
        declare::Outcome,
        low::{Low, Requisite},
    };

    /// `+` succeeded, `*` succeeded with changes, `-` failed, `~` failed with changes, `?` would change, `.` did not
    /// run, `!` is still to run.
    fn check(kind: Requisite, records: &str, expected: Status) {
        let record = |c: char| {
            let outcome = Outcome::change("x", 1, 2);
            let (result, changed) = match c {
                '-' => (Some(false), false),
                '~' => (Some(false), true),
                '?' => (None, true),
                '*' => (Some(true), true),
                _ => (Some(true), false),
            };
            let mut record = Record::not_run(&Low::default(), true, "", SystemTime::UNIX_EPOCH);
            record.ran = c != '.';
            record.outcome.result = result;
            record.outcome.changes = if changed { outcome } else { Default::default() };
            (c != '!').then_some(record)
        };
        let records: Vec<Option<Record>> = records.chars().map(record).collect();
        let group = Group { kind, records: records.iter().map(Option::as_ref).collect(), pending: false };
        assert_eq!(status(&[group]), expected, "{kind:?}");
    }

    #[test]
    fn requisites_weigh_as_in_salt() {
        check(Requisite::Require, "+*", Status::Met);
        check(Requisite::Require, "+-", Status::Fail);
        check(Requisite::Require, "+!", Status::Unmet);
        check(Requisite::RequireAny, "-+", Status::Met);
        check(Requisite::RequireAny, "-~", Status::Fail);
        check(Requisite::Watch, "+*", Status::Change);
        check(Requisite::Watch, "+?", Status::Change);
        check(Requisite::Watch, "-*", Status::Fail);
        check(Requisite::WatchAny, "-*", Status::Change);
        check(Requisite::OnChanges, "+-", Status::OnChanges);
        check(Requisite::OnChanges, "+*", Status::Met);
        check(Requisite::OnChanges, "~", Status::OnChanges);
        check(Requisite::OnChangesAny, "-*", Status::Met);
        check(Requisite::OnFail, "+*", Status::OnFail);
        check(Requisite::OnFail, "+-", Status::Met);
        check(Requisite::OnFailAny, "+-", Status::Met);
        check(Requisite::OnFailAll, "+-", Status::OnFail);
        check(Requisite::OnFailAll, "--", Status::Met);
        check(Requisite::Prereq, "?", Status::Met);
        check(Requisite::Prereq, "+", Status::Pre);
    }
}
