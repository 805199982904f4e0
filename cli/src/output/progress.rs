//! Live progress of state runs on a terminal: a line a minion, drawn anew in place.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Write},
};

use halite_common::{id::MinionId, job::Progress};

use super::strip_escapes;

/// At most so many lines are drawn.
const LINES: usize = 12;

/// The lines on the terminal. Draws nothing where standard error is no terminal.
pub(crate) struct Board {
    enabled: bool,
    rows: BTreeMap<MinionId, Progress>,
    drawn: usize,
}

impl Board {
    /// A board that draws if `wanted` and standard error is a terminal.
    pub(crate) fn new(wanted: bool) -> Board {
        Board { enabled: wanted && io::stderr().is_terminal(), rows: BTreeMap::new(), drawn: 0 }
    }

    /// Shows how far a minion is.
    pub(crate) fn set(&mut self, id: MinionId, progress: Progress) {
        self.rows.insert(id, progress);
        self.draw();
    }

    /// Takes a minion off the board.
    pub(crate) fn remove(&mut self, id: &MinionId) {
        self.clear();
        self.rows.remove(id);
    }

    /// Wipes the lines, so that something else can be printed.
    pub(crate) fn clear(&mut self) {
        if self.drawn > 0 {
            // Progress is a comfort; a terminal that is gone must not end the job's listing.
            let _ = write!(io::stderr(), "\x1b[{}A\x1b[J", self.drawn);
            self.drawn = 0;
        }
    }

    /// Draws the lines.
    pub(crate) fn draw(&mut self) {
        if !self.enabled || self.rows.is_empty() {
            return;
        }
        self.clear();
        let mut text = String::new();
        for (id, progress) in self.rows.iter().take(LINES) {
            text.push_str(&row(id, progress));
            text.push('\n');
        }
        self.drawn = self.rows.len().min(LINES);
        if self.rows.len() > LINES {
            text.push_str(&format!("… and {} more\n", self.rows.len() - LINES));
            self.drawn += 1;
        }
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

fn row(id: &MinionId, progress: &Progress) -> String {
    let line = format!("{id}: {}/{} {}", progress.done, progress.total, progress.current);
    strip_escapes(&line).replace('\n', " ").chars().take(79).collect()
}
