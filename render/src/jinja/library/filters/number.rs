//! Jinja2's filters on numbers.

use super::super::super::object::{Number, Object, number, parse_float, parse_int};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call, negate};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "int", parameters: &["value", "default?", "base?"], run: int },
    Builtin { name: "float", parameters: &["value", "default?"], run: float },
    Builtin { name: "abs", parameters: &["x"], run: abs },
    Builtin { name: "round", parameters: &["value", "precision?", "method?"], run: round },
    Builtin { name: "filesizeformat", parameters: &["value", "binary?"], run: filesizeformat },
];

fn int(call: &Call<'_>) -> Result<Object> {
    let default = || call.opt(1).cloned().unwrap_or(Object::Int(0));
    let value = call.get(0);
    if let Object::Undefined(u) = value {
        u.lenient_or_raise()?;
        return Ok(default());
    }
    if let Some(text) = value.as_str() {
        let base = u32::try_from(call.int(2, 10)?).unwrap_or(10);
        let whole = || parse_float(text).filter(|f| f.is_finite()).map(|f| f as i128);
        return Ok(parse_int(text, base).or_else(whole).map_or_else(default, Object::Int));
    }
    Ok(match number(value) {
        Some(Number::Int(i)) => Object::Int(i),
        Some(Number::Float(f)) if f.is_finite() => Object::Int(f as i128),
        _ => default(),
    })
}

fn float(call: &Call<'_>) -> Result<Object> {
    let default = || call.opt(1).cloned().unwrap_or(Object::Float(0.0));
    let value = call.get(0);
    if let Object::Undefined(u) = value {
        u.lenient_or_raise()?;
        return Ok(default());
    }
    if let Some(text) = value.as_str() {
        return Ok(parse_float(text).map_or_else(default, Object::Float));
    }
    Ok(number(value).map_or_else(default, |number| Object::Float(number.float())))
}

fn abs(call: &Call<'_>) -> Result<Object> {
    match number(call.get(0)) {
        Some(Number::Float(f)) => Ok(Object::Float(f.abs())),
        Some(Number::Int(i)) if i < 0 => negate(&Object::Int(i)),
        Some(Number::Int(i)) => Ok(Object::Int(i)),
        None => match call.get(0) {
            Object::Undefined(u) => Err(u.raise()),
            other => Err(Raise::type_error(format!("bad operand type for abs(): '{}'", other.type_name()))),
        },
    }
}

fn round(call: &Call<'_>) -> Result<Object> {
    let precision = call.int(1, 0)?.clamp(-400, 400) as i32;
    let method = call.text_or(2, "common")?;
    if !matches!(&*method, "common" | "ceil" | "floor") {
        return Err(Raise::new(
            super::super::super::raise::Kind::Runtime,
            "method must be common, ceil or floor",
        ));
    }
    let Some(value) = number(call.get(0)) else {
        return Err(match call.get(0) {
            Object::Undefined(u) => u.raise(),
            other => Raise::type_error(format!("type {} doesn't define __round__ method", other.type_name())),
        });
    };
    if let (Number::Int(i), "common") = (value, &*method) {
        return Ok(Object::Int(if precision < 0 { rounded(i as f64, precision) as i128 } else { i }));
    }
    let scale = 10_f64.powi(precision);
    Ok(Object::Float(match &*method {
        "ceil" => (value.float() * scale).ceil() / scale,
        "floor" => (value.float() * scale).floor() / scale,
        _ => rounded(value.float(), precision),
    }))
}

/// Python's `round`: correctly rounded, halves to even.
pub(super) fn rounded(value: f64, precision: i32) -> f64 {
    if !value.is_finite() || precision > 300 {
        return value;
    }
    match usize::try_from(precision) {
        // Printing is correctly rounded on the exact binary value, which is what Python does.
        Ok(0) => value.round_ties_even(),
        Ok(precision) => format!("{value:.precision$}").parse().unwrap_or(value),
        Err(_) => {
            let scale = 10_f64.powi(-precision);
            (value / scale).round_ties_even() * scale
        }
    }
}

fn filesizeformat(call: &Call<'_>) -> Result<Object> {
    let value = match number(call.get(0)) {
        Some(number) => number.float(),
        None => match call.get(0).as_str().and_then(|text| parse_float(text)) {
            Some(number) => number,
            None => return Err(call.wrong(0, "a number")),
        },
    };
    let binary = call.flag(1, false)?;
    let base: f64 = if binary { 1024.0 } else { 1000.0 };
    let units = if binary {
        ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
    } else {
        ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    };
    if value == 1.0 {
        return Ok(Object::str("1 Byte"));
    }
    if value < base {
        return Ok(Object::from(format!("{} Bytes", value.trunc())));
    }
    let mut unit = base;
    for (n, name) in units.iter().enumerate() {
        unit = base.powi(n as i32 + 2);
        if value < unit {
            return Ok(Object::from(format!("{:.1} {name}", base * value / unit)));
        }
    }
    Ok(Object::from(format!("{:.1} {}", base * value / unit, units[7])))
}
