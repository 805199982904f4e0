//! Objects printed as Python's `str()` and `repr()` print them.

use std::rc::Rc;
use std::sync::Arc;

use halite_common::value::{Value, float_repr, str_repr};

use super::super::raise::Result;
use super::{MAX_BYTES, MAX_DEPTH, Object, bounded, too_deep};

/// Python's `repr()`.
pub(crate) fn repr(object: &Object) -> Result<String> {
    let mut printer = Printer { out: String::new(), open: Vec::new(), quote: None };
    printer.write(object)?;
    Ok(printer.out)
}

/// Python's `str()`.
pub(crate) fn text(object: &Object) -> Result<Arc<str>> {
    Ok(match object {
        Object::Str(s) | Object::Markup(s) => s.clone(),
        Object::Undefined(u) => {
            u.lenient_or_raise()?;
            Arc::from("")
        }
        Object::Native(n) => n.text().into(),
        other => repr(other)?.into(),
    })
}

/// `repr()` with another way to quote the text values of dictionaries, as Salt prints them.
pub(crate) fn dict_repr(object: &Object, quote: fn(&str) -> String) -> Result<String> {
    let mut printer = Printer { out: String::new(), open: Vec::new(), quote: Some(quote) };
    printer.write(object)?;
    Ok(printer.out)
}

struct Printer {
    out: String,
    open: Vec<usize>,
    /// How text in dictionaries is quoted where Salt prints.
    quote: Option<fn(&str) -> String>,
}

impl Printer {
    fn write(&mut self, object: &Object) -> Result<()> {
        bounded(self.out.len(), MAX_BYTES)?;
        match object {
            Object::None => self.out.push_str("None"),
            Object::Bool(b) => self.out.push_str(if *b { "True" } else { "False" }),
            Object::Int(i) => self.out.push_str(&i.to_string()),
            Object::Float(f) => self.out.push_str(&float_repr(*f)),
            Object::Str(s) => self.out.push_str(&str_repr(s)),
            Object::Markup(s) => self.out.push_str(&format!("Markup({})", str_repr(s))),
            Object::Bytes(b) => self.out.push_str(&Value::Bytes(b.to_vec()).repr()),
            Object::List(l) => {
                self.within(Rc::as_ptr(l) as usize, "[...]", |p| p.sequence("[", "]", &l.items()))?
            }
            Object::Tuple(t) => {
                let end = if t.len() == 1 { ",)" } else { ")" };
                self.within(Rc::as_ptr(t) as usize, "(...)", |p| p.sequence("(", end, t))?;
            }
            Object::Set(s) if s.len() == 0 => self.out.push_str("set()"),
            Object::Set(s) => self.sequence("{", "}", &s.items())?,
            Object::Dict(d) if d.is_ordered() && self.quote.is_none() => {
                let pairs = d.members().into_iter().map(|(k, v)| Object::tuple(vec![k.into_object(), v]));
                let (pairs, empty) = (pairs.collect::<Vec<_>>(), d.len() == 0);
                self.out.push_str("OrderedDict");
                let (start, end) = if empty { ("(", ")") } else { ("([", "])") };
                self.within(Rc::as_ptr(d) as usize, "(...)", |p| p.sequence(start, end, &pairs))?;
            }
            Object::Dict(d) => self.within(Rc::as_ptr(d) as usize, "{...}", |p| p.dict(&d.members()))?,
            Object::View(_, d) => {
                let (name, items) = (object.type_name(), super::collect(object)?);
                self.out.push_str(name);
                self.within(Rc::as_ptr(d) as usize, "(...)", |p| p.sequence("([", "])", &items))?;
            }
            Object::Range(start, stop, 1) => self.out.push_str(&format!("range({start}, {stop})")),
            Object::Range(start, stop, step) => self.out.push_str(&format!("range({start}, {stop}, {step})")),
            Object::Generator(g) => self.out.push_str(&format!("<{} object>", g.type_name())),
            Object::Undefined(_) => self.out.push_str("Undefined"),
            Object::Native(n) => self.out.push_str(&n.repr()),
        }
        Ok(())
    }

    fn within(&mut self, id: usize, again: &str, f: impl FnOnce(&mut Printer) -> Result<()>) -> Result<()> {
        if self.open.contains(&id) {
            self.out.push_str(again);
            return Ok(());
        }
        if self.open.len() > MAX_DEPTH {
            return Err(too_deep());
        }
        self.open.push(id);
        f(self)?;
        self.open.pop();
        Ok(())
    }

    fn sequence(&mut self, start: &str, end: &str, items: &[Object]) -> Result<()> {
        self.out.push_str(start);
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                self.out.push_str(", ");
            }
            self.write(item)?;
        }
        self.out.push_str(end);
        Ok(())
    }

    fn dict(&mut self, members: &[(super::Key, Object)]) -> Result<()> {
        self.out.push('{');
        for (n, (key, value)) in members.iter().enumerate() {
            if n > 0 {
                self.out.push_str(", ");
            }
            self.write(key.object())?;
            self.out.push_str(": ");
            match value {
                Object::Str(s) => {
                    self.out.push_str(&self.quote.map_or_else(|| str_repr(s), |quote| quote(s)))
                }
                other => self.write(other)?,
            }
        }
        self.out.push('}');
        Ok(())
    }
}
