//! A minion that has no files.

use halite_common::failure::{Failure, Kind};
use halite_render::Rendered;

use super::{RenderSls, SlsSource};

/// No environment and no file.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSls;

impl SlsSource for NoSls {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        Ok(Vec::new())
    }

    fn files(&self, _: &str) -> Result<Vec<String>, Failure> {
        Ok(Vec::new())
    }

    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure> {
        Err(Failure::new(Kind::Compile, format!("there is no file salt://{}", request.path)))
    }
}
