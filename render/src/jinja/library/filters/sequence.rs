//! Jinja2's filters on sequences as a whole.

use super::super::super::object::{
    MAX_BYTES, Object, Undefined, bounded, collect, generator, iterate, less, sorted, text,
};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call, add, own_attribute};
use super::super::pick::{caseless, picked};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "length", parameters: &["object"], run: |call| Ok(Object::from(call.get(0).len()?)) },
    Builtin { name: "count", parameters: &["object"], run: |call| Ok(Object::from(call.get(0).len()?)) },
    Builtin { name: "list", parameters: &["value"], run: |call| Ok(Object::list(collect(call.get(0))?)) },
    Builtin { name: "first", parameters: &["seq"], run: first },
    Builtin { name: "last", parameters: &["seq"], run: last },
    Builtin { name: "random", parameters: &["seq"], run: random },
    Builtin { name: "reverse", parameters: &["value"], run: reverse },
    Builtin { name: "join", parameters: &["value", "d?", "attribute?"], run: join },
    Builtin { name: "sum", parameters: &["iterable", "attribute?", "start?"], run: sum },
    Builtin {
        name: "min",
        parameters: &["value", "case_sensitive?", "attribute?"],
        run: |call| extreme(call, false),
    },
    Builtin {
        name: "max",
        parameters: &["value", "case_sensitive?", "attribute?"],
        run: |call| extreme(call, true),
    },
    Builtin { name: "sort", parameters: &["value", "reverse?", "case_sensitive?", "attribute?"], run: sort },
    Builtin { name: "dictsort", parameters: &["value", "case_sensitive?", "by?", "reverse?"], run: dictsort },
    Builtin { name: "items", parameters: &["value"], run: items },
    Builtin { name: "batch", parameters: &["value", "linecount", "fill_with?"], run: batch },
    Builtin { name: "slice", parameters: &["value", "slices", "fill_with?"], run: slice },
];

fn empty(call: &Call<'_>, hint: &str) -> Object {
    Undefined::because(hint, call.machine.is_lenient()).into()
}

fn first(call: &Call<'_>) -> Result<Object> {
    let found = iterate(call.get(0))?()?;
    Ok(found.unwrap_or_else(|| empty(call, "No first item, sequence was empty.")))
}

fn last(call: &Call<'_>) -> Result<Object> {
    if let Object::Generator(_) = call.get(0) {
        return Err(Raise::type_error("'generator' object is not reversible"));
    }
    let found = collect(call.get(0))?.pop();
    Ok(found.unwrap_or_else(|| empty(call, "No last item, sequence was empty.")))
}

fn random(call: &Call<'_>) -> Result<Object> {
    let items = collect(call.get(0))?;
    if items.is_empty() {
        return Ok(empty(call, "No random item, sequence was empty."));
    }
    let mut random = super::super::random::Random::unseeded();
    Ok(items[random.below(items.len())].clone())
}

fn reverse(call: &Call<'_>) -> Result<Object> {
    if let Some(text) = call.get(0).as_str() {
        return Ok(Object::from(text.chars().rev().collect::<String>()));
    }
    let mut items = collect(call.get(0)).map_err(|raise| {
        if raise.is_python("TypeError") {
            return Raise::new(Kind::Runtime, "argument must be iterable");
        }
        raise
    })?;
    Ok(generator("list_reverseiterator", Box::new(move || Ok(items.pop()))))
}

fn join(call: &Call<'_>) -> Result<Object> {
    let separator = match call.opt(1) {
        Some(separator) => text(separator)?,
        None => "".into(),
    };
    let mut next = iterate(call.get(0))?;
    let mut out = String::new();
    let mut begun = false;
    while let Some(item) = next()? {
        let item = match call.some(2) {
            Some(attribute) => picked(call.machine, &item, attribute, None)?,
            None => item,
        };
        if begun {
            out.push_str(&separator);
        }
        begun = true;
        out.push_str(&text(&item)?);
        bounded(out.len(), MAX_BYTES)?;
    }
    Ok(Object::from(out))
}

fn sum(call: &Call<'_>) -> Result<Object> {
    let mut total = call.opt(2).cloned().unwrap_or(Object::Int(0));
    let mut next = iterate(call.get(0))?;
    while let Some(item) = next()? {
        let item = match call.some(1) {
            Some(attribute) => picked(call.machine, &item, attribute, None)?,
            None => item,
        };
        if let Object::Undefined(u) = &item {
            return Err(u.raise());
        }
        total = add(&total, &item)?;
    }
    Ok(total)
}

fn extreme(call: &Call<'_>, largest: bool) -> Result<Object> {
    let sensitive = call.flag(1, false)?;
    let mut best: Option<(Object, Object)> = None;
    let mut next = iterate(call.get(0))?;
    while let Some(item) = next()? {
        let mut key = match call.some(2) {
            Some(attribute) => picked(call.machine, &item, attribute, None)?,
            None => item.clone(),
        };
        if !sensitive {
            key = caseless(key);
        }
        let better = match &best {
            None => true,
            Some((_, so_far)) if largest => less(so_far, &key)?,
            Some((_, so_far)) => less(&key, so_far)?,
        };
        if better {
            best = Some((item, key));
        }
    }
    Ok(best.map_or_else(|| empty(call, "No aggregated item, sequence was empty."), |(item, _)| item))
}

fn sort(call: &Call<'_>) -> Result<Object> {
    let sensitive = call.flag(2, false)?;
    let fold = |item: Object| if sensitive { item } else { caseless(item) };
    let attributes: Vec<Object> = match call.some(3) {
        Some(attribute) => match attribute.as_str() {
            Some(names) => names.split(',').map(Object::str).collect(),
            None => vec![attribute.clone()],
        },
        None => Vec::new(),
    };
    let key = |item: &Object| {
        if attributes.is_empty() {
            return Ok(fold(item.clone()));
        }
        let keys = attributes.iter().map(|name| Ok(fold(picked(call.machine, item, name, None)?)));
        Ok(Object::list(keys.collect::<Result<_>>()?))
    };
    Ok(Object::list(sorted(collect(call.get(0))?, key, call.flag(1, false)?)?))
}

fn dictsort(call: &Call<'_>) -> Result<Object> {
    let sensitive = call.flag(1, false)?;
    let by = match &*call.text_or(2, "key")? {
        "key" => 0,
        "value" => 1,
        _ => {
            return Err(Raise::new(Kind::Runtime, "You can only sort by either \"key\" or \"value\""));
        }
    };
    let pairs = pairs(call)?;
    let key = |pair: &Object| match pair {
        Object::Tuple(pair) if sensitive => Ok(pair[by].clone()),
        Object::Tuple(pair) => Ok(caseless(pair[by].clone())),
        other => Ok(other.clone()),
    };
    Ok(Object::list(sorted(pairs, key, call.flag(3, false)?)?))
}

fn pairs(call: &Call<'_>) -> Result<Vec<Object>> {
    match call.get(0) {
        Object::Dict(dict) => Ok(dict
            .members()
            .into_iter()
            .map(|(key, value)| Object::tuple(vec![key.into_object(), value]))
            .collect()),
        Object::Undefined(u) => Err(u.raise()),
        other => {
            let missing = Undefined::member(other, Object::str("items"), false);
            Err(Raise::new(Kind::Python("AttributeError"), missing.message().replace(" object'", "' object")))
        }
    }
}

fn items(call: &Call<'_>) -> Result<Object> {
    let mut left = match call.get(0) {
        Object::Undefined(_) => Vec::new(),
        Object::Dict(_) => pairs(call)?,
        other if own_attribute(call.machine, other, "items")?.is_some() => collect(other)?,
        _ => return Err(Raise::type_error("Can only get item pairs from a mapping.")),
    }
    .into_iter();
    Ok(generator("generator", Box::new(move || Ok(left.next()))))
}

fn batch(call: &Call<'_>) -> Result<Object> {
    let size = usize::try_from(call.int(1, 1)?.max(1)).unwrap_or(usize::MAX);
    let fill = call.some(2).cloned();
    let mut rows = Vec::new();
    for chunk in collect(call.get(0))?.chunks(size) {
        let mut row = chunk.to_vec();
        if let Some(fill) = &fill {
            let missing = size - row.len();
            bounded(missing, 1 << 20)?;
            row.extend(std::iter::repeat_n(fill.clone(), missing));
        }
        rows.push(Object::list(row));
    }
    let mut rows = rows.into_iter();
    Ok(generator("generator", Box::new(move || Ok(rows.next()))))
}

fn slice(call: &Call<'_>) -> Result<Object> {
    let items = collect(call.get(0))?;
    let slices = call.int(1, 1)?;
    let slices = usize::try_from(slices).ok().filter(|n| *n > 0);
    let slices = slices.ok_or_else(|| Raise::value("the number of slices must be positive"))?;
    bounded(slices, 1 << 20)?;
    let (each, extra) = (items.len() / slices, items.len() % slices);
    let fill = call.some(2).cloned();
    let mut items = items.into_iter();
    let mut columns = Vec::new();
    for n in 0..slices {
        let mut column: Vec<Object> = items.by_ref().take(each + usize::from(n < extra)).collect();
        if let (Some(fill), true) = (&fill, n >= extra && extra > 0) {
            column.push(fill.clone());
        }
        columns.push(Object::list(column));
    }
    let mut columns = columns.into_iter();
    Ok(generator("generator", Box::new(move || Ok(columns.next()))))
}
