//! Methods of lists, and those that tuples share with them.

use std::rc::Rc;

use super::super::super::object::{
    List, MAX_ITEMS, Object, bounded, collect, equal, index_of, same, sorted, watch_for,
};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "append", parameters: &["self", "object"], run: append },
    Builtin { name: "extend", parameters: &["self", "iterable"], run: extend },
    Builtin { name: "insert", parameters: &["self", "index", "object"], run: insert },
    Builtin { name: "pop", parameters: &["self", "index?"], run: pop },
    Builtin { name: "remove", parameters: &["self", "value"], run: remove },
    Builtin { name: "clear", parameters: &["self"], run: clear },
    Builtin { name: "copy", parameters: &["self"], run: |call| Ok(Object::list(this(call)?.items())) },
    Builtin { name: "sort", parameters: &["self", "key?", "reverse?"], run: sort },
    Builtin { name: "reverse", parameters: &["self"], run: reverse },
];

pub(super) const SHARED: &[Builtin] = &[
    Builtin { name: "index", parameters: &["self", "value", "start?", "stop?"], run: index },
    Builtin { name: "count", parameters: &["self", "value"], run: count },
];

fn this<'a>(call: &'a Call<'_>) -> Result<&'a Rc<List>> {
    match call.get(0) {
        Object::List(list) => Ok(list),
        _ => Err(call.wrong(0, "list")),
    }
}

fn index_error(message: &str) -> Raise {
    Raise::new(Kind::Python("IndexError"), message)
}

fn append(call: &Call<'_>) -> Result<Object> {
    bounded(this(call)?.len() + 1, MAX_ITEMS)?;
    watch_for(this(call)?, call.get(1));
    this(call)?.borrow_mut().push(call.get(1).clone());
    Ok(Object::None)
}

fn extend(call: &Call<'_>) -> Result<Object> {
    let (list, more) = (this(call)?, collect(call.get(1))?);
    bounded(list.len() + more.len(), MAX_ITEMS)?;
    more.iter().for_each(|item| watch_for(list, item));
    list.borrow_mut().extend(more);
    Ok(Object::None)
}

fn insert(call: &Call<'_>) -> Result<Object> {
    let list = this(call)?;
    let (length, at) = (list.len(), index_of(call.get(1))?);
    bounded(length + 1, MAX_ITEMS)?;
    let at = if at < 0 { (at + length as i128).max(0) } else { at.min(length as i128) };
    watch_for(list, call.get(2));
    list.borrow_mut().insert(at as usize, call.get(2).clone());
    Ok(Object::None)
}

fn pop(call: &Call<'_>) -> Result<Object> {
    let list = this(call)?;
    let length = list.len() as i128;
    if length == 0 {
        return Err(index_error("pop from empty list"));
    }
    let at = call.int(1, -1)?;
    let at = if at < 0 { at + length } else { at };
    if !(0..length).contains(&at) {
        return Err(index_error("pop index out of range"));
    }
    Ok(list.borrow_mut().remove(at as usize))
}

fn find(items: &[Object], value: &Object) -> Result<Option<usize>> {
    for (at, item) in items.iter().enumerate() {
        if same(item, value) || equal(item, value)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn remove(call: &Call<'_>) -> Result<Object> {
    let list = this(call)?;
    let at =
        find(&list.items(), call.get(1))?.ok_or_else(|| Raise::value("list.remove(x): x not in list"))?;
    let old = list.borrow_mut().remove(at);
    drop(old);
    Ok(Object::None)
}

fn clear(call: &Call<'_>) -> Result<Object> {
    let old = std::mem::take(&mut *this(call)?.borrow_mut());
    drop(old);
    Ok(Object::None)
}

fn sort(call: &Call<'_>) -> Result<Object> {
    let list = this(call)?;
    let key = call.some(1).cloned();
    let items = sorted(
        list.items(),
        |item| match &key {
            Some(key) => call.machine.invoke(key, super::super::super::object::Args::of(vec![item.clone()])),
            None => Ok(item.clone()),
        },
        call.flag(2, false)?,
    )?;
    let old = std::mem::replace(&mut *list.borrow_mut(), items);
    drop(old);
    Ok(Object::None)
}

fn reverse(call: &Call<'_>) -> Result<Object> {
    this(call)?.borrow_mut().reverse();
    Ok(Object::None)
}

fn index(call: &Call<'_>) -> Result<Object> {
    let items = collect(call.get(0))?;
    let bound = |at: i128| {
        let at = if at < 0 { at + items.len() as i128 } else { at };
        at.clamp(0, items.len() as i128) as usize
    };
    let (start, stop) = (bound(call.int(2, 0)?), bound(call.int(3, i128::MAX)?));
    match find(&items[start..stop.max(start)], call.get(1))? {
        Some(at) => Ok(Object::from(at + start)),
        None => {
            let shown = super::super::super::object::repr(call.get(1))?;
            Err(Raise::value(match call.get(0) {
                Object::Tuple(_) => "tuple.index(x): x not in tuple".to_owned(),
                _ => format!("{shown} is not in {}", call.get(0).type_name()),
            }))
        }
    }
}

fn count(call: &Call<'_>) -> Result<Object> {
    let mut count = 0_usize;
    for item in collect(call.get(0))? {
        count += usize::from(same(&item, call.get(1)) || equal(&item, call.get(1))?);
    }
    Ok(Object::from(count))
}
