//! Salt's filters on lists.

use std::rc::Rc;

use super::super::super::object::{
    Args, Dict, Key, MAX_ITEMS, Number, Object, Ordering, Set, bounded, collect, contains, equal, number,
    order, sorted, text,
};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call, add, own_attribute};
use super::super::random::Random;

const ONE: &[&str] = &["values"];
const TWO: &[&str] = &["lst1", "lst2"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "unique", parameters: ONE, run: |call| unique(call.get(0)) },
    Builtin { name: "union", parameters: TWO, run: union },
    Builtin { name: "intersect", parameters: TWO, run: |call| kept(call, true) },
    Builtin { name: "difference", parameters: TWO, run: |call| kept(call, false) },
    Builtin { name: "symmetric_difference", parameters: TWO, run: symmetric },
    Builtin { name: "min", parameters: &["obj"], run: |call| extreme(call, false) },
    Builtin { name: "max", parameters: &["obj"], run: |call| extreme(call, true) },
    Builtin { name: "avg", parameters: &["lst"], run: average },
    Builtin { name: "flatten", parameters: &["data", "levels?", "preserve_nulls?"], run: flatten },
    Builtin { name: "sequence", parameters: &["data"], run: sequence },
    Builtin { name: "sorted_ignorecase", parameters: &["to_sort"], run: sorted_ignorecase },
    Builtin {
        name: "exactly_n_true",
        parameters: &["iterable", "amount?"],
        run: |call| exactly(call, call.int(1, 1)?),
    },
    Builtin { name: "exactly_one_true", parameters: &["iterable"], run: |call| exactly(call, 1) },
    Builtin {
        name: "substring_in_list",
        parameters: &["string_to_search_for", "list_to_search"],
        run: substring,
    },
    Builtin { name: "compare_lists", parameters: &["old?", "new?"], run: compare_lists },
    Builtin { name: "compare_dicts", parameters: &["old?", "new?"], run: compare_dicts },
    Builtin {
        name: "is_list",
        parameters: &["value"],
        run: |call| Ok(Object::Bool(matches!(call.get(0), Object::List(_)))),
    },
    Builtin { name: "is_iter", parameters: &["thing", "ignore?"], run: is_iter },
    Builtin {
        name: "random_sample",
        parameters: &["value", "size", "seed?"],
        run: |call| sample(call, call.int(1, 0)?, call.some(2)),
    },
    Builtin {
        name: "random_shuffle",
        parameters: &["value", "seed?"],
        run: |call| sample(call, call.get(0).len()? as i128, call.some(1)),
    },
    Builtin { name: "method_call", parameters: &["obj", "f_name", "*", "**"], run: method_call },
    Builtin { name: "skip", parameters: &["data"], run: |_| Ok(Object::str("")) },
];

fn set(items: Vec<Object>) -> Result<Object> {
    Ok(Object::Set(Rc::new(Set::of(items)?)))
}

#[expect(clippy::mutable_key_type, reason = "only hashable objects become keys, and those do not change")]
fn without_repeats(items: Vec<Object>) -> Result<Vec<Object>> {
    // Hashable items are found fast, others one by one.
    let mut keys = std::collections::HashSet::new();
    let mut kept: Vec<Object> = Vec::new();
    for item in items {
        let seen = match Key::new(item.clone()) {
            Ok(key) => !keys.insert(key),
            Err(raise) if item.is_undefined() => return Err(raise),
            Err(_) => {
                kept.iter().map(|known| equal(known, &item)).collect::<Result<Vec<_>>>()?.contains(&true)
            }
        };
        if !seen {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn unique(values: &Object) -> Result<Object> {
    let items = collect(values)?;
    if values.is_hashable() { set(items) } else { Ok(Object::list(without_repeats(items)?)) }
}

fn both_hashable(call: &Call<'_>) -> bool {
    call.get(0).is_hashable() && call.get(1).is_hashable()
}

fn union(call: &Call<'_>) -> Result<Object> {
    if both_hashable(call) {
        return set([collect(call.get(0))?, collect(call.get(1))?].concat());
    }
    unique(&add(call.get(0), call.get(1))?)
}

/// The items of the first list of which it is `wanted` that the second has them.
fn shared(a: &Object, b: &Object, wanted: bool) -> Result<Vec<Object>> {
    let mut items = Vec::new();
    for item in collect(a)? {
        if contains(b, &item)? == wanted {
            items.push(item);
        }
    }
    Ok(items)
}

fn kept(call: &Call<'_>, wanted: bool) -> Result<Object> {
    if both_hashable(call) {
        let other = set(collect(call.get(1))?)?;
        return set(shared(call.get(0), &other, wanted)?);
    }
    Ok(Object::list(without_repeats(shared(call.get(0), call.get(1), wanted)?)?))
}

fn symmetric(call: &Call<'_>) -> Result<Object> {
    let items = [shared(call.get(0), call.get(1), false)?, shared(call.get(1), call.get(0), false)?].concat();
    if both_hashable(call) { set(items) } else { Ok(Object::list(without_repeats(items)?)) }
}

fn extreme(call: &Call<'_>, largest: bool) -> Result<Object> {
    let mut items = collect(call.get(0))?.into_iter();
    let (name, sign, wanted) =
        if largest { ("max", ">", Ordering::Greater) } else { ("min", "<", Ordering::Less) };
    let mut best = items.next().ok_or_else(|| Raise::value(format!("{name}() arg is an empty sequence")))?;
    for item in items {
        if order(&item, &best, sign)? == Some(wanted) {
            best = item;
        }
    }
    Ok(best)
}

fn average(call: &Call<'_>) -> Result<Object> {
    let value = call.get(0);
    if value.is_hashable() {
        return match number(value)
            .map(Number::float)
            .or_else(|| super::super::super::object::parse_float(value.as_str()?))
        {
            Some(found) => Ok(Object::Float(found)),
            None => Err(call.wrong(0, "a number")),
        };
    }
    let items = collect(value)?;
    if items.is_empty() {
        return Err(Raise::new(Kind::Python("ZeroDivisionError"), "division by zero"));
    }
    let count = items.len();
    let mut total = Object::Int(0);
    for item in &items {
        total = add(&total, item)?;
    }
    Ok(Object::Float(number(&total).map_or(f64::NAN, Number::float) / count as f64))
}

fn is_sequence(object: &Object) -> bool {
    !matches!(
        object,
        Object::Str(_)
            | Object::Markup(_)
            | Object::None
            | Object::Bool(_)
            | Object::Int(_)
            | Object::Float(_)
    ) && super::super::super::object::iterate(object).is_ok()
}

fn is_iter(call: &Call<'_>) -> Result<Object> {
    let text = call.get(0).as_str().is_some();
    let ignores_text = call.opt(1).map_or(Ok(true), Object::truth)?;
    Ok(Object::Bool(if text { !ignores_text } else { is_sequence(call.get(0)) }))
}

fn flatten(call: &Call<'_>) -> Result<Object> {
    let levels = call.some(1).map(|_| call.int(1, 0)).transpose()?;
    let mut out = Vec::new();
    flatten_into(call.get(0), levels, call.flag(2, false)?, &mut Vec::new(), &mut out)?;
    Ok(Object::list(out))
}

fn flatten_into(
    data: &Object,
    levels: Option<i128>,
    nulls: bool,
    open: &mut Vec<Object>,
    out: &mut Vec<Object>,
) -> Result<()> {
    let again = open.iter().any(|outer| super::super::super::object::same(outer, data));
    if again || open.len() > super::super::super::object::MAX_DEPTH {
        let message = "Reference cycle detected. Check input list.";
        return Err(Raise::new(Kind::Python("RecursionError"), message));
    }
    open.push(data.clone());
    for item in collect(data)? {
        let null = item.is_none() || item.as_str().is_some_and(|text| matches!(&**text, "None" | "null"));
        if null && !nulls {
            continue;
        }
        if is_sequence(&item) && levels.is_none_or(|levels| levels >= 1) {
            flatten_into(&item, levels.map(|levels| levels - 1), nulls, open, out)?;
        } else {
            out.push(item);
        }
        bounded(out.len(), MAX_ITEMS)?;
    }
    open.pop();
    Ok(())
}

fn sequence(call: &Call<'_>) -> Result<Object> {
    Ok(match call.get(0) {
        data @ (Object::List(_) | Object::Tuple(_) | Object::Set(_) | Object::Dict(_)) => data.clone(),
        data => Object::list(vec![data.clone()]),
    })
}

fn sorted_ignorecase(call: &Call<'_>) -> Result<Object> {
    let key = |item: &Object| match item.as_str() {
        Some(text) => Ok(Object::from(text.to_lowercase())),
        None => Err(Raise::new(
            Kind::Python("AttributeError"),
            format!("'{}' object has no attribute 'lower'", item.type_name()),
        )),
    };
    Ok(Object::list(sorted(collect(call.get(0))?, key, false)?))
}

fn exactly(call: &Call<'_>, amount: i128) -> Result<Object> {
    let mut count = 0;
    for item in collect(call.get(0))? {
        count += i128::from(item.truth()?);
    }
    Ok(Object::Bool(count == amount.max(0)))
}

fn substring(call: &Call<'_>) -> Result<Object> {
    for item in collect(call.get(1))? {
        if contains(&item, call.get(0))? {
            return Ok(Object::Bool(true));
        }
    }
    Ok(Object::Bool(false))
}

fn compare_lists(call: &Call<'_>) -> Result<Object> {
    let difference = Dict::default();
    for (name, from, other) in [("new", call.get(1), call.get(0)), ("old", call.get(0), call.get(1))] {
        let only = shared(from, other, false)?;
        if !only.is_empty() {
            difference.set(Key::text(name), Object::list(only));
        }
    }
    Ok(Object::dict(difference))
}

fn compare_dicts(call: &Call<'_>) -> Result<Object> {
    let (Object::Dict(old), Object::Dict(new)) = (call.get(0), call.get(1)) else {
        return Err(call.wrong(0, "dict"));
    };
    let difference = Dict::default();
    let pair =
        |old: Object, new: Object| Object::dict(Dict::of([(Key::text("old"), old), (Key::text("new"), new)]));
    for (key, value) in new.members() {
        match old.lookup(key.object())? {
            None => difference.set(key, pair(Object::str(""), value)),
            Some(before) if !equal(&before, &value)? => difference.set(key, pair(before, value)),
            Some(_) => {}
        }
    }
    for (key, value) in old.members() {
        if new.lookup(key.object())?.is_none() {
            difference.set(key, pair(value, Object::str("")));
        }
    }
    Ok(Object::dict(difference))
}

fn sample(call: &Call<'_>, size: i128, seed: Option<&Object>) -> Result<Object> {
    let mut items = collect(call.get(0))?;
    let size = usize::try_from(size).ok().filter(|size| *size <= items.len());
    let size = size.ok_or_else(|| Raise::value("Sample larger than population or is negative"))?;
    let mut random = match seed {
        Some(seed) => Random::seeded(text(seed)?.as_bytes()),
        None => Random::unseeded(),
    };
    for at in 0..size {
        let other = at + random.below(items.len() - at);
        items.swap(at, other);
    }
    items.truncate(size);
    Ok(Object::list(items))
}

fn method_call(call: &Call<'_>) -> Result<Object> {
    let Some(method) = own_attribute(call.machine, call.get(0), &call.text(1)?)? else {
        return Ok(Object::None);
    };
    let args = Args { positional: call.bound.rest.clone(), named: call.bound.named.clone() };
    call.machine.invoke(&method, args)
}
