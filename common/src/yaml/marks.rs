//! Where each value of a document stands in its text.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

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
pub struct Marks(Inner);

#[derive(Clone, Debug, Default)]
enum Inner {
    /// The value came from no text.
    #[default]
    None,
    Scalar(Mark),
    List(Arc<(Mark, Vec<Marks>)>),
    Dict(Arc<(Mark, Vec<Member>)>),
}

/// A member of a dictionary, under the hash of its key: that is enough to find it again, and spares a copy of the key.
#[derive(Debug)]
pub(super) struct Member {
    hash: u64,
    key: Mark,
    pub(super) value: Marks,
}

impl Member {
    pub(super) fn new(key: &Key, mark: Mark, value: Marks) -> Member {
        Member { hash: hash(key), key: mark, value }
    }
}

fn hash(key: &Key) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Marks {
    pub(super) fn scalar(mark: Mark) -> Marks {
        Marks(Inner::Scalar(mark))
    }

    pub(super) fn list(mark: Mark, items: Vec<Marks>) -> Marks {
        Marks(Inner::List(Arc::new((mark, items))))
    }

    pub(super) fn dict(mark: Mark, mut members: Vec<Member>) -> Marks {
        members.sort_unstable_by_key(|member| member.hash);
        Marks(Inner::Dict(Arc::new((mark, members))))
    }

    /// Where this value begins; `None` if it came from no text.
    pub fn mark(&self) -> Option<Mark> {
        match &self.0 {
            Inner::None => None,
            Inner::Scalar(mark) => Some(*mark),
            Inner::List(list) => Some(list.0),
            Inner::Dict(dict) => Some(dict.0),
        }
    }

    fn member(&self, key: &Key) -> Option<&Member> {
        let Inner::Dict(dict) = &self.0 else { return None };
        let hash = hash(key);
        let at = dict.1.binary_search_by_key(&hash, |member| member.hash).ok()?;
        Some(&dict.1[at])
    }

    /// The places within a member or an item.
    pub fn child(&self, step: &Step) -> Option<&Marks> {
        match (&self.0, step) {
            (_, Step::Key(key)) => self.member(key).map(|member| &member.value),
            (Inner::List(list), Step::Index(index)) => list.1.get(*index),
            _ => None,
        }
    }

    /// Where a member's key stands.
    pub fn key(&self, key: &Key) -> Option<Mark> {
        self.member(key).map(|member| member.key)
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
