//! One state of a run, in full or on one line.

use halite_common::value::{Dict, Key, Value};

use super::{
    super::{Color, Settings},
    WHERE, format_changes,
};

/// One state's result, with the four parts of its tag.
pub(super) struct Chunk<'a> {
    state: &'a str,
    id: &'a str,
    name: &'a str,
    fun: &'a str,
    data: &'a Dict,
}

impl<'a> Chunk<'a> {
    /// Reads a member of a run; `None` where it is no state's result.
    pub(super) fn read(tag: &'a Key, data: &'a Value) -> Option<Chunk<'a>> {
        let data = data.as_dict()?;
        data.get("result")?;
        let mut parts = tag.as_str()?.split("_|-");
        let (state, id, name) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Chunk { state, id, name, fun: parts.last()?, data })
    }

    pub(super) fn run_number(&self) -> i128 {
        self.data.get("__run_num__").and_then(Value::as_int).unwrap_or(0)
    }

    pub(super) fn result(&self) -> Option<bool> {
        match self.data.get("result") {
            Some(Value::Null) | None => None,
            Some(value) => Some(value.is_truthy()),
        }
    }

    pub(super) fn has_changes(&self) -> bool {
        self.data.get("changes").is_some_and(Value::is_truthy)
    }

    pub(super) fn is_parallel(&self) -> bool {
        self.data.contains("__parallel__")
    }

    /// Milliseconds.
    pub(super) fn duration(&self) -> f64 {
        match self.data.get("duration") {
            Some(Value::Str(text)) => text.trim_end_matches(" ms").parse().unwrap_or(0.0),
            Some(value) => value.as_float().unwrap_or(0.0),
            None => 0.0,
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let warnings = self.data.get("warnings").and_then(Value::as_list).unwrap_or_default();
        warnings.iter().map(ToString::to_string).collect()
    }

    /// Tells whether the settings leave it out of the listing (it still counts).
    pub(super) fn is_hidden(&self, settings: &Settings) -> bool {
        let quiet = self.result() == Some(true) && !self.has_changes();
        let excluded = settings.state_output.starts_with("filter")
            && settings.exclude.contains(&self.result_text())
            && !settings.terse.contains(&self.result_text());
        (quiet && (settings.state_output_diff || !settings.state_verbose)) || excluded
    }

    fn result_text(&self) -> String {
        self.data.get("result").unwrap_or(&Value::Null).to_string()
    }

    /// The lines of this state as the settings want them.
    pub(super) fn lines(&self, settings: &Settings) -> Vec<String> {
        let output = settings.state_output.to_lowercase();
        let terse = match output.trim_end_matches("_id") {
            "terse" => true,
            "mixed" => self.result() != Some(false),
            "changes" => self.result() == Some(true) && !self.has_changes(),
            "filter" => settings.terse.contains(&self.result_text()),
            _ => false,
        };
        let name = if output.ends_with("_id") { self.id } else { self.name };
        if terse { self.terse(name, settings) } else { self.full(name, settings) }
    }

    fn color(&self) -> Color {
        match self.result() {
            Some(false) => Color::Red,
            None => Color::LightYellow,
            Some(true) if self.has_changes() => Color::Cyan,
            Some(true) => Color::Green,
        }
    }

    fn member(&self, name: &str) -> String {
        self.data.get(name).map(|value| value.to_string()).unwrap_or_default()
    }

    fn terse(&self, name: &str, settings: &Settings) -> Vec<String> {
        let palette = settings.palette();
        let mut lines = Vec::new();
        if self.data.contains("warnings") {
            let warnings = format!("Warnings:\n{}", self.warnings().join("\n"));
            lines.push(palette.paint(Color::LightRed, &warnings));
        }
        let result = match self.result() {
            Some(false) => "Failed",
            None => "Differs",
            Some(true) if self.has_changes() => "Changed",
            Some(true) => "Clean",
        };
        let (begin, end) = (palette.begin(self.color()), palette.end());
        let mut line =
            format!(" {begin} Name: {name} - Function: {}.{} - Result: {result}", self.state, self.fun);
        if settings.state_output_profile && self.data.contains("start_time") {
            let (started, duration) = (self.member("start_time"), self.member("duration"));
            line.push_str(&format!(" - Started: {started} - Duration: {duration} ms"));
        }
        line.push_str(end);
        lines.push(line);
        lines
    }

    fn full(&self, name: &str, settings: &Settings) -> Vec<String> {
        let palette = settings.palette();
        let color = self.color();
        let mut lines = vec![palette.paint(color, "----------")];
        let mut field = |label: &str, text: &str| {
            lines.push(format!("    {}", palette.paint(color, &format!("{label:>8}: {text}"))));
        };
        field("ID", self.id);
        field("Function", &format!("{}.{}", self.state, self.fun));
        if self.id != name {
            field("Name", name);
        }
        field("Result", &self.result_text());
        field("Comment", &self.comment());
        if settings.state_output_profile && self.data.contains("start_time") {
            field("Started", &self.member("start_time"));
            field("Duration", &format!("{} ms", self.member("duration")));
        }
        let changes = self.data.get("changes").map(|c| format_changes(c, settings)).unwrap_or_default();
        lines.push(palette.paint(color, &format!("     Changes:   {changes}")));
        if self.data.contains("warnings") {
            let text = fill(&self.warnings().join("\n"), 80, 14);
            lines.push(format!(
                "   {}",
                palette.paint(Color::LightRed, &format!(" Warnings: {}", text.trim_start()))
            ));
        }
        for place in self.data.get(WHERE).and_then(Value::as_list).unwrap_or_default() {
            let text = place.to_string().replace('\n', "\n              ");
            lines.push(format!("    {}", palette.paint(color, &format!("   Where: {text}"))));
        }
        lines
    }

    fn comment(&self) -> String {
        let mut comment = self.member("comment").trim().replace('\n', "\n              ");
        match self.data.get("data") {
            None => {}
            Some(Value::List(items)) => items.iter().for_each(|item| comment.push_str(&format!(" {item}"))),
            Some(Value::Dict(dict)) => {
                dict.iter().for_each(|(key, value)| comment.push_str(&format!("\n\t\t{key}: {value}")));
            }
            Some(other) => comment.push_str(&format!(" {other}")),
        }
        comment
    }
}

/// Folds text at a width, every line indented, as Python's `textwrap.fill` does.
fn fill(text: &str, width: usize, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = " ".repeat(indent);
    let mut length = indent;
    for word in text.split_whitespace() {
        let size = word.chars().count();
        if length > indent && length + 1 + size > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            length = indent;
        }
        if length > indent {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += size;
    }
    lines.push(line);
    lines.join("\n")
}
