//! How template text is marked up: delimiters and whitespace rules, and the options that set them.

/// The marks round statements, expressions and comments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Delimiters {
    /// `{%` and `%}`.
    pub block: (String, String),
    /// `{{` and `}}`.
    pub variable: (String, String),
    /// `{#` and `#}`.
    pub comment: (String, String),
}

/// How a template is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Options {
    /// The marks.
    pub delimiters: Delimiters,
    /// The first newline after a block goes.
    pub trim_blocks: bool,
    /// Blanks before a block at the start of a line go.
    pub lstrip_blocks: bool,
    /// The last newline stays.
    pub keep_trailing_newline: bool,
}

impl Default for Options {
    fn default() -> Options {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        Options {
            delimiters: Delimiters {
                block: pair("{%", "%}"),
                variable: pair("{{", "}}"),
                comment: pair("{#", "#}"),
            },
            trim_blocks: false,
            lstrip_blocks: false,
            keep_trailing_newline: false,
        }
    }
}

/// Newlines as Jinja2 counts them, and without the last one unless it is kept.
pub(super) fn normalized(source: &str, keep_trailing_newline: bool) -> String {
    let mut text = source.replace("\r\n", "\n").replace('\r', "\n");
    if !keep_trailing_newline && text.ends_with('\n') {
        text.pop();
    }
    text
}
