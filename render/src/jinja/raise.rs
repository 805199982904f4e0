//! Exceptions of the dialect, as Python raises them, and the places they passed.

use std::sync::Arc;

/// A place in a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1; 0 where unknown.
    pub column: u32,
}

/// What kind of exception this is; it decides how Salt words the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `jinja2.UndefinedError`.
    Undefined,
    /// `TemplateSyntaxError`, `TemplateAssertionError`.
    Syntax,
    /// `TemplateRuntimeError`.
    Runtime,
    /// `SecurityError` of the sandbox.
    Security,
    /// `TemplateNotFound`.
    NotFound,
    /// An error that a function called through `salt` gave.
    Salt,
    /// A bound of ours was passed.
    Limit,
    /// Any of Python's own, by class name.
    Python(&'static str),
}

/// How a template was entered from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `import`, and what else reads another template for its names.
    Import,
    /// `include`.
    Include,
    /// `extends`, or a block of another template.
    Block,
    /// A macro was called.
    Call,
}

impl Way {
    /// How that is said.
    pub fn words(self) -> &'static str {
        match self {
            Way::Import => "imported from",
            Way::Include => "included from",
            Way::Block => "extended in",
            Way::Call => "called from",
        }
    }
}

/// A template and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Name of the template.
    pub template: Arc<str>,
    /// Where in it.
    pub place: Place,
    /// How it was entered.
    pub way: Way,
}

/// An exception on its way up.
#[derive(Clone, Debug)]
pub struct Raise(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: Kind,
    message: String,
    name: Option<String>,
    hint: Option<String>,
    place: Option<Place>,
    trail: Vec<Spot>,
    rendered: Option<(String, u32)>,
}

impl Raise {
    /// An exception of that kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Raise {
        Raise(Box::new(Inner {
            kind,
            message: message.into(),
            name: None,
            hint: None,
            place: None,
            trail: Vec::new(),
            rendered: None,
        }))
    }

    /// Python's `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Raise {
        Raise::new(Kind::Python("TypeError"), message)
    }

    /// Python's `ValueError`.
    pub fn value(message: impl Into<String>) -> Raise {
        Raise::new(Kind::Python("ValueError"), message)
    }

    /// A bound that was passed.
    pub fn limit(message: impl Into<String>) -> Raise {
        Raise::new(Kind::Limit, message)
    }

    /// Jinja2's own runtime error.
    pub fn runtime(message: impl Into<String>) -> Raise {
        Raise::new(Kind::Runtime, message)
    }

    /// A syntax error at a place.
    pub fn syntax(place: Place, message: impl Into<String>) -> Raise {
        Raise::new(Kind::Syntax, message).at(place)
    }

    /// Notes which name was not found, for the hint.
    pub fn naming(mut self, name: &str) -> Raise {
        self.0.name = Some(name.to_owned());
        self
    }

    /// Notes what the user may have meant.
    pub fn advising(mut self, hint: String) -> Raise {
        self.0.hint.get_or_insert(hint);
        self
    }

    /// What the user may have meant.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Notes which line of rendered text is wrong, and in which column.
    pub fn reading(mut self, line: &str, column: u32) -> Raise {
        self.0.rendered.get_or_insert_with(|| (line.to_owned(), column));
        self
    }

    /// Which line of rendered text is wrong, and in which column.
    pub fn rendered(&self) -> Option<(&str, u32)> {
        self.0.rendered.as_ref().map(|(line, column)| (line.as_str(), *column))
    }

    /// Notes the place, unless an inner expression noted its own.
    pub fn at(mut self, place: Place) -> Raise {
        self.0.place.get_or_insert(place);
        self
    }

    /// Leaves a template: what is noted next is a place in the caller.
    pub fn leaving(mut self, template: &Arc<str>, fallback: Place, way: Way) -> Raise {
        let place = self.0.place.take().unwrap_or(fallback);
        self.0.trail.push(Spot { template: template.clone(), place, way });
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The message, without place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The name that was not found.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The templates it passed, innermost first.
    pub fn trail(&self) -> &[Spot] {
        &self.0.trail
    }

    /// Tells whether the exception is of a Python class of that name.
    pub fn is_python(&self, class: &str) -> bool {
        matches!(self.0.kind, Kind::Python(name) if name == class)
    }
}

/// What evaluating gives.
pub(super) type Result<T> = std::result::Result<T, Raise>;
