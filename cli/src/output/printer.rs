//! Where results go: standard output or a file. Everything that is no result goes to standard error.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use halite_common::{
    failure::{Failure, Kind},
    value::Value,
};

use super::{Outputter, Palette, Settings, highstate::WHERE, out_file::OutFile, strip_escapes};

/// Prints results in the outputter that was asked for, else in the one that suits each.
#[derive(Debug)]
pub(crate) struct Printer {
    settings: Settings,
    forced: Option<Outputter>,
    file: Option<OutFile>,
}

impl Printer {
    /// A printer; an output file is replaced unless it is to be added to.
    pub(crate) fn new(
        settings: Settings,
        forced: Option<Outputter>,
        file: Option<PathBuf>,
        append: bool,
    ) -> Result<Printer, Failure> {
        let opened = |path: PathBuf| {
            let shown = path.display().to_string();
            OutFile::new(path, append).map_err(|error| cannot_write(shown, &error))
        };
        // Opened anew it would lose its place among what others write there.
        let file = file.filter(|path| path.as_path() != Path::new("/dev/stdout"));
        let file = file.map(opened).transpose()?;
        Ok(Printer { settings, forced, file })
    }

    /// The outputter that was asked for.
    pub(crate) fn forced(&self) -> Option<Outputter> {
        self.forced
    }

    /// What is to be shown of a host's result. People see failures with their places in the value's stead;
    /// programs get the value as it is, and the failures stand on standard error.
    pub(crate) fn shown(&self, host: &str, value: &Value, failures: &[Failure]) -> Value {
        let for_people = matches!(self.forced, None | Some(Outputter::Nested | Outputter::Highstate));
        if !for_people {
            failures.iter().for_each(|failure| say(&strip_escapes(&format!("{host}: {failure}"))));
            return value.clone();
        }
        let (parts, whole): (Vec<&Failure>, Vec<&Failure>) =
            failures.iter().partition(|failure| failure.about.is_some());
        match (value, whole.as_slice()) {
            (_, []) => {}
            // A function says in one text why it failed, a state run in a list.
            (Value::Str(_), [one]) => return one.to_string().into(),
            (_, many) => return many.iter().map(ToString::to_string).collect(),
        }
        let mut value = value.clone();
        parts.iter().for_each(|failure| place_in(&mut value, failure));
        value
    }

    /// Prints a value; `suits` is the name of the outputter that suits it.
    pub(crate) fn print(&self, value: &Value, suits: Option<&str>) -> Result<(), Failure> {
        let suiting = suits.and_then(|name| Outputter::parse(name).ok()).unwrap_or(Outputter::Nested);
        // As in Salt, `--out=highstate` shows in its own way only what is a state run.
        let outputter = match self.forced {
            None | Some(Outputter::Highstate) if suits.is_some() => suiting,
            Some(forced) => forced,
            None => Outputter::Nested,
        };
        self.write(&self.settings.format(outputter, value))
    }

    /// Prints a text that is no value's; it is handed the colours to use.
    pub(crate) fn print_text(&self, text: impl FnOnce(Palette) -> String) -> Result<(), Failure> {
        self.write(&text(self.settings.palette()))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        let line = format!("{text}\n");
        match &self.file {
            Some(file) => file
                .write(line.as_bytes())
                .map_err(|error| cannot_write(file.path().display().to_string(), &error)),
            None => match io::stdout().lock().write_all(line.as_bytes()) {
                // Whoever reads us may stop reading.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                Err(error) => Err(cannot_write("standard output".into(), &error)),
                Ok(()) => Ok(()),
            },
        }
    }
}

/// Adds to the result of a state where it is written, and what to do about it.
fn place_in(value: &mut Value, failure: &Failure) {
    let tag = failure.about.as_deref().unwrap_or_default();
    let state = value.as_dict_mut().and_then(|states| states.get_mut(tag)).and_then(Value::as_dict_mut);
    let Some(state) = state else { return };
    let mut lines = failure.place.as_ref().map(|place| place.lines()).unwrap_or_default();
    lines.extend(failure.hint.as_ref().map(|hint| format!("Hint: {hint}")));
    let text = Value::from(lines.join("\n"));
    match state.get_mut(WHERE) {
        Some(Value::List(known)) => known.push(text),
        _ => {
            state.insert(WHERE, vec![text]);
        }
    }
}

fn cannot_write(what: String, error: &io::Error) -> Failure {
    Failure::new(Kind::Io, format!("could not write {what}: {error}"))
}

/// Tells whether results go to a person's terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Says something that is no result, on standard error.
pub(crate) fn say(text: &str) {
    // Nothing is left to do where even standard error cannot be written.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
