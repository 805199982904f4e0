//! Output that remembers which template line each of its lines came from.

/// A line of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Which template, by its number in the run.
    pub template: u32,
    /// Line, from 1; 0 where nothing was written.
    pub line: u32,
}

/// Where what is written next comes from.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Text of a template, line by line.
    Text(Origin),
    /// The value of an expression: all its lines come from one.
    Value(Origin),
    /// The output of another template.
    Lines(Vec<Origin>),
}

/// Rendered text and the origins of its lines.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The text.
    pub text: String,
    /// One origin for each line.
    pub lines: Vec<Origin>,
    /// Something of the current line can be seen.
    visible: bool,
}

impl Output {
    /// Adds text that comes from there.
    pub fn push(&mut self, text: &str, mark: &mut Mark) {
        // The first line is there even if a line break is all that it has.
        if self.lines.is_empty() && !text.is_empty() {
            self.lines.push(Origin::default());
        }
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.text.push('\n');
                self.visible = false;
                self.lines.push(Origin::default());
                match mark {
                    Mark::Text(origin) => origin.line += 1,
                    Mark::Value(_) => {}
                    Mark::Lines(lines) => {
                        lines.pop();
                    }
                }
            }
            self.extend_line(line, mark);
        }
    }

    fn extend_line(&mut self, part: &str, mark: &Mark) {
        if part.is_empty() {
            return;
        }
        let origin = match mark {
            Mark::Text(origin) | Mark::Value(origin) => Some(*origin),
            Mark::Lines(lines) => lines.last().copied(),
        };
        // A line comes from where its first visible part comes from.
        if let (false, Some(origin), Some(last)) = (self.visible, origin, self.lines.last_mut()) {
            *last = origin;
        }
        self.visible |= !part.trim().is_empty();
        self.text.push_str(part);
    }

    /// The mark under which this output goes into another.
    pub fn into_mark(mut self) -> (String, Mark) {
        self.lines.reverse();
        (self.text, Mark::Lines(self.lines))
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Origin, Output};

    #[test]
    fn lines_come_from_their_first_visible_part() {
        let at = |line| Origin { template: 0, line };
        let mut output = Output::default();
        output.push("a\n  ", &mut Mark::Text(at(1)));
        output.push("x\ny", &mut Mark::Value(at(5)));
        output.push("\nb", &mut Mark::Text(at(7)));
        assert_eq!(output.text, "a\n  x\ny\nb");
        assert_eq!(output.lines, [at(1), at(5), at(5), at(8)]);
    }

    #[test]
    fn an_empty_first_line_counts() {
        let at = |line| Origin { template: 0, line };
        let mut output = Output::default();
        output.push("\n", &mut Mark::Text(at(1)));
        output.push("x", &mut Mark::Value(at(2)));
        assert_eq!(output.lines, [Origin::default(), at(2)]);
    }
}
