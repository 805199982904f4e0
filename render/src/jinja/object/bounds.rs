//! What a template may use at most, so that no input exhausts memory or stack.

use std::cell::{Cell, RefCell};

use super::super::raise::{Raise, Result};
use super::Object;

/// Largest text that an expression may build.
pub(crate) const MAX_BYTES: usize = 64 << 20;
/// Longest list that an expression may build.
pub(crate) const MAX_ITEMS: usize = 4 << 20;
/// Deepest nesting of data that is walked.
pub(crate) const MAX_DEPTH: usize = 900;

/// Refuses a size above the bound.
pub(crate) fn bounded(size: usize, limit: usize) -> Result<usize> {
    if size > limit {
        Err(Raise::limit(format!("the result is too big ({size}; at most {limit})")))
    } else {
        Ok(size)
    }
}

/// The error for data or calls that nest too deeply.
pub(crate) fn too_deep() -> Raise {
    Raise::new(super::super::raise::Kind::Python("RecursionError"), "maximum recursion depth exceeded")
}

thread_local! {
    static DISCARDED: RefCell<Vec<Object>> = const { RefCell::new(Vec::new()) };
    static DISCARDING: Cell<bool> = const { Cell::new(false) };
}

/// Drops items of a container without recursing: data may nest deeper than the stack reaches.
pub(super) fn discard(items: Vec<Object>) {
    // Once the thread ends its locals are gone; then ordinary dropping has to do.
    let _ = DISCARDED.try_with(|heap| heap.borrow_mut().extend(items));
    if DISCARDING.try_with(|busy| busy.replace(true)).unwrap_or(true) {
        return;
    }
    while let Ok(Some(item)) = DISCARDED.try_with(|heap| heap.borrow_mut().pop()) {
        drop(item);
    }
    let _ = DISCARDING.try_with(|busy| busy.set(false));
}
