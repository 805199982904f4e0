//! Why a template could not be rendered.

use halite_common::{
    failure::{Failure, Kind, Place},
    yaml::YamlError,
};
use thiserror::Error;

/// A template that could not be rendered.
#[derive(Clone, Debug, Error)]
pub enum RenderError {
    /// The Jinja of a template is wrong, or failed.
    #[error("{message}")]
    Jinja {
        /// What is wrong, in Salt's words: `Jinja variable 'x' is undefined`.
        message: String,
        /// Where, in the template that it happened in.
        place: Option<Box<Place>>,
        /// What to do about it.
        hint: Option<String>,
        /// The whole text of the template that was rendered, for Salt's rendition of the error.
        text: String,
    },
    /// The rendered text is not YAML.
    #[error("{error}")]
    Yaml {
        /// What is wrong with the text.
        error: Box<YamlError>,
        /// Where that is in the template.
        place: Option<Box<Place>>,
        /// What to do about it.
        hint: Option<String>,
        /// The rendered text.
        text: String,
    },
    /// The rendered text is not JSON.
    #[error("{message}")]
    Json {
        /// What is wrong with it.
        message: String,
        /// Where that is in the template.
        place: Option<Box<Place>>,
    },
    /// A secret could not be decrypted.
    #[error("{message}")]
    Gpg {
        /// Why.
        message: String,
        /// Where the secret is in the template.
        place: Option<Box<Place>>,
        /// What to do about it.
        hint: Option<String>,
        /// The same in Salt's words, with the encrypted text.
        text: String,
    },
    /// The first line asks for a renderer that there is not.
    #[error("the renderer `{renderer}` is not available")]
    Renderer {
        /// Its name.
        renderer: String,
        /// The template.
        place: Box<Place>,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The first line joins renderers that do not fit, such as `yaml|jinja`.
    #[error("the renderer `{renderer}` needs {wanted}")]
    Pipe {
        /// The one that got something else.
        renderer: String,
        /// What it needs.
        wanted: &'static str,
        /// The template.
        place: Box<Place>,
    },
}

impl RenderError {
    /// Where in the user's files it happened.
    pub fn place(&self) -> Option<&Place> {
        match self {
            RenderError::Jinja { place, .. }
            | RenderError::Yaml { place, .. }
            | RenderError::Gpg { place, .. }
            | RenderError::Json { place, .. } => place.as_deref(),
            RenderError::Renderer { place, .. } | RenderError::Pipe { place, .. } => Some(place),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            RenderError::Jinja { hint, .. }
            | RenderError::Yaml { hint, .. }
            | RenderError::Gpg { hint, .. }
            | RenderError::Renderer { hint, .. } => hint.as_deref(),
            RenderError::Json { .. } | RenderError::Pipe { .. } => None,
        }
    }

    /// The same as what travels, under a kind of the caller's choice.
    pub fn failure(&self, kind: Kind) -> Failure {
        let mut failure = Failure::new(kind, self.to_string());
        failure.place = self.place().cloned().map(Box::new);
        failure.hint = self.hint().map(str::to_owned);
        failure
    }
}

impl From<&RenderError> for Failure {
    fn from(error: &RenderError) -> Failure {
        error.failure(Kind::Compile)
    }
}
