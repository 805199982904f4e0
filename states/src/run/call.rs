//! Calls one chunk: guards, slots, test mode, `check_cmd`, retries. Knows nothing of the other chunks.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use halite_common::{
    target::{Known, Subject, Target},
    value::{Dict, Value},
};

use super::{
    arguments::{self, Sorted},
    guard,
    record::{Clock, Record},
    retry::Retry,
    slot,
};
use crate::{
    declare::{Act, Chunk, Minion, ModuleError, Outcome, Refresh, StateEntry},
    low::{Low, Plan},
    options::Options,
};

/// What is done with a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It runs; in test mode it tells what it would do.
    Run,
    /// It tells what it would do, for a `prereq`.
    Test,
    /// Its `mod_watch` runs.
    Watched,
}

/// Everything that a call needs; shared by all threads of a run.
pub(super) struct Caller<'a> {
    pub(super) act: Act<'a>,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a Options,
    pub(super) mock: bool,
}

/// What came of one attempt.
struct Attempt {
    outcome: Outcome,
    /// The guards keep `mod_watch` from running.
    skip_watch: bool,
    /// The argument that is to blame, where it is known.
    culprit: Option<String>,
    /// What to do about it.
    hint: Option<String>,
}

impl From<Outcome> for Attempt {
    fn from(outcome: Outcome) -> Attempt {
        Attempt { outcome, skip_watch: false, culprit: None, hint: None }
    }
}

/// One umask at a time, since a process has only one.
static UMASK: Mutex<()> = Mutex::new(());

thread_local! {
    /// A state run inside a state has the lock already.
    static HAS_UMASK: Cell<bool> = const { Cell::new(false) };
}

impl Caller<'_> {
    pub(super) fn test(&self) -> bool {
        self.act.minion.test()
    }

    /// Calls a chunk, and again as its `retry` says. Gives the record and how many run numbers it takes.
    pub(super) fn call(&self, low: &Low, how: How) -> (Record, usize) {
        let record = self.attempt(low, how);
        let Some(retry) = low.get("retry").map(Retry::of).filter(|_| how != How::Test) else {
            return (record, 1);
        };
        if self.test() {
            let mut record = record;
            record.outcome.comment = format!("{}  {}", record.outcome.comment, retry.announce());
            return (record, 1);
        }
        self.again(low, how, &retry, record)
    }

    fn again(&self, low: &Low, how: How, retry: &Retry, first: Record) -> (Record, usize) {
        let start = first.clock.start.clone();
        let (mut told, mut elapsed, mut runs) = (Vec::new(), 0.0, 1);
        let mut last = first;
        while last.outcome.result != Some(retry.until) && retry.attempts > runs as i128 {
            told.push(format!(
                "Attempt {runs}: Returned a result of \"{}\", with the following comment: \"{}\"",
                Value::from(last.outcome.result),
                last.outcome.comment
            ));
            let pause = retry.pause();
            elapsed += last.clock.duration + pause.as_millis() as f64;
            self.sleep(pause);
            if self.act.minion.cancelled().is_some() {
                break;
            }
            last = self.attempt(low, how);
            runs += 1;
        }
        if runs > 1 {
            told.push(std::mem::take(&mut last.outcome.comment));
            last.outcome.comment = told.join("\n");
            last.clock = Clock { start, duration: elapsed + last.clock.duration };
        }
        (last, runs)
    }

    fn sleep(&self, pause: Duration) {
        self.act.host.sleep(pause);
    }

    fn attempt(&self, low: &Low, how: How) -> Record {
        let start = self.act.host.now();
        let Attempt { outcome, skip_watch, culprit, hint } = self.outcome(low, how);
        let clock = Clock::between(start, self.act.host.now());
        let mut record = Record { skip_watch, culprit, hint, ..Record::of(low, outcome, clock) };
        if how != How::Test {
            if low.flag("no_log") {
                record.redact();
            }
            self.refresh(low);
        }
        record
    }

    fn outcome(&self, low: &Low, how: How) -> Attempt {
        let full = match how {
            How::Watched => format!("{}.{}", low.state(), low.text("sfun")),
            _ => low.full(),
        };
        let entry =
            self.act.minion.registry().state(&full).filter(|entry| how != How::Watched || entry.watches);
        let Some(entry) = entry else { return not_found(low).into() };
        if let Some(errors) = unsound(low) {
            return Outcome::failed(errors).into();
        }
        if let Some(failure) = self.act.minion.refuses_state(&full) {
            return Attempt { hint: failure.hint, ..Outcome::failed(failure.message).into() };
        }
        let mut skip_watch = false;
        let guarded = catch_unwind(AssertUnwindSafe(|| self.guarded(low, how, entry, &mut skip_watch)));
        let attempt = match guarded {
            Ok(Ok(outcome)) => outcome.into(),
            Ok(Err(ModuleError::Bind(error))) => Attempt {
                culprit: error.argument().map(str::to_owned),
                hint: error.hint(),
                ..bind_error(low, &full, entry, &error.to_string()).into()
            },
            Ok(Err(error)) => {
                let outcome = exception(&halite_common::chain::print(&error));
                Attempt { hint: error.into_failure().hint, ..outcome.into() }
            }
            Err(panic) => exception(&panic_text(panic.as_ref())).into(),
        };
        Attempt { skip_watch, ..attempt }
    }

    fn guarded(
        &self,
        low: &Low,
        how: How,
        entry: &StateEntry,
        skip_watch: &mut bool,
    ) -> Result<Outcome, ModuleError> {
        let chunk = arguments::chunk(low);
        let act = Act { chunk: Some(&chunk), ..self.act };
        let decision = guard::decide(low, &act)?;
        let mut outcome = match decision {
            Some(decision) if decision.skip => {
                *skip_watch = decision.skip_watch;
                Outcome::in_place(decision.comment)
            }
            _ => self.state(low, how, entry, &chunk)?,
        };
        let own_check = (entry.fields)().contains(&"check_cmd");
        if let Some(commands) = low.get("check_cmd").filter(|_| !own_check) {
            let (passed, comment) = guard::check_cmd(commands, &act);
            outcome.result = Some(passed);
            if let Some(comment) = comment {
                outcome.comment = comment.into();
            }
        }
        Ok(outcome)
    }

    fn state(&self, low: &Low, how: How, entry: &StateEntry, chunk: &Chunk) -> Result<Outcome, ModuleError> {
        if self.mock {
            return Ok(Outcome::in_place("Not called, mocked"));
        }
        if !self.conditions_met(low) {
            let comment = "Failed to meet global state conditions. State not called.";
            return Ok(Outcome { result: None, ..Outcome::in_place(comment) });
        }
        let Sorted { mut arguments, unknown } = arguments::sort(low, entry);
        let warnings: Vec<String> =
            unknown.iter().map(|name| arguments::unknown(name, &low.full(), entry)).collect();
        if self.options.strict && !warnings.is_empty() {
            return Ok(Outcome::failed(warnings.join("\n")));
        }
        slot::fill(&mut arguments, self.act.minion)?;
        let computed = arguments.get("name").filter(|name| low.get("name") != Some(name)).cloned();
        let mut outcome = self.enter(low, how, entry, chunk, arguments)?;
        if let Some(name) = computed {
            outcome.extra.insert("name", name);
        }
        outcome.warnings.extend(warnings);
        Ok(outcome)
    }

    /// Calls the module's function, in the right mode and under the right umask.
    fn enter(
        &self,
        low: &Low,
        how: How,
        entry: &StateEntry,
        chunk: &Chunk,
        arguments: Dict,
    ) -> Result<Outcome, ModuleError> {
        let asked = low.get("test").filter(|_| !(entry.fields)().contains(&"test")).and_then(Value::as_bool);
        let test = how == How::Test || asked.unwrap_or(self.test());
        let other: Option<std::sync::Arc<dyn Minion>> =
            (test != self.test()).then(|| self.act.minion.with(None, None, Some(test)));
        let minion = other.as_deref().unwrap_or(self.act.minion);
        let act = Act { host: self.act.host, minion, chunk: Some(chunk) };
        let function = if how == How::Watched { entry.watched } else { entry.run };
        match umask(low) {
            Some(mask) => under_umask(&act, mask, || function(&act, arguments, test)),
            None => function(&act, arguments, test),
        }
    }

    /// Any condition of `global_state_conditions` that concerns the state and holds lets it run.
    fn conditions_met(&self, low: &Low) -> bool {
        let full = low.full();
        let concerned = |key: &str| key == "*" || key == full || key == low.state();
        let conditions = self.options.conditions.iter().filter(|(key, _)| concerned(&key.to_string()));
        let expressions: Vec<String> =
            conditions.flat_map(|(_, value)| crate::options::names(Some(value))).collect();
        if expressions.is_empty() {
            return true;
        }
        let minion = self.act.minion;
        let subject = Known { id: minion.id().to_owned(), grains: minion.grains(), pillar: minion.pillar() };
        expressions.iter().any(|expression| self.holds(expression, &subject))
    }

    fn holds(&self, expression: &str, subject: &dyn Subject) -> bool {
        let kind = halite_common::job::TargetKind::Compound;
        Target::with_groups(kind, expression, ":", &self.options.nodegroups)
            .is_ok_and(|target| target.matches(subject))
    }

    fn refresh(&self, low: &Low) {
        for (key, what) in [("reload_grains", Refresh::Grains), ("reload_pillar", Refresh::Pillar)] {
            if low.flag(key)
                && let Err(error) = self.act.minion.refresh(what)
            {
                tracing::error!(?what, error = %halite_common::chain::print(&error), "could not refresh");
            }
        }
    }
}

fn under_umask<T>(act: &Act<'_>, mask: u32, work: impl FnOnce() -> T) -> T {
    let outer = HAS_UMASK.replace(true);
    let one = (!outer).then(|| UMASK.lock().unwrap_or_else(PoisonError::into_inner));
    let before = act.host.set_umask(mask);
    let done = catch_unwind(AssertUnwindSafe(work));
    act.host.set_umask(before);
    HAS_UMASK.set(outer);
    drop(one);
    done.unwrap_or_else(|panic| resume_unwind(panic))
}

fn umask(low: &Low) -> Option<u32> {
    let text = low.get("umask").filter(|umask| !umask.is_null())?.to_string();
    u32::from_str_radix(text.trim_start_matches("0o"), 8).ok()
}

/// What is wrong with a chunk before its function is looked at.
fn unsound(low: &Low) -> Option<String> {
    let mut errors = String::new();
    let name = low.get("name").cloned().unwrap_or_default();
    if name.is_truthy() && name.as_str().is_none() {
        let of = Some(low.sls()).filter(|sls| !sls.is_empty()).map(|sls| format!("in SLS '{sls}' "));
        errors.push_str(&format!(
            "ID '{name}' {}is not formed as a string, but is a {}\n",
            of.unwrap_or_default(),
            name.type_name()
        ));
    }
    let given = low.get("umask").filter(|umask| !umask.is_null());
    if let Some(given) = given.filter(|_| umask(low).is_none()) {
        errors.push_str(&format!("Invalid umask: {given}\n"));
    }
    (!errors.is_empty()).then_some(errors)
}

fn not_found(low: &Low) -> Outcome {
    let full = low.full();
    Outcome::failed(if low.sls().is_empty() {
        format!("Specified state '{full}' was not found\n")
    } else {
        format!("State '{full}' was not found in SLS '{}'\nReason: '{full}' is not available.\n", low.sls())
    })
}

/// Tells of missing arguments as Salt does, else what the binding says.
fn bind_error(low: &Low, full: &str, entry: &StateEntry, error: &str) -> Outcome {
    let arguments = (entry.documentation)().arguments;
    let missing = arguments.iter().filter(|argument| argument.required && low.get(argument.name).is_none());
    let told: String =
        missing.map(|argument| format!("Missing parameter {} for state {full}\n", argument.name)).collect();
    if told.is_empty() { exception(error) } else { Outcome::failed(told) }
}

fn exception(error: &str) -> Outcome {
    Outcome::failed(format!("An exception occurred in this state: {error}"))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    format!("the module broke: {text}")
}
