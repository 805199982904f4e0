//! A shared, mutable list.

use std::cell::{Ref, RefCell, RefMut};

use super::{Holder, Object};

/// A list as Python has it: everyone who holds it sees the same items.
#[derive(Default)]
pub struct List(RefCell<Vec<Object>>);

impl List {
    /// A list of those items.
    pub fn new(items: Vec<Object>) -> List {
        List(RefCell::new(items))
    }

    /// The items. Keep the borrow short: nothing of the template may run meanwhile.
    pub fn borrow(&self) -> Ref<'_, Vec<Object>> {
        self.0.borrow()
    }

    /// The items, to be changed. Keep the borrow short.
    pub fn borrow_mut(&self) -> RefMut<'_, Vec<Object>> {
        self.0.borrow_mut()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// The item at a position.
    pub fn get(&self, at: usize) -> Option<Object> {
        self.0.borrow().get(at).cloned()
    }

    /// The items, shared.
    pub fn items(&self) -> Vec<Object> {
        self.0.borrow().clone()
    }
}

impl Holder for List {
    fn empty(&self) {
        let items = std::mem::take(&mut *self.borrow_mut());
        super::bounds::discard(items);
    }
}

/// Long chains are taken apart one by one, not by recursion.
impl Drop for List {
    fn drop(&mut self) {
        let items = std::mem::take(self.0.get_mut());
        if items.iter().any(|item| matches!(item, Object::List(_) | Object::Dict(_) | Object::Tuple(_))) {
            super::bounds::discard(items);
        }
    }
}
