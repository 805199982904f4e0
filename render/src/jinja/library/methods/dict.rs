//! Methods of dictionaries.

use std::rc::Rc;

use super::super::super::object::{Dict, Key, MAX_ITEMS, Object, View, bounded, collect, repr, watch_for};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::globals::members;

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "get", parameters: &["self", "key", "default?"], run: get },
    Builtin {
        name: "keys",
        parameters: &["self"],
        run: |call| Ok(Object::View(View::Keys, this(call)?.clone())),
    },
    Builtin {
        name: "values",
        parameters: &["self"],
        run: |call| Ok(Object::View(View::Values, this(call)?.clone())),
    },
    Builtin {
        name: "items",
        parameters: &["self"],
        run: |call| Ok(Object::View(View::Items, this(call)?.clone())),
    },
    Builtin { name: "update", parameters: &["self", "members?", "**"], run: update },
    Builtin { name: "setdefault", parameters: &["self", "key", "default?"], run: setdefault },
    Builtin { name: "pop", parameters: &["self", "key", "default?"], run: pop },
    Builtin { name: "popitem", parameters: &["self"], run: popitem },
    Builtin { name: "clear", parameters: &["self"], run: clear },
    Builtin { name: "copy", parameters: &["self"], run: |call| Ok(Object::dict(this(call)?.copied())) },
    Builtin { name: "fromkeys", parameters: &["self", "iterable", "value?"], run: fromkeys },
];

fn this<'a>(call: &'a Call<'_>) -> Result<&'a Rc<Dict>> {
    match call.get(0) {
        Object::Dict(dict) => Ok(dict),
        _ => Err(call.wrong(0, "dict")),
    }
}

fn or_none(call: &Call<'_>, at: usize) -> Object {
    call.opt(at).cloned().unwrap_or(Object::None)
}

fn get(call: &Call<'_>) -> Result<Object> {
    Ok(this(call)?.lookup(call.get(1))?.unwrap_or_else(|| or_none(call, 2)))
}

fn update(call: &Call<'_>) -> Result<Object> {
    let dict = this(call)?;
    for (key, value) in members(call.opt(1), &call.bound.named)? {
        watch_for(dict, &value);
        dict.set(key, value);
    }
    bounded(dict.len(), MAX_ITEMS)?;
    Ok(Object::None)
}

fn setdefault(call: &Call<'_>) -> Result<Object> {
    let dict = this(call)?;
    if let Some(found) = dict.lookup(call.get(1))? {
        return Ok(found);
    }
    let value = or_none(call, 2);
    watch_for(dict, &value);
    dict.set(Key::new(call.get(1).clone())?, value.clone());
    Ok(value)
}

fn key_error(message: impl Into<String>) -> Raise {
    Raise::new(Kind::Python("KeyError"), message)
}

fn pop(call: &Call<'_>) -> Result<Object> {
    let key = Key::new(call.get(1).clone())?;
    let found = this(call)?.borrow_mut().shift_remove(&key);
    match (found, call.opt(2)) {
        (Some(found), _) => Ok(found),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(key_error(repr(call.get(1))?)),
    }
}

fn popitem(call: &Call<'_>) -> Result<Object> {
    let last = this(call)?.borrow_mut().pop();
    let (key, value) = last.ok_or_else(|| key_error("'popitem(): dictionary is empty'"))?;
    Ok(Object::tuple(vec![key.into_object(), value]))
}

fn clear(call: &Call<'_>) -> Result<Object> {
    let old = std::mem::take(&mut *this(call)?.borrow_mut());
    drop(old);
    Ok(Object::None)
}

fn fromkeys(call: &Call<'_>) -> Result<Object> {
    let dict = Dict::default();
    for key in collect(call.get(1))? {
        dict.set(Key::new(key)?, or_none(call, 2));
    }
    Ok(Object::dict(dict))
}
