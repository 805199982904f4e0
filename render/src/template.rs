//! A template: its text and its names.

use std::sync::Arc;

/// A text to render.
#[derive(Clone, Debug)]
pub struct Template {
    /// The name for messages: a path on disk or `salt://…`.
    pub name: Arc<str>,
    /// The path in its environment, such as `nginx/init.sls`; empty for a text that comes from elsewhere.
    ///
    /// Relative imports start from its folder.
    pub path: String,
    /// The text.
    pub text: Arc<str>,
}

impl Template {
    /// A template of an environment, named `salt://PATH` in messages.
    pub fn of_path(path: &str, text: impl Into<Arc<str>>) -> Template {
        Template { name: format!("salt://{path}").into(), path: path.to_owned(), text: text.into() }
    }

    /// A template that is in no environment.
    pub fn of_text(name: &str, text: impl Into<Arc<str>>) -> Template {
        Template { name: name.into(), path: String::new(), text: text.into() }
    }
}
