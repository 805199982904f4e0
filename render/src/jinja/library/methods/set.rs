//! Methods of sets and of the views of dictionaries.

use super::super::super::object::{Key, Object, Set, collect, contains};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "union", parameters: &["self", "*"], run: union },
    Builtin { name: "intersection", parameters: &["self", "other"], run: |call| kept(call, true) },
    Builtin { name: "difference", parameters: &["self", "other"], run: |call| kept(call, false) },
    Builtin { name: "symmetric_difference", parameters: &["self", "other"], run: symmetric },
    Builtin {
        name: "issubset",
        parameters: &["self", "other"],
        run: |call| subset(call.get(0), call.get(1)),
    },
    Builtin {
        name: "issuperset",
        parameters: &["self", "other"],
        run: |call| subset(call.get(1), call.get(0)),
    },
    Builtin { name: "isdisjoint", parameters: &["self", "other"], run: disjoint },
    Builtin { name: "copy", parameters: &["self"], run: |call| set(collect(call.get(0))?) },
    Builtin { name: "add", parameters: &["self", "item"], run: add },
    Builtin { name: "discard", parameters: &["self", "item"], run: |call| remove(call, false) },
    Builtin { name: "remove", parameters: &["self", "item"], run: |call| remove(call, true) },
    Builtin { name: "update", parameters: &["self", "*"], run: update },
];

fn set(items: Vec<Object>) -> Result<Object> {
    Ok(Object::Set(Set::of(items)?.into()))
}

fn union(call: &Call<'_>) -> Result<Object> {
    let mut items = collect(call.get(0))?;
    for other in &call.bound.rest {
        items.extend(collect(other)?);
    }
    set(items)
}

fn kept(call: &Call<'_>, wanted: bool) -> Result<Object> {
    let other = set(collect(call.get(1))?)?;
    let mut items = Vec::new();
    for item in collect(call.get(0))? {
        if contains(&other, &item)? == wanted {
            items.push(item);
        }
    }
    set(items)
}

fn symmetric(call: &Call<'_>) -> Result<Object> {
    let (a, b) = (set(collect(call.get(0))?)?, set(collect(call.get(1))?)?);
    let mut items = Vec::new();
    for (from, other) in [(&a, &b), (&b, &a)] {
        for item in collect(from)? {
            if !contains(other, &item)? {
                items.push(item);
            }
        }
    }
    set(items)
}

fn subset(a: &Object, b: &Object) -> Result<Object> {
    let b = set(collect(b)?)?;
    for item in collect(a)? {
        if !contains(&b, &item)? {
            return Ok(Object::Bool(false));
        }
    }
    Ok(Object::Bool(true))
}

fn disjoint(call: &Call<'_>) -> Result<Object> {
    let other = set(collect(call.get(1))?)?;
    for item in collect(call.get(0))? {
        if contains(&other, &item)? {
            return Ok(Object::Bool(false));
        }
    }
    Ok(Object::Bool(true))
}

fn this<'a>(call: &'a Call<'_>) -> Result<&'a std::rc::Rc<Set>> {
    match call.get(0) {
        Object::Set(set) => Ok(set),
        _ => Err(call.wrong(0, "set")),
    }
}

fn add(call: &Call<'_>) -> Result<Object> {
    this(call)?.borrow_mut().insert(Key::new(call.get(1).clone())?);
    Ok(Object::None)
}

fn remove(call: &Call<'_>, must: bool) -> Result<Object> {
    let found = this(call)?.borrow_mut().shift_remove(&Key::new(call.get(1).clone())?);
    if must && !found {
        let shown = super::super::super::object::repr(call.get(1))?;
        return Err(Raise::new(Kind::Python("KeyError"), shown));
    }
    Ok(Object::None)
}

fn update(call: &Call<'_>) -> Result<Object> {
    for other in &call.bound.rest {
        let keys = collect(other)?.into_iter().map(Key::new).collect::<Result<Vec<_>>>()?;
        this(call)?.borrow_mut().extend(keys);
    }
    Ok(Object::None)
}
