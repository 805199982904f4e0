//! Where each value of a document stands in its text.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::value::Key;

/// A position in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the member of that key.
    Key(Key),
    /// To the item at that position.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(Key::from(key))
    }
}

impl From<&Key> for Step {
    fn from(key: &Key) -> Step {
        Step::Key(key.clone())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// The places of a value and of everything in it. Cloning is cheap; what an alias repeats is shared.
#[derive(Clone, Debug, Default)]
pub struct Marks(Option<Arc<Spot>>);

#[derive(Debug)]
struct Spot {
    mark: Mark,
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Scalar,
    List(Vec<Marks>),
    Dict(IndexMap<Key, (Mark, Marks)>),
}

impl Marks {
    pub(super) fn scalar(mark: Mark) -> Marks {
        Marks::new(mark, Inner::Scalar)
    }

    pub(super) fn list(mark: Mark, items: Vec<Marks>) -> Marks {
        Marks::new(mark, Inner::List(items))
    }

    pub(super) fn dict(mark: Mark, members: IndexMap<Key, (Mark, Marks)>) -> Marks {
        Marks::new(mark, Inner::Dict(members))
    }

    fn new(mark: Mark, inner: Inner) -> Marks {
        Marks(Some(Arc::new(Spot { mark, inner })))
    }

    /// Where this value begins; `None` if it came from no text.
    pub fn mark(&self) -> Option<Mark> {
        self.0.as_ref().map(|spot| spot.mark)
    }

    /// The places within a member or an item.
    pub fn child(&self, step: &Step) -> Option<&Marks> {
        match (&self.0.as_ref()?.inner, step) {
            (Inner::Dict(members), Step::Key(key)) => members.get(key).map(|(_, marks)| marks),
            (Inner::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        }
    }

    /// Where a member's key stands.
    pub fn key(&self, key: &Key) -> Option<Mark> {
        match &self.0.as_ref()?.inner {
            Inner::Dict(members) => members.get(key).map(|(mark, _)| *mark),
            _ => None,
        }
    }

    /// Where a path ends: at the key of its last step, or at the item. A path that leads past the data ends at the
    /// last step that exists.
    pub fn at(&self, path: &[Step]) -> Option<Mark> {
        let Some((step, rest)) = path.split_first() else {
            return self.mark();
        };
        match (step, self.child(step)) {
            (_, None) => self.mark(),
            (Step::Key(key), Some(_)) if rest.iter().next().is_none() => self.key(key),
            (Step::Key(key), Some(child)) => match child.child(&rest[0]) {
                Some(_) => child.at(rest),
                None => self.key(key),
            },
            (Step::Index(_), Some(child)) => child.at(rest),
        }
    }

    /// Where the value at a path begins; like [`Marks::at`] otherwise.
    pub fn value_at(&self, path: &[Step]) -> Option<Mark> {
        let mut here = self;
        for step in path {
            match here.child(step) {
                Some(child) => here = child,
                None => return self.at(path),
            }
        }
        here.mark()
    }
}
