//! The `%` operator on text.

use super::super::object::{MAX_BYTES, Number, Object, bounded, index_of, number, repr, text};
use super::super::raise::{Kind, Raise, Result};
use super::format::{Spec, write_float, write_int};

struct Values<'a> {
    operand: &'a Object,
    next: usize,
}

impl Values<'_> {
    fn take(&mut self) -> Result<Object> {
        let at = self.next;
        self.next += 1;
        let found = match self.operand {
            Object::Tuple(items) => items.get(at).cloned(),
            other => (at == 0).then(|| other.clone()),
        };
        found.ok_or_else(|| Raise::type_error("not enough arguments for format string"))
    }

    fn named(&self, name: &str) -> Result<Object> {
        match self.operand {
            Object::Dict(dict) => {
                dict.get(name).ok_or_else(|| Raise::new(Kind::Python("KeyError"), format!("'{name}'")))
            }
            _ => Err(Raise::type_error("format requires a mapping")),
        }
    }

    fn finish(&self, mapped: bool) -> Result<()> {
        let left = match self.operand {
            Object::Tuple(items) => self.next < items.len(),
            Object::Dict(_) | Object::List(_) => false,
            _ => self.next == 0 && !mapped,
        };
        if left {
            return Err(Raise::type_error("not all arguments converted during string formatting"));
        }
        Ok(())
    }
}

/// `format % operand`.
pub(crate) fn percent(format: &Object, operand: &Object) -> Result<Object> {
    let Some(template) = format.as_str() else { return Err(Raise::type_error("not a format")) };
    let escapes = matches!(format, Object::Markup(_));
    let mut values = Values { operand, next: 0 };
    let mut out = String::new();
    let mut mapped = false;
    let mut rest: &str = template;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let directive = Directive::read(&mut rest, &mut values)?;
        mapped |= directive.name.is_some();
        let at = template[..template.len() - rest.len()].chars().count() - 1;
        directive.write(&mut values, escapes, at, &mut out)?;
        bounded(out.len(), MAX_BYTES)?;
    }
    out.push_str(rest);
    values.finish(mapped)?;
    Ok(if escapes { Object::Markup(out.into()) } else { Object::from(out) })
}

#[derive(Default)]
struct Directive {
    name: Option<String>,
    minus: bool,
    plus: bool,
    space: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

fn incomplete() -> Raise {
    Raise::value("incomplete format")
}

impl Directive {
    fn read(rest: &mut &str, values: &mut Values<'_>) -> Result<Directive> {
        let mut directive = Directive::default();
        if let Some(tail) = rest.strip_prefix('(') {
            let end = tail.find(')').ok_or_else(|| Raise::value("incomplete format key"))?;
            directive.name = Some(tail[..end].to_owned());
            *rest = &tail[end + 1..];
        }
        loop {
            match rest.chars().next() {
                Some('-') => directive.minus = true,
                Some('+') => directive.plus = true,
                Some(' ') => directive.space = true,
                Some('0') => directive.zero = true,
                Some('#') => directive.alternate = true,
                _ => break,
            }
            *rest = &rest[1..];
        }
        if let Some(width) = size(rest, values)? {
            directive.minus |= width < 0;
            directive.width =
                bounded(usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX), MAX_BYTES)?;
        }
        if let Some(tail) = rest.strip_prefix('.') {
            *rest = tail;
            let precision = size(rest, values)?.unwrap_or(0).max(0);
            directive.precision = Some(bounded(usize::try_from(precision).unwrap_or(usize::MAX), 10_000)?);
        }
        *rest = rest.trim_start_matches(['h', 'l', 'L']);
        directive.conversion = rest.chars().next().ok_or_else(incomplete)?;
        *rest = &rest[directive.conversion.len_utf8()..];
        Ok(directive)
    }

    fn spec(&self) -> Spec {
        Spec {
            fill: if self.zero && !self.minus { '0' } else { ' ' },
            align: if self.minus {
                '<'
            } else if self.zero {
                '='
            } else {
                '>'
            },
            sign: if self.plus {
                '+'
            } else if self.space {
                ' '
            } else {
                '-'
            },
            alternate: self.alternate,
            width: self.width,
            precision: self.precision,
            kind: self.conversion,
            ..Spec::default()
        }
    }

    fn write(&self, values: &mut Values<'_>, escapes: bool, at: usize, out: &mut String) -> Result<()> {
        if self.conversion == '%' {
            out.push('%');
            return Ok(());
        }
        let value = match &self.name {
            Some(name) => values.named(name)?,
            None => values.take()?,
        };
        let spec = self.spec();
        let done = match self.conversion {
            's' | 'r' | 'a' => {
                let shown = if self.conversion == 's' { text(&value)?.to_string() } else { repr(&value)? };
                let shown = if escapes && !matches!(value, Object::Markup(_)) {
                    super::escape(&shown)
                } else {
                    shown
                };
                Spec { fill: ' ', align: if self.minus { '<' } else { '>' }, ..spec }.pad_text(&shown)?
            }
            'c' => {
                let shown = match &value {
                    Object::Int(code) => u32::try_from(*code).ok().and_then(char::from_u32).map(String::from),
                    other => other.as_str().filter(|s| s.chars().count() == 1).map(|s| s.to_string()),
                };
                let shown = shown.ok_or_else(|| Raise::type_error("%c requires int or char"))?;
                Spec { precision: None, ..spec }.pad_text(&shown)?
            }
            'd' | 'i' | 'u' => write_int(
                whole(&value, "%d format: a real number is required, not")?,
                &Spec { kind: 'd', precision: None, ..spec },
            )?,
            'x' | 'X' | 'o' => {
                let message = format!("%{} format: an integer is required, not", self.conversion);
                let integer = index_of(&value)
                    .map_err(|_| Raise::type_error(format!("{message} {}", value.type_name())))?;
                write_int(integer, &Spec { precision: None, ..spec })?
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => match number(&value) {
                Some(number) => write_float(number.float(), &spec)?,
                None => {
                    return Err(Raise::type_error(format!("must be real number, not {}", value.type_name())));
                }
            },
            other => {
                return Err(Raise::value(format!(
                    "unsupported format character '{other}' (0x{:x}) at index {at}",
                    u32::from(other)
                )));
            }
        };
        out.push_str(&done);
        Ok(())
    }
}

fn whole(value: &Object, message: &str) -> Result<i128> {
    match number(value) {
        Some(Number::Int(i)) => Ok(i),
        Some(Number::Float(f)) => Ok(f.trunc() as i128),
        None => Err(Raise::type_error(format!("{message} {}", value.type_name()))),
    }
}

fn size(rest: &mut &str, values: &mut Values<'_>) -> Result<Option<i128>> {
    if let Some(tail) = rest.strip_prefix('*') {
        *rest = tail;
        return index_of(&values.take()?).map(Some);
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let digits = &rest[..end];
    *rest = &rest[end..];
    Ok(if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(i128::MAX)) })
}
