//! Python's `pprint.pformat`.

use super::super::object::{Key, MAX_DEPTH, Object, order, repr, too_deep};
use super::super::raise::Result;

const WIDTH: usize = 80;

/// The object over several lines where it is wide; dictionaries by key.
pub(super) fn pretty(object: &Object) -> Result<String> {
    let mut out = String::new();
    write(object, 0, 0, 0, &mut out)?;
    Ok(out)
}

fn write(object: &Object, indent: usize, allowance: usize, depth: usize, out: &mut String) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    let flat = repr(&by_key(object, depth)?)?;
    if flat.chars().count() + indent + allowance <= WIDTH {
        out.push_str(&flat);
        return Ok(());
    }
    match object {
        Object::Dict(dict) if dict.len() > 0 => {
            let members = sorted_members(dict.members());
            out.push('{');
            for (n, (key, value)) in members.iter().enumerate() {
                let key = repr(key.object())?;
                if n > 0 {
                    out.push_str(&format!(",\n{}", " ".repeat(indent + 1)));
                }
                out.push_str(&key);
                out.push_str(": ");
                let last = n + 1 == members.len();
                let inner = indent + 1 + key.chars().count() + 2;
                write(value, inner, if last { allowance + 1 } else { 1 }, depth + 1, out)?;
            }
            out.push('}');
        }
        Object::List(list) if list.len() > 0 => {
            sequence(&list.items(), "[", "]", indent, allowance, depth, out)?
        }
        Object::Tuple(items) if !items.is_empty() => {
            let end = if items.len() == 1 { ",)" } else { ")" };
            sequence(items, "(", end, indent, allowance, depth, out)?;
        }
        _ => out.push_str(&flat),
    }
    Ok(())
}

fn sequence(
    items: &[Object],
    start: &str,
    end: &str,
    indent: usize,
    allowance: usize,
    depth: usize,
    out: &mut String,
) -> Result<()> {
    out.push_str(start);
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push_str(&format!(",\n{}", " ".repeat(indent + 1)));
        }
        let last = n + 1 == items.len();
        write(item, indent + 1, if last { allowance + end.len() } else { 1 }, depth + 1, out)?;
    }
    out.push_str(end);
    Ok(())
}

/// The same object with its dictionaries by key.
fn by_key(object: &Object, depth: usize) -> Result<Object> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    Ok(match object {
        Object::Dict(dict) => {
            let members = sorted_members(dict.members());
            let members = members.into_iter().map(|(k, v)| Ok((k, by_key(&v, depth + 1)?)));
            Object::dict(super::super::object::Dict::of(members.collect::<Result<Vec<_>>>()?))
        }
        Object::List(list) => Object::list(all_by_key(&list.items(), depth)?),
        Object::Tuple(items) => Object::tuple(all_by_key(items, depth)?),
        Object::Markup(text) => Object::Str(text.clone()),
        other => other.clone(),
    })
}

fn all_by_key(items: &[Object], depth: usize) -> Result<Vec<Object>> {
    items.iter().map(|item| by_key(item, depth + 1)).collect()
}

fn sorted_members(mut members: Vec<(Key, Object)>) -> Vec<(Key, Object)> {
    // Keys that cannot be compared are compared by the names of their types.
    members.sort_by(|(a, _), (b, _)| match order(a.object(), b.object(), "<") {
        Ok(found) => found.unwrap_or(std::cmp::Ordering::Equal),
        Err(_) => a.object().type_name().cmp(b.object().type_name()),
    });
    members
}
