//! A dictionary that keeps its order, as Python's does.

use indexmap::IndexMap;

use super::{Key, Value};

/// An ordered dictionary. Equality does not look at the order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(IndexMap<Key, Value>);

impl Dict {
    /// An empty dictionary.
    pub fn new() -> Dict {
        Dict::default()
    }

    /// An empty dictionary with room for so many members.
    pub fn with_capacity(members: usize) -> Dict {
        Dict(IndexMap::with_capacity(members))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The member of that name.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The member of that name, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.get_mut(key)
    }

    /// The member under any kind of key.
    pub fn get_key(&self, key: &Key) -> Option<&Value> {
        self.0.get(key)
    }

    /// The member under any kind of key, to be changed.
    pub fn get_key_mut(&mut self, key: &Key) -> Option<&mut Value> {
        self.0.get_mut(key)
    }

    /// Tells whether a member of that name is there.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Tells whether a member under that key is there.
    pub fn contains_key(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    /// Sets a member and returns what was there. A new one goes to the end; an old one keeps its place and key.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(key.into(), value.into())
    }

    /// The member under that key, made with `default` if it is not there.
    pub fn entry_or_insert_with(&mut self, key: Key, default: impl FnOnce() -> Value) -> &mut Value {
        self.0.entry(key).or_insert_with(default)
    }

    /// Takes a member out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key)
    }

    /// Takes a member out under any kind of key; the others keep their order.
    pub fn remove_key(&mut self, key: &Key) -> Option<Value> {
        self.0.shift_remove(key)
    }

    /// Takes the last member out.
    pub fn pop(&mut self) -> Option<(Key, Value)> {
        self.0.pop()
    }

    /// The value at a position, to be changed.
    pub fn at_mut(&mut self, index: usize) -> Option<&mut Value> {
        self.0.get_index_mut(index).map(|(_, value)| value)
    }

    /// The member at a position, and its key.
    pub fn at(&self, index: usize) -> Option<(&Key, &Value)> {
        self.0.get_index(index)
    }

    /// The members in order.
    pub fn iter(&self) -> indexmap::map::Iter<'_, Key, Value> {
        self.0.iter()
    }

    /// The members in order, values to be changed.
    pub fn iter_mut(&mut self) -> indexmap::map::IterMut<'_, Key, Value> {
        self.0.iter_mut()
    }

    /// The keys in order.
    pub fn keys(&self) -> indexmap::map::Keys<'_, Key, Value> {
        self.0.keys()
    }

    /// The values in order.
    pub fn values(&self) -> indexmap::map::Values<'_, Key, Value> {
        self.0.values()
    }

    /// Keeps the members that the predicate accepts.
    pub fn retain(&mut self, keep: impl FnMut(&Key, &mut Value) -> bool) {
        self.0.retain(keep);
    }

    /// Takes every member out.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K: Into<Key>, V: Into<Value>> FromIterator<(K, V)> for Dict {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Dict {
        Dict(iter.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }
}

impl<K: Into<Key>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Dict {
    fn from(members: [(K, V); N]) -> Dict {
        members.into_iter().collect()
    }
}

impl<K: Into<Key>, V: Into<Value>> Extend<(K, V)> for Dict {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, iter: I) {
        self.0.extend(iter.into_iter().map(|(k, v)| (k.into(), v.into())));
    }
}

impl IntoIterator for Dict {
    type Item = (Key, Value);
    type IntoIter = indexmap::map::IntoIter<Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Key, &'a Value);
    type IntoIter = indexmap::map::Iter<'a, Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
