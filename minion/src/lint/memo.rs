//! Renders each SLS of a host once, however often it is included.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use halite_common::failure::Failure;
use halite_render::Rendered;
use halite_states::source::{RenderSls, SlsSource};

/// Environment, path and SLS name.
type Wanted = (String, String, Option<String>);

/// A source that keeps what it rendered.
pub(super) struct Memo<S> {
    source: S,
    kept: Mutex<HashMap<Wanted, Result<Rendered, Failure>>>,
}

impl<S: SlsSource> Memo<S> {
    pub(super) fn new(source: S) -> Memo<S> {
        Memo { source, kept: Mutex::default() }
    }
}

impl<S: SlsSource> SlsSource for Memo<S> {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        self.source.environments()
    }

    fn files(&self, saltenv: &str) -> Result<Vec<String>, Failure> {
        self.source.files(saltenv)
    }

    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure> {
        let RenderSls { path, saltenv, sls, chain } = *request;
        let wanted = (saltenv.to_owned(), path.to_owned(), sls.map(str::to_owned));
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&wanted).cloned();
        let rendered = match kept {
            Some(rendered) => rendered,
            None => {
                // Kept without the includes that led here: they differ from one time to the next.
                let rendered = self.source.render(&RenderSls { chain: &[], ..*request });
                let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.insert(wanted, rendered.clone());
                rendered
            }
        };
        rendered.map_err(|mut failure| {
            if let Some(place) = failure.place.as_mut() {
                place.chain.splice(0..0, chain.iter().cloned());
            }
            failure
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use halite_common::failure::{Failure, Kind, Place};
    use halite_render::Rendered;
    use halite_states::source::{RenderSls, SlsSource};

    use super::Memo;

    #[derive(Default)]
    struct Broken(AtomicUsize);

    impl SlsSource for Broken {
        fn environments(&self) -> Result<Vec<String>, Failure> {
            Ok(Vec::new())
        }
        fn files(&self, _: &str) -> Result<Vec<String>, Failure> {
            Ok(Vec::new())
        }
        fn render(&self, _: &RenderSls<'_>) -> Result<Rendered, Failure> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Err(Failure::new(Kind::Compile, "no").at(Place { chain: vec!["own".into()], ..Place::default() }))
        }
    }

    #[test]
    fn a_file_is_rendered_once_and_keeps_its_includers_apart() {
        let memo = Memo::new(Broken::default());
        let chain = |chain: &[&str]| {
            let chain: Vec<String> = chain.iter().map(|&link| link.to_owned()).collect();
            let request = RenderSls { path: "a.sls", saltenv: "base", sls: Some("a"), chain: &chain };
            memo.render(&request).unwrap_err().place.unwrap().chain
        };
        assert_eq!(chain(&["x", "y"]), ["x", "y", "own"]);
        assert_eq!(chain(&["z"]), ["z", "own"]);
        assert_eq!(memo.source.0.load(Ordering::Relaxed), 1);
    }
}
