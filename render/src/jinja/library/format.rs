//! `str.format`, and Python's format specifications.

use std::sync::Arc;

use super::super::object::{MAX_BYTES, Number, Object, bounded, number, repr, text};
use super::super::raise::{Kind, Raise, Result};
use super::super::run::{Machine, attribute, item};

/// A format specification: `[[fill]align][sign][#][0][width][grouping][.precision][type]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// What fills.
    pub fill: char,
    /// `<`, `>`, `^`, `=`, or nothing: as the type wants.
    pub align: char,
    /// `+`, `-` or a blank.
    pub sign: char,
    /// `#`.
    pub alternate: bool,
    /// The least width.
    pub width: usize,
    /// `,` or `_`, or nothing.
    pub grouping: char,
    /// After the point.
    pub precision: Option<usize>,
    /// The type's letter, or nothing.
    pub kind: char,
}

impl Default for Spec {
    fn default() -> Spec {
        Spec {
            fill: ' ',
            align: '\0',
            sign: '-',
            alternate: false,
            width: 0,
            grouping: '\0',
            precision: None,
            kind: '\0',
        }
    }
}

/// Takes the next character, if it is accepted.
type Take<'a> = &'a mut dyn FnMut(fn(char) -> bool) -> Option<char>;

impl Spec {
    fn read(text: &str) -> Result<Spec> {
        let mut spec = Spec::default();
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '^' | '='));
        if is_align(chars.get(1)) {
            (spec.fill, spec.align, at) = (chars[0], chars[1], 2);
        } else if is_align(chars.first()) {
            (spec.align, at) = (chars[0], 1);
        }
        let mut take = |accept: fn(char) -> bool| {
            let found = chars.get(at).copied().filter(|c| accept(*c));
            at += usize::from(found.is_some());
            found
        };
        spec.sign = take(|c| matches!(c, '+' | '-' | ' ')).unwrap_or('-');
        spec.alternate = take(|c| c == '#').is_some();
        if take(|c| c == '0').is_some() && spec.align == '\0' {
            (spec.fill, spec.align) = ('0', '=');
        }
        let digits = |take: Take<'_>| {
            let mut found: Option<usize> = None;
            while let Some(digit) = take(|c| c.is_ascii_digit()).and_then(|c| c.to_digit(10)) {
                found = Some(found.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize));
            }
            found
        };
        spec.width = bounded(digits(&mut take).unwrap_or(0), MAX_BYTES)?;
        spec.grouping = take(|c| matches!(c, ',' | '_')).unwrap_or('\0');
        if take(|c| c == '.').is_some() {
            let precision =
                digits(&mut take).ok_or_else(|| Raise::value("Format specifier missing precision"))?;
            spec.precision = Some(bounded(precision, 10_000)?);
        }
        spec.kind = take(|_| true).unwrap_or('\0');
        if at < chars.len() {
            return Err(Raise::value("Invalid format specifier"));
        }
        Ok(spec)
    }

    fn pad(&self, body: &str, align: char) -> Result<String> {
        let missing = self.width.saturating_sub(body.chars().count());
        let (before, after) = match align {
            '<' => (0, missing),
            '^' => (missing / 2, missing - missing / 2),
            _ => (missing, 0),
        };
        let fill = |n: usize| std::iter::repeat_n(self.fill, n);
        Ok(fill(before).chain(body.chars()).chain(fill(after)).collect())
    }

    /// Text cut to the precision and padded.
    pub(super) fn pad_text(&self, text: &str) -> Result<String> {
        let cut: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        self.pad(&cut, if self.align == '\0' { '<' } else { self.align })
    }

    fn pad_number(&self, negative: bool, prefix: &str, digits: &str) -> Result<String> {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            (false, _) => "",
        };
        if self.align == '=' {
            let taken = sign.len() + prefix.len() + digits.chars().count();
            let fill: String = std::iter::repeat_n(self.fill, self.width.saturating_sub(taken)).collect();
            return Ok(format!("{sign}{prefix}{fill}{digits}"));
        }
        let body = format!("{sign}{prefix}{digits}");
        self.pad(&body, if self.align == '\0' { '>' } else { self.align })
    }
}

fn grouped(digits: &str, separator: char, every: usize) -> String {
    if separator == '\0' {
        return digits.to_owned();
    }
    let (whole, rest) =
        digits.split_at(digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len()));
    let mut out = String::new();
    for (n, c) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % every == 0 {
            out.push(separator);
        }
        out.push(c);
    }
    out + rest
}

/// An integer by a specification.
pub(super) fn write_int(value: i128, spec: &Spec) -> Result<String> {
    let magnitude = value.unsigned_abs();
    let (digits, prefix, every) = match spec.kind {
        '\0' | 'd' | 'n' => (magnitude.to_string(), "", 3),
        'x' => (format!("{magnitude:x}"), "0x", 4),
        'X' => (format!("{magnitude:X}"), "0X", 4),
        'o' => (format!("{magnitude:o}"), "0o", 4),
        'b' => (format!("{magnitude:b}"), "0b", 4),
        'c' => {
            let c = u32::try_from(value).ok().and_then(char::from_u32);
            let c =
                c.ok_or_else(|| Raise::new(Kind::Python("OverflowError"), "%c arg not in range(0x110000)"))?;
            return spec.pad_text(&c.to_string());
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => return write_float(value as f64, spec),
        other => return Err(Raise::value(format!("Unknown format code '{other}' for object of type 'int'"))),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    spec.pad_number(value < 0, prefix, &grouped(&digits, spec.grouping, every))
}

/// A float by a specification.
pub(super) fn write_float(value: f64, spec: &Spec) -> Result<String> {
    let precision = spec.precision.unwrap_or(6);
    let magnitude = value.abs();
    let digits = match spec.kind {
        _ if !value.is_finite() => {
            if value.is_nan() {
                "nan".into()
            } else {
                "inf".into()
            }
        }
        'f' | 'F' => format!("{magnitude:.precision$}"),
        'e' | 'E' => exponent(magnitude, precision),
        'g' | 'G' => general(magnitude, precision, spec.alternate),
        'n' => general(magnitude, precision, false),
        '%' => format!("{:.precision$}%", magnitude * 100.0),
        '\0' => match spec.precision {
            Some(precision) => general_with_point(magnitude, precision),
            None => halite_common::value::float_repr(magnitude),
        },
        other => {
            return Err(Raise::value(format!("Unknown format code '{other}' for object of type 'float'")));
        }
    };
    let digits = if matches!(spec.kind, 'E' | 'G' | 'F') { digits.to_uppercase() } else { digits };
    let grouping = if value.is_finite() { spec.grouping } else { '\0' };
    spec.pad_number(value.is_sign_negative() && !value.is_nan(), "", &grouped_float(&digits, grouping))
}

fn grouped_float(digits: &str, separator: char) -> String {
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(end);
    grouped(whole, separator, 3) + rest
}

fn exponent(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn general(value: f64, precision: usize, keep_zeros: bool) -> String {
    let precision = precision.max(1);
    let scientific = exponent(value, precision - 1);
    let power: i64 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') && !keep_zeros {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if power < -4 || power >= precision as i64 {
        let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return format!("{}e{power}", trimmed(mantissa));
    }
    let decimals = (precision as i64 - 1 - power).max(0) as usize;
    trimmed(&format!("{value:.decimals$}"))
}

fn general_with_point(value: f64, precision: usize) -> String {
    let text = general(value, precision, false);
    if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
}

/// A value by a specification, as `format(value, spec)`.
fn formatted(value: &Object, spec: &str) -> Result<String> {
    if spec.is_empty() {
        return Ok(text(value)?.to_string());
    }
    let parsed = Spec::read(spec)?;
    if let Some(text) = value.as_str() {
        if !matches!(parsed.kind, '\0' | 's') {
            let kind = parsed.kind;
            return Err(Raise::value(format!("Unknown format code '{kind}' for object of type 'str'")));
        }
        return parsed.pad_text(text);
    }
    match (value, number(value)) {
        (Object::Bool(_), _) if parsed.kind == '\0' => parsed.pad_text(&text(value)?),
        (_, Some(Number::Int(i))) => write_int(i, &parsed),
        (_, Some(Number::Float(f))) => write_float(f, &parsed),
        _ => Err(Raise::type_error(format!(
            "unsupported format string passed to {}.__format__",
            value.type_name()
        ))),
    }
}

struct Fields<'a> {
    machine: &'a Machine,
    positional: &'a [Object],
    named: &'a [(Arc<str>, Object)],
    next: usize,
}

/// `template.format(*positional, **named)`.
pub(super) fn format(
    machine: &Machine,
    template: &str,
    positional: &[Object],
    named: &[(Arc<str>, Object)],
) -> Result<String> {
    let mut fields = Fields { machine, positional, named, next: 0 };
    fields.expand(template, 2)
}

impl Fields<'_> {
    fn expand(&mut self, template: &str, depth: usize) -> Result<String> {
        if depth == 0 {
            return Err(Raise::value("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let (brace, tail) = rest[at..].split_at(1);
            if tail.starts_with(brace) {
                out.push_str(brace);
                rest = &tail[1..];
                continue;
            }
            if brace == "}" {
                return Err(Raise::value("Single '}' encountered in format string"));
            }
            let end = field_end(tail).ok_or_else(|| match tail {
                "" => Raise::value("Single '{' encountered in format string"),
                _ => Raise::value("expected '}' before end of string"),
            })?;
            out.push_str(&self.field(&tail[..end], depth)?);
            bounded(out.len(), MAX_BYTES)?;
            rest = &tail[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field(&mut self, field: &str, depth: usize) -> Result<String> {
        let split = field.find(['!', ':']).unwrap_or(field.len());
        let (name, tail) = field.split_at(split);
        let (conversion, spec) = match tail.strip_prefix('!') {
            Some(tail) => {
                let (conversion, spec) = tail.split_once(':').unwrap_or((tail, ""));
                (conversion, spec)
            }
            None => ("", tail.strip_prefix(':').unwrap_or("")),
        };
        let value = self.value(name)?;
        let value = match conversion {
            "" => value,
            "r" | "a" => Object::from(repr(&value)?),
            "s" => Object::Str(text(&value)?),
            other => {
                return Err(Raise::value(format!("Unknown conversion specifier {other}")));
            }
        };
        let spec = if spec.contains('{') { self.expand(spec, depth - 1)? } else { spec.to_owned() };
        formatted(&value, &spec)
    }

    fn value(&mut self, name: &str) -> Result<Object> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (head, mut rest) = name.split_at(end);
        let mut value = self.head(head)?;
        while !rest.is_empty() {
            if let Some(tail) = rest.strip_prefix('[') {
                let end = tail.find(']').ok_or_else(|| Raise::value("Missing ']' in format string"))?;
                let key = &tail[..end];
                let key = key.parse::<i128>().map_or_else(|_| Object::str(key), Object::Int);
                value = item(self.machine, &value, &key)?;
                rest = &tail[end + 1..];
            } else {
                let tail = rest.strip_prefix('.').unwrap_or(rest);
                let end = tail.find(['.', '[']).unwrap_or(tail.len());
                value = attribute(self.machine, &value, &Arc::from(&tail[..end]))?;
                rest = &tail[end..];
            }
        }
        Ok(value)
    }

    fn head(&mut self, head: &str) -> Result<Object> {
        let position = if head.is_empty() {
            self.next += 1;
            Some(self.next - 1)
        } else {
            head.parse().ok()
        };
        match position {
            Some(at) => self
                .positional
                .get(at)
                .cloned()
                .ok_or_else(|| Raise::new(Kind::Python("IndexError"), "tuple index out of range")),
            None => match self.named.iter().find(|(name, _)| **name == *head) {
                Some((_, value)) => Ok(value.clone()),
                None => Err(Raise::new(Kind::Python("KeyError"), format!("'{head}'"))),
            },
        }
    }
}

fn field_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
