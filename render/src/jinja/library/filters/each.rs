//! Jinja2's filters that look at each item: they give generators, as Python's do.

use std::rc::Rc;

use super::super::super::object::{Iter, Object, Tuple, collect, equal, generator, iterate, sorted};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::pick::{Named, caseless, picked};

const REST: &[&str] = &["value", "*", "**"];

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "map", parameters: REST, run: map },
    Builtin { name: "select", parameters: REST, run: |call| select(call, true) },
    Builtin { name: "reject", parameters: REST, run: |call| select(call, false) },
    Builtin { name: "selectattr", parameters: REST, run: |call| select_attribute(call, true) },
    Builtin { name: "rejectattr", parameters: REST, run: |call| select_attribute(call, false) },
    Builtin {
        name: "groupby",
        parameters: &["value", "attribute", "default?", "case_sensitive?"],
        run: groupby,
    },
];

fn items(call: &Call<'_>) -> Result<Option<Iter>> {
    // Jinja2 takes anything empty, even `None`, as no items.
    if call.get(0).truth()? { iterate(call.get(0)).map(Some) } else { Ok(None) }
}

fn nothing() -> Object {
    generator("generator", Box::new(|| Ok(None)))
}

fn argument_error(message: impl Into<String>) -> Raise {
    Raise::new(Kind::Runtime, message)
}

fn map(call: &Call<'_>) -> Result<Object> {
    let attribute = call.bound.named.iter().find(|(name, _)| &**name == "attribute").map(|(_, v)| v.clone());
    let items = items(call)?;
    let Some(attribute) = attribute.filter(|_| call.bound.rest.is_empty()) else {
        let Some(filter) = Named::of(call, 0)? else {
            return Err(argument_error("map requires a filter argument"));
        };
        let filter = filter.checked_filter()?;
        let Some(mut next) = items else { return Ok(nothing()) };
        return Ok(generator(
            "generator",
            Box::new(move || next()?.map(|item| filter.filter(item)).transpose()),
        ));
    };
    let mut default = None;
    for (name, value) in &call.bound.named {
        match &**name {
            "attribute" => {}
            "default" => default = Some(value.clone()),
            other => return Err(argument_error(format!("Unexpected keyword argument '{other}'"))),
        }
    }
    let Some(mut next) = items else { return Ok(nothing()) };
    let machine = call.machine.shared()?;
    Ok(generator(
        "generator",
        Box::new(move || {
            next()?.map(|item| picked(&machine, &item, &attribute, default.as_ref())).transpose()
        }),
    ))
}

fn kept(mut next: Iter, mut accept: impl FnMut(&Object) -> Result<bool> + 'static) -> Object {
    let step = move || {
        while let Some(item) = next()? {
            if accept(&item)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    };
    generator("generator", Box::new(step))
}

fn select(call: &Call<'_>, wanted: bool) -> Result<Object> {
    let test = Named::of(call, 0)?.map(Named::checked_test).transpose()?;
    let Some(next) = items(call)? else { return Ok(nothing()) };
    Ok(kept(next, move |item| {
        let holds = match &test {
            Some(test) => test.test(item.clone())?,
            None => item.truth()?,
        };
        Ok(holds == wanted)
    }))
}

fn select_attribute(call: &Call<'_>, wanted: bool) -> Result<Object> {
    let Some(attribute) = call.bound.rest.first().cloned() else {
        return Err(argument_error("Missing parameter for attribute name"));
    };
    let test = Named::of(call, 1)?.map(Named::checked_test).transpose()?;
    let Some(next) = items(call)? else { return Ok(nothing()) };
    let machine = call.machine.shared()?;
    Ok(kept(next, move |item| {
        let value = picked(&machine, item, &attribute, None)?;
        let holds = match &test {
            Some(test) => test.test(value)?,
            None => value.truth()?,
        };
        Ok(holds == wanted)
    }))
}

fn groupby(call: &Call<'_>) -> Result<Object> {
    let sensitive = call.flag(3, false)?;
    let key = |item: &Object| {
        let value = picked(call.machine, item, call.get(1), call.opt(2).filter(|d| !d.is_none()))?;
        Ok(if sensitive { value } else { caseless(value) })
    };
    let mut groups: Vec<(Object, Vec<Object>)> = Vec::new();
    for item in sorted(collect(call.get(0))?, key, false)? {
        let found = key(&item)?;
        match groups.last_mut() {
            Some((last, items)) if equal(last, &found)? => items.push(item),
            _ => groups.push((found, vec![item])),
        }
    }
    let named = groups.into_iter().map(|(key, items)| {
        // Without regard to case, a group is called as its first item has it.
        let grouper = match items.first() {
            Some(first) if !sensitive => {
                picked(call.machine, first, call.get(1), call.opt(2).filter(|d| !d.is_none()))?
            }
            _ => key,
        };
        Ok(Object::Tuple(Rc::new(Tuple::group(grouper, Object::list(items)))))
    });
    Ok(Object::list(named.collect::<Result<_>>()?))
}
