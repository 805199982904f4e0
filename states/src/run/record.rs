//! What came of one chunk, and its form in the results.

use std::time::SystemTime;

use halite_common::value::{Dict, Key, Value};
use jiff::tz::TimeZone;

use crate::{declare::Outcome, low::Low};

/// What came of one chunk.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) outcome: Outcome,
    pub(super) name: Value,
    pub(super) sls: Value,
    pub(super) id: Value,
    pub(super) clock: Clock,
    pub(super) run_num: usize,
    /// False where a requisite kept the state from running at all.
    pub(super) ran: bool,
    /// A guard has decided that `mod_watch` is not to run either.
    pub(super) skip_watch: bool,
    pub(super) parallel: bool,
    /// The argument that is to blame for a failure, where it is known.
    pub(super) culprit: Option<String>,
    /// What to do about a failure, where that is known.
    pub(super) hint: Option<String>,
}

/// When a state ran and for how long.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clock {
    /// Local time of day.
    pub(super) start: String,
    /// Milliseconds.
    pub(super) duration: f64,
}

impl Clock {
    pub(super) fn between(start: SystemTime, end: SystemTime) -> Clock {
        let zoned = jiff::Timestamp::try_from(start).unwrap_or_default().to_zoned(TimeZone::system());
        let elapsed = end.duration_since(start).unwrap_or_default();
        Clock {
            start: zoned.strftime("%H:%M:%S.%6f").to_string(),
            duration: elapsed.as_micros() as f64 / 1000.0,
        }
    }
}

const REDACTED: &str = "**********";

impl Record {
    /// The record of a chunk that ran.
    pub(super) fn of(low: &Low, mut outcome: Outcome, clock: Clock) -> Record {
        let field = |key| low.get(key).cloned().unwrap_or_default();
        Record {
            name: outcome.extra.remove("name").unwrap_or_else(|| field("name")),
            outcome,
            sls: field("__sls__"),
            id: field("__id__"),
            clock,
            run_num: 0,
            ran: true,
            skip_watch: false,
            parallel: false,
            culprit: None,
            hint: None,
        }
    }

    /// The record of a chunk that a requisite kept from running.
    pub(super) fn not_run(low: &Low, result: bool, comment: &str, now: SystemTime) -> Record {
        let outcome = Outcome { result: Some(result), ..Outcome::in_place(comment) };
        Record { ran: false, ..Record::of(low, outcome, Clock::between(now, now)) }
    }

    pub(super) fn changed(&self) -> bool {
        !self.outcome.changes.is_empty()
    }

    pub(super) fn failed(&self) -> bool {
        self.outcome.result == Some(false)
    }

    /// Whether the state says that nobody is to react to it.
    pub(super) fn skips_requisites(&self) -> bool {
        self.outcome.extra.get("skip_req").is_some_and(Value::is_truthy)
    }

    /// Hides name, comment and changes (`no_log`).
    pub(super) fn redact(&mut self) {
        self.name = redacted(&self.name);
        self.outcome.comment = redacted(&Value::from(self.outcome.comment.as_str())).to_string();
        self.outcome.changes =
            self.outcome.changes.iter().map(|(key, value)| (key.clone(), redacted(value))).collect();
    }

    /// As it stands in the results.
    pub(super) fn into_dict(self) -> Dict {
        let Outcome { result, changes, comment, warnings, extra } = self.outcome;
        let mut shown: Dict = extra;
        shown.insert("name", self.name);
        shown.insert("changes", changes);
        shown.insert("result", result);
        shown.insert("comment", comment);
        shown.insert("__sls__", self.sls);
        shown.insert("__run_num__", self.run_num);
        shown.insert("start_time", self.clock.start);
        shown.insert("duration", self.clock.duration);
        shown.insert("__id__", self.id);
        if !warnings.is_empty() {
            shown.insert("warnings", warnings);
        }
        if self.skip_watch {
            shown.insert("skip_watch", true);
        }
        if !self.ran {
            shown.insert("__state_ran__", false);
        }
        if self.parallel {
            shown.insert("__parallel__", true);
        }
        shown
    }
}

fn redacted(value: &Value) -> Value {
    match value {
        Value::List(items) => items.iter().map(redacted).collect(),
        Value::Dict(dict) => {
            Value::Dict(dict.iter().map(|(key, value)| (Key::clone(key), redacted(value))).collect())
        }
        scalar if scalar.is_truthy() => REDACTED.into(),
        empty => empty.clone(),
    }
}
