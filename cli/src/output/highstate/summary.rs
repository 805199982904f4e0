//! The closing lines of a run: how many succeeded, changed, failed, and how long it took.

use super::{
    super::{Color, Settings},
    chunk::Chunk,
};

/// Counts over the states of one run.
#[derive(Default)]
pub(super) struct Summary {
    succeeded: usize,
    failed: usize,
    not_run: usize,
    warned: usize,
    /// States with changes.
    pub(super) changed: usize,
    /// Milliseconds, one after the other.
    serial: f64,
    /// Milliseconds of the longest parallel one.
    parallel: f64,
}

/// Widest label (`Succeeded`) and `: `.
const LABEL: usize = 9 + 2;

impl Summary {
    pub(super) fn count(&mut self, chunk: &Chunk<'_>) {
        match chunk.result() {
            Some(true) => self.succeeded += 1,
            Some(false) => self.failed += 1,
            None => self.not_run += 1,
        }
        self.warned += usize::from(!chunk.warnings().is_empty());
        self.changed += usize::from(chunk.has_changes());
        if chunk.is_parallel() {
            self.parallel = self.parallel.max(chunk.duration());
        } else {
            self.serial += chunk.duration();
        }
    }

    fn total(&self) -> usize {
        self.succeeded + self.failed + self.not_run
    }

    pub(super) fn lines(&self, host: &str, settings: &Settings) -> Vec<String> {
        let palette = settings.palette();
        let widest = [self.succeeded, self.failed, self.not_run, self.warned].into_iter().max().unwrap_or(0);
        let width = LABEL + widest.to_string().len();
        let count = |label: &str, n: String| format!("{label}: {n:>0$}", width - label.len() - 2);
        let failed_color = if self.failed > 0 { Color::Red } else { Color::Cyan };
        let rule = "-".repeat(width);
        let mut lines = vec![palette.paint(Color::Cyan, &format!("\nSummary for {}\n{rule}", host))];
        let good = (self.succeeded + self.not_run).to_string();
        lines.push(palette.paint(Color::Green, &count("Succeeded", good)) + &self.stats(settings));
        lines.push(palette.paint(failed_color, &count("Failed", self.failed.to_string())));
        if settings.state_output_pct && self.total() > 0 {
            let of = |n: usize| format!("{:.2}", n as f64 * 100.0 / self.total() as f64);
            lines.push(palette.paint(Color::Green, &count("Success %", of(self.succeeded + self.not_run))));
            lines.push(palette.paint(failed_color, &count("Failure %", of(self.failed))));
        }
        if self.warned > 0 {
            lines.push(palette.paint(Color::LightRed, &count("Warnings", self.warned.to_string())));
        }
        let total = format!("{rule}\nTotal states run: {:>1$}", self.total(), width - 7);
        lines.push(palette.paint(Color::Cyan, &total));
        if settings.state_output_profile {
            lines.push(palette.paint(Color::Cyan, &self.run_time(width)));
        }
        lines
    }

    fn stats(&self, settings: &Settings) -> String {
        let palette = settings.palette();
        let mut stats = Vec::new();
        if self.not_run > 0 {
            stats.push(palette.paint(Color::LightYellow, &format!("unchanged={}", self.not_run)));
        }
        if self.changed > 0 {
            stats.push(palette.paint(Color::Green, &format!("changed={}", self.changed)));
        }
        if stats.is_empty() { String::new() } else { format!(" ({})", stats.join(", ")) }
    }

    fn run_time(&self, width: usize) -> String {
        let milliseconds = self.serial + self.parallel;
        let (time, unit) =
            if milliseconds > 999.0 { (milliseconds / 1000.0, "s") } else { (milliseconds, "ms") };
        format!("Total run time: {:>1$} {unit}", format!("{time:.3}"), width - 5)
    }
}
