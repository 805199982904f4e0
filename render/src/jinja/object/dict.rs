//! Shared, mutable dictionaries and sets that keep their order.

use std::cell::{Ref, RefCell, RefMut};

use indexmap::{IndexMap, IndexSet};

use super::super::raise::Result;
use super::{Holder, Key, Object};

/// A dictionary as Python has it: everyone who holds it sees the same members.
#[derive(Default)]
pub struct Dict {
    members: RefCell<IndexMap<Key, Object>>,
    ordered: bool,
}

impl Dict {
    /// A dictionary of those members; a later one of the same key wins.
    pub fn of(members: impl IntoIterator<Item = (Key, Object)>) -> Dict {
        Dict { members: RefCell::new(members.into_iter().collect()), ordered: false }
    }

    /// An `OrderedDict` of those members: it is written as YAML in its own order, not by key.
    pub fn in_order(members: impl IntoIterator<Item = (Key, Object)>) -> Dict {
        Dict { members: RefCell::new(members.into_iter().collect()), ordered: true }
    }

    /// Tells whether it is an `OrderedDict`.
    pub fn is_ordered(&self) -> bool {
        self.ordered
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.borrow().len()
    }

    /// The members. Keep the borrow short: nothing of the template may run meanwhile.
    pub fn borrow(&self) -> Ref<'_, IndexMap<Key, Object>> {
        self.members.borrow()
    }

    /// The members, to be changed. Keep the borrow short.
    pub fn borrow_mut(&self) -> RefMut<'_, IndexMap<Key, Object>> {
        self.members.borrow_mut()
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<Object> {
        self.members.borrow().get(name).cloned()
    }

    /// The member under any key; unhashable keys are an error.
    pub fn lookup(&self, key: &Object) -> Result<Option<Object>> {
        if let Some(text) = key.as_str() {
            return Ok(self.get(text));
        }
        Ok(self.members.borrow().get(&Key::new(key.clone())?).cloned())
    }

    /// Sets a member.
    pub fn set(&self, key: Key, value: Object) {
        // The old value is dropped after the borrow has ended: dropping may reach this very dictionary.
        let old = self.members.borrow_mut().insert(key, value);
        drop(old);
    }

    /// The member at a position.
    pub fn at(&self, position: usize) -> Option<(Object, Object)> {
        self.members.borrow().get_index(position).map(|(k, v)| (k.object().clone(), v.clone()))
    }

    /// The members, shared.
    pub fn members(&self) -> Vec<(Key, Object)> {
        self.members.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// The keys.
    pub fn keys(&self) -> Vec<Object> {
        self.members.borrow().keys().map(|k| k.object().clone()).collect()
    }

    /// A shallow copy.
    pub fn copied(&self) -> Dict {
        Dict { members: RefCell::new(self.members.borrow().clone()), ordered: self.ordered }
    }
}

/// Long chains are taken apart one by one, not by recursion.
impl Drop for Dict {
    fn drop(&mut self) {
        let members = std::mem::take(self.members.get_mut());
        super::bounds::discard(members.into_values().collect());
    }
}

impl Holder for Dict {
    fn empty(&self) {
        let members = std::mem::take(&mut *self.borrow_mut());
        super::bounds::discard(members.into_values().collect());
    }
}

/// A set.
#[derive(Default)]
pub struct Set(RefCell<IndexSet<Key>>);

impl Set {
    /// A set of those items.
    pub fn of(items: impl IntoIterator<Item = Object>) -> Result<Set> {
        Ok(Set(RefCell::new(items.into_iter().map(Key::new).collect::<Result<_>>()?)))
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// The items, in the order they came.
    pub fn items(&self) -> Vec<Object> {
        self.0.borrow().iter().map(|k| k.object().clone()).collect()
    }

    /// The item at a position.
    pub fn at(&self, position: usize) -> Option<Object> {
        self.0.borrow().get_index(position).map(|k| k.object().clone())
    }

    /// Tells whether it is in.
    pub fn contains(&self, item: &Object) -> Result<bool> {
        Ok(self.0.borrow().contains(&Key::new(item.clone())?))
    }

    /// The items, to be changed. Keep the borrow short.
    pub fn borrow_mut(&self) -> RefMut<'_, IndexSet<Key>> {
        self.0.borrow_mut()
    }
}
