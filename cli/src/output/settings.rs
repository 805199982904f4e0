//! Which outputter, and how it is to print.

use halite_common::{
    failure::{Failure, Kind, nearest},
    value::Value,
};

use super::{Palette, highstate, json, key, nested, no_return, pprint, tame::tame, text, yaml};

/// An outputter by Salt's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outputter {
    Nested,
    Highstate,
    Json,
    Yaml,
    Txt,
    Raw,
    Pprint,
    Key,
    NoReturn,
    Quiet,
}

const NAMES: [(&str, Outputter); 11] = [
    ("nested", Outputter::Nested),
    ("highstate", Outputter::Highstate),
    ("json", Outputter::Json),
    ("yaml", Outputter::Yaml),
    ("txt", Outputter::Txt),
    ("text", Outputter::Txt),
    ("raw", Outputter::Raw),
    ("pprint", Outputter::Pprint),
    ("key", Outputter::Key),
    ("no_return", Outputter::NoReturn),
    ("quiet", Outputter::Quiet),
];

impl Outputter {
    /// The outputter of that name.
    pub(crate) fn parse(name: &str) -> Result<Outputter, Failure> {
        if let Some((_, outputter)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(*outputter);
        }
        let known = || NAMES.iter().map(|(name, _)| *name);
        let failure = Failure::new(Kind::Usage, format!("there is no outputter `{name}`"));
        Err(match nearest(name, known()) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint(format!("known are {}", known().collect::<Vec<_>>().join(", "))),
        })
    }
}

/// How results are printed.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Whether to use colours.
    pub(crate) color: bool,
    /// `--out-indent`: spaces, negative for one line.
    pub(crate) indent: Option<i64>,
    /// `state_output`: full, terse, mixed, changes, filter, each also with `_id`.
    pub(crate) state_output: String,
    /// `state_verbose`: shows states that are in place too.
    pub(crate) state_verbose: bool,
    /// `state_output_diff`: shows only what failed or changed.
    pub(crate) state_output_diff: bool,
    /// `state_output_profile`: shows start and duration.
    pub(crate) state_output_profile: bool,
    /// `state_output_pct`: shows percentages in the summary.
    pub(crate) state_output_pct: bool,
    /// `state_output_exclude`: results that `filter` leaves out.
    pub(crate) exclude: Vec<String>,
    /// `state_output_terse`: results that `filter` prints on one line.
    pub(crate) terse: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            color: false,
            indent: None,
            state_output: "full".into(),
            state_verbose: true,
            state_output_diff: false,
            state_output_profile: true,
            state_output_pct: false,
            exclude: Vec::new(),
            terse: Vec::new(),
        }
    }
}

impl Settings {
    pub(super) fn palette(&self) -> Palette {
        Palette { enabled: self.color }
    }

    /// Prints a value. The text has no final line break; it may be empty.
    pub(crate) fn format(&self, outputter: Outputter, value: &Value) -> String {
        match outputter {
            Outputter::Nested => nested::format(&tame(value), self.palette(), 0),
            Outputter::Highstate => highstate::format(&tame(value), self),
            Outputter::Json => json::format(value, self.indent),
            Outputter::Yaml => yaml::format(value, self.indent),
            Outputter::Txt => text::format(&tame(value)),
            // What is more than one text is quoted, and its escapes are those of Python.
            Outputter::Raw if value.as_str().is_some() => tame(value).to_string(),
            Outputter::Raw => value.to_string(),
            Outputter::Pprint => pprint::format(value),
            Outputter::Key => key::format(&tame(value), self.palette()),
            Outputter::NoReturn => no_return::format(&tame(value), self.palette()),
            Outputter::Quiet => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outputter;

    #[test]
    fn an_unknown_outputter_names_the_nearest() {
        let failure = Outputter::parse("jsn").expect_err("there is no such outputter");
        assert_eq!(failure.hint.as_deref(), Some("did you mean `json`?"));
    }
}
