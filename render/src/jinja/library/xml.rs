//! The `xml` filter: data as indented XML.

use super::super::object::{MAX_DEPTH, Object, collect, text, too_deep};
use super::super::raise::{Raise, Result};

#[derive(Default)]
struct Element {
    tag: String,
    attributes: Vec<(String, String)>,
    text: Option<String>,
    children: Vec<Element>,
}

/// Writes an object as XML.
pub(super) fn write(object: &Object) -> Result<String> {
    let mut roots = Vec::new();
    build(pairs(object)?, None, &mut roots, 0)?;
    let root =
        roots.pop().ok_or_else(|| Raise::runtime("Value is not a dict or list. Cannot render as XML"))?;
    let mut out = String::from("<?xml version=\"1.0\" ?>\n");
    print(&root, 0, &mut out);
    Ok(out)
}

fn pairs(object: &Object) -> Result<Vec<(String, Object)>> {
    match object {
        Object::Dict(dict) => {
            dict.members().into_iter().map(|(k, v)| Ok((text(k.object())?.to_string(), v))).collect()
        }
        Object::List(_) | Object::Tuple(_) => {
            let items = collect(object)?;
            match (items.first().and_then(Object::as_str), items.get(1)) {
                (Some(tag), Some(value)) => Ok(vec![(tag.to_string(), value.clone())]),
                _ => Ok(Vec::new()),
            }
        }
        _ => Err(Raise::runtime("Value is not a dict or list. Cannot render as XML")),
    }
}

fn build(
    pairs: Vec<(String, Object)>,
    mut parent: Option<&mut Element>,
    roots: &mut Vec<Element>,
    depth: usize,
) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    for (tag, value) in pairs {
        if let Object::List(list) = &value {
            for item in list.items() {
                build(vec![(tag.clone(), item)], parent.as_deref_mut(), roots, depth + 1)?;
            }
            continue;
        }
        let mut element = Element { tag, ..Element::default() };
        match &value {
            Object::Str(_) | Object::Markup(_) | Object::Int(_) | Object::Bool(_) | Object::Float(_) => {
                element.text = Some(text(&value)?.to_string());
            }
            _ => {
                let members = self::pairs(&value)?;
                for (name, value) in &members {
                    if !matches!(value, Object::Dict(_) | Object::List(_)) {
                        element.attributes.push((name.clone(), text(value)?.to_string()));
                    }
                }
                let nested =
                    members.into_iter().filter(|(_, v)| matches!(v, Object::Dict(_) | Object::List(_)));
                build(nested.collect(), Some(&mut element), &mut Vec::new(), depth + 1)?;
            }
        }
        match &mut parent {
            Some(parent) => parent.children.push(element),
            None => roots.push(element),
        }
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn print(element: &Element, depth: usize, out: &mut String) {
    let pad = " ".repeat(depth);
    out.push_str(&format!("{pad}<{}", element.tag));
    for (name, value) in &element.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    match &element.text {
        Some(text) if element.children.is_empty() => {
            out.push_str(&format!(">{}</{}>\n", escaped(text), element.tag));
        }
        _ if element.children.is_empty() => out.push_str("/>\n"),
        _ => {
            out.push_str(">\n");
            element.children.iter().for_each(|child| print(child, depth + 1, out));
            out.push_str(&format!("{pad}</{}>\n", element.tag));
        }
    }
}
