//! What is checked, and the count at the end.

/// Checks so far.
#[derive(Default)]
pub(crate) struct Story {
    passed: usize,
    failed: Vec<String>,
}

impl Story {
    /// Begins a chapter.
    pub(crate) fn chapter(&self, text: &str) {
        println!("\n== {text}");
    }

    /// Notes something seen.
    pub(crate) fn saw(&self, text: &str) {
        for line in text.trim_end().lines() {
            println!("   {line}");
        }
    }

    /// Checks that something holds; `seen` is shown where it does not.
    pub(crate) fn check(&mut self, what: &str, holds: bool, seen: &str) {
        if holds {
            self.passed += 1;
            println!("ok {what}");
        } else {
            self.fail(what, seen);
        }
    }

    /// Notes a failure.
    pub(crate) fn fail(&mut self, what: &str, seen: &str) {
        println!("FAILED {what}\n   {}", seen.trim().replace('\n', "\n   "));
        self.failed.push(what.to_owned());
    }

    /// The closing line; an error where anything failed.
    pub(crate) fn verdict(self) -> Result<String, String> {
        let line = format!("fleet: {} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { Ok(line) } else { Err(format!("{}\n{line}", self.failed.join("\n"))) }
    }
}
