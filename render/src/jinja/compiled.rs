//! Translated templates, kept by their text: a template that is used again is not read again.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::driver::Skeletons;
use super::raise::Result;
use super::run::{Engine, Program, translate};
use super::syntax::{Options, parse};

/// How many templates are kept.
const KEPT: usize = 1000;
/// Larger templates are not kept.
const MAX_KEPT_TEXT: usize = 1 << 20;

type Compiled = (Arc<Program>, Arc<dyn Engine>);

type Cache = HashMap<(Options, Arc<str>), Compiled>;

static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

/// The translation of a template.
pub(super) fn compiled(text: &str, options: &Options) -> Result<Compiled> {
    let key = (options.clone(), Arc::from(text));
    // A thread that failed cannot have left half an entry.
    if let Some(found) = CACHE.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(found.clone());
    }
    let program = Arc::new(translate(parse(text, options)?)?);
    let engine: Arc<dyn Engine> = Arc::new(Skeletons::compile(&program)?);
    if text.len() <= MAX_KEPT_TEXT {
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= KEPT {
            cache.clear();
        }
        cache.insert(key, (program.clone(), engine.clone()));
    }
    Ok((program, engine))
}
