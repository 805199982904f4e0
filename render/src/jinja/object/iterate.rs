//! Walking objects, and generators that are walked once.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::raise::{Kind, Raise, Result};
use super::{Object, View, bounded, bounds::MAX_ITEMS};

/// Gives one item after another.
pub(crate) type Iter = Box<dyn FnMut() -> Result<Option<Object>>>;

/// An iterator as an object.
pub struct Generator {
    type_name: &'static str,
    next: RefCell<Iter>,
}

impl Generator {
    /// Python's name of the type.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The next item.
    pub fn next(&self) -> Result<Option<Object>> {
        match self.next.try_borrow_mut() {
            Ok(mut next) => next(),
            Err(_) => Err(Raise::value("generator already executing")),
        }
    }
}

/// A generator object; `type_name` is what messages call it.
pub(crate) fn generator(type_name: &'static str, next: Iter) -> Object {
    Object::Generator(Rc::new(Generator { type_name, next: RefCell::new(next) }))
}

/// Python's `iter()`.
pub(crate) fn iterate(object: &Object) -> Result<Iter> {
    Ok(match object {
        Object::Str(s) | Object::Markup(s) => characters(s.clone()),
        Object::Bytes(b) => {
            let bytes = b.clone();
            counted(move |at| Ok(bytes.get(at).map(|b| Object::Int(i128::from(*b)))))
        }
        Object::List(l) => {
            let list = l.clone();
            counted(move |at| Ok(list.get(at)))
        }
        Object::Tuple(t) => {
            let tuple = t.clone();
            counted(move |at| Ok(tuple.get(at).cloned()))
        }
        Object::Set(s) => {
            let set = s.clone();
            counted(move |at| Ok(set.at(at)))
        }
        Object::Dict(d) => members(View::Keys, d.clone()),
        Object::View(view, d) => members(*view, d.clone()),
        Object::Range(start, stop, step) => {
            let (mut at, stop, step) = (*start, *stop, *step);
            Box::new(move || {
                let here = at;
                if (step > 0 && here < stop) || (step < 0 && here > stop) {
                    at = here.saturating_add(step);
                    return Ok(Some(Object::Int(here)));
                }
                Ok(None)
            })
        }
        Object::Generator(g) => {
            let generator = g.clone();
            Box::new(move || generator.next())
        }
        Object::Undefined(u) => {
            u.lenient_or_raise()?;
            Box::new(|| Ok(None))
        }
        Object::Native(n) => match n.iterate() {
            Some(iter) => iter,
            None => return Err(not_iterable(object)),
        },
        other => return Err(not_iterable(other)),
    })
}

/// All items of an object, as `list()` would take them.
pub(crate) fn collect(object: &Object) -> Result<Vec<Object>> {
    if let Object::List(l) = object {
        return Ok(l.items());
    }
    let mut next = iterate(object)?;
    let mut items = Vec::new();
    while let Some(item) = next()? {
        bounded(items.len() + 1, MAX_ITEMS)?;
        items.push(item);
    }
    Ok(items)
}

/// How many numbers a range has.
pub(super) fn range_len(start: i128, stop: i128, step: i128) -> i128 {
    let span = if step > 0 { stop.saturating_sub(start) } else { start.saturating_sub(stop) };
    if span <= 0 { 0 } else { (span - 1) / step.abs() + 1 }
}

fn not_iterable(object: &Object) -> Raise {
    Raise::type_error(format!("'{}' object is not iterable", object.type_name()))
}

fn counted(get: impl Fn(usize) -> Result<Option<Object>> + 'static) -> Iter {
    let mut at = 0;
    Box::new(move || {
        let item = get(at)?;
        at += 1;
        Ok(item)
    })
}

fn characters(text: std::sync::Arc<str>) -> Iter {
    let mut at = 0;
    Box::new(move || {
        let Some(c) = text[at..].chars().next() else { return Ok(None) };
        at += c.len_utf8();
        Ok(Some(Object::str(c.encode_utf8(&mut [0; 4]))))
    })
}

fn members(view: View, dict: Rc<super::Dict>) -> Iter {
    let expected = dict.len();
    counted(move |at| {
        if dict.len() != expected {
            return Err(Raise::new(Kind::Python("RuntimeError"), "dictionary changed size during iteration"));
        }
        Ok(dict.at(at).map(|(key, value)| match view {
            View::Keys => key,
            View::Values => value,
            View::Items => Object::tuple(vec![key, value]),
        }))
    })
}
