//! Where SLS files come from: the door to the file server and the renderer, and the tree behind it.

mod none;
mod place;
mod tree;

pub use none::NoSls;
pub(crate) use place::{Sources, Spot};
pub(crate) use tree::Environment;
pub use tree::Tree;

use halite_common::failure::Failure;
use halite_render::Rendered;

/// Lists and renders SLS files. The engine asks for them through this, so that it knows neither files nor renderers.
pub trait SlsSource: Send + Sync {
    /// The environments of the file server.
    fn environments(&self) -> Result<Vec<String>, Failure>;
    /// Every file path of an environment, without `salt://`.
    fn files(&self, saltenv: &str) -> Result<Vec<String>, Failure>;
    /// Renders one file.
    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure>;
}

/// An SLS or top file to be rendered.
#[derive(Clone, Copy, Debug)]
pub struct RenderSls<'a> {
    /// The file's path in its environment, such as `nginx/init.sls`.
    pub path: &'a str,
    /// The environment.
    pub saltenv: &'a str,
    /// The SLS name, such as `nginx`; `None` for a top file.
    pub sls: Option<&'a str>,
    /// The includes that brought the file in, outermost first: `included from salt://a.sls, line 2`.
    pub chain: &'a [String],
}
