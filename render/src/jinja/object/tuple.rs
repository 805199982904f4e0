//! A tuple.

use std::ops::Deref;

use super::Object;

/// Items that stay as they are.
#[derive(Default)]
pub struct Tuple {
    items: Vec<Object>,
    group: bool,
}

impl Tuple {
    /// A tuple of those items.
    pub fn new(items: Vec<Object>) -> Tuple {
        Tuple { items, group: false }
    }

    /// A group of `groupby`: a pair that knows its parts as `grouper` and `list`.
    pub(crate) fn group(grouper: Object, list: Object) -> Tuple {
        Tuple { items: vec![grouper, list], group: true }
    }

    /// The part of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&Object> {
        match name {
            "grouper" if self.group => self.items.first(),
            "list" if self.group => self.items.last(),
            _ => None,
        }
    }
}

impl Deref for Tuple {
    type Target = [Object];

    fn deref(&self) -> &[Object] {
        &self.items
    }
}

/// Long chains are taken apart one by one, not by recursion.
impl Drop for Tuple {
    fn drop(&mut self) {
        let nests = |item: &Object| matches!(item, Object::List(_) | Object::Dict(_) | Object::Tuple(_));
        if self.items.iter().any(nests) {
            super::bounds::discard(std::mem::take(&mut self.items));
        }
    }
}
