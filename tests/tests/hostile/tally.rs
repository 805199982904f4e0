//! What was tried, and what an attacker gained by it.

use std::{
    fmt::Display,
    sync::{Mutex, PoisonError},
};

/// Cases of one trial.
pub(crate) struct Tally {
    name: &'static str,
    cases: usize,
    gains: Vec<String>,
    notes: Vec<String>,
}

static DONE: Mutex<Vec<Tally>> = Mutex::new(Vec::new());

impl Tally {
    pub(crate) fn new(name: &'static str) -> Tally {
        Tally { name, cases: 0, gains: Vec::new(), notes: Vec::new() }
    }

    /// Counts a case; `gained` if the attacker got what it was after.
    pub(crate) fn case(&mut self, what: impl Display, gained: bool) {
        self.cases += 1;
        if gained {
            // What a minion said may stand in it.
            self.gains.push(what.to_string().escape_debug().take(300).collect());
        }
    }

    /// Keeps a line for the end, such as what a flood cost.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// Whether nothing was gained; the figures are kept for the end.
    pub(crate) fn close(self) -> Result<(), String> {
        let gained = self.gains.join("\n");
        DONE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        if gained.is_empty() { Ok(()) } else { Err(format!("the attacker gained:\n{gained}")) }
    }
}

/// All figures, as they are printed when everything has run.
pub(crate) fn figures() -> String {
    let done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let rows = done.iter().map(|t| format!("{:>7}  {:>9}  {}", t.cases, t.gains.len(), t.name));
    let (cases, gains) = done.iter().fold((0, 0), |(c, g), t| (c + t.cases, g + t.gains.len()));
    let notes = done.iter().flat_map(|tally| tally.notes.iter().cloned());
    let mut lines = vec!["  cases  successes".to_owned()];
    lines.extend(rows);
    lines.push(format!("{cases:>7}  {gains:>9}  in all"));
    lines.extend(notes);
    lines.join("\n")
}
