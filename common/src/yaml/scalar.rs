//! Scalars by their tag: numbers, truth values, bytes.

use super::{
    Mark, YamlError,
    node::{BINARY, BOOL, FLOAT, INT, NULL, STR, TIMESTAMP},
};
use crate::value::{Value, str_repr};

/// Builds the scalar that a tag asks for; `None` for a tag that is no scalar's.
pub(super) fn build(tag: &str, text: String, mark: Mark) -> Option<Result<Value, YamlError>> {
    Some(match tag {
        STR | TIMESTAMP | "tag:yaml.org,2002:python/unicode" => Ok(Value::Str(text)),
        NULL => Ok(Value::Null),
        BOOL => boolean(&text, mark),
        INT => integer(&text).ok_or_else(|| {
            let shown = str_repr(&text);
            YamlError::constructor(format!("invalid integer, or one beyond 128 bits: {shown}"), mark)
        }),
        FLOAT => float(&text).map(Value::Float).ok_or_else(|| {
            YamlError::constructor(format!("could not convert string to float: {}", str_repr(&text)), mark)
        }),
        BINARY => binary(&text, mark),
        _ => return None,
    })
}

fn boolean(text: &str, mark: Mark) -> Result<Value, YamlError> {
    super::resolve::boolean(&text.to_lowercase())
        .map(Value::Bool)
        .ok_or_else(|| YamlError::constructor(format!("{} is no truth value", str_repr(text)), mark))
}

/// Salt strips leading zeros of unsigned integers, so `0644` is 644; PyYAML reads what is left.
fn integer(text: &str) -> Option<Value> {
    let mut text = text;
    if text != "0" && text.starts_with('0') && !text.starts_with("0b") && !text.starts_with("0x") {
        text = text.trim_start_matches('0');
        if text.is_empty() {
            text = "0";
        }
    }
    let text = text.trim_end().replace('_', "");
    let (negative, digits) = signed(&text);
    let magnitude = if let Some(binary) = digits.strip_prefix("0b") {
        parse(binary, 2)?
    } else if let Some(hexadecimal) = digits.strip_prefix("0x") {
        parse(hexadecimal, 16)?
    } else if digits.len() > 1 && digits.starts_with('0') {
        parse(digits, 8)?
    } else if digits.contains(':') {
        digits.split(':').try_fold(0_i128, |sum, part| sum.checked_mul(60)?.checked_add(parse(part, 10)?))?
    } else {
        parse(digits, 10)?
    };
    Some(Value::Int(if negative { -magnitude } else { magnitude }))
}

fn parse(digits: &str, radix: u32) -> Option<i128> {
    let plain = digits.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| i128::from_str_radix(digits, radix).ok()).flatten()
}

fn signed(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

fn float(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_lowercase();
    let (negative, digits) = signed(&text);
    let magnitude = match digits {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        digits => digits
            .split(':')
            .try_fold(0.0, |sum, part| Some(sum * 60.0 + part.trim().parse::<f64>().ok()?))?,
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// Base64 as Python's `decodebytes` takes it: other characters are skipped, missing padding is added.
fn binary(text: &str, mark: Mark) -> Result<Value, YamlError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut digits) = (0_u32, 0_u32, 0_usize);
    for c in text.bytes() {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ if c.is_ascii() => continue,
            _ => {
                let problem = "failed to convert base64 data into ascii";
                return Err(YamlError::constructor(problem, mark));
            }
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        digits += 1;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    if count == 6 {
        let problem = format!(
            "failed to decode base64 data: Invalid base64-encoded string: number of data characters ({digits}) \
             cannot be 1 more than a multiple of 4"
        );
        return Err(YamlError::constructor(problem, mark));
    }
    Ok(Value::Bytes(bytes))
}

/// Tells whether a tag is a scalar's.
pub(super) fn is_tag(tag: &str) -> bool {
    matches!(tag, STR | TIMESTAMP | "tag:yaml.org,2002:python/unicode" | NULL | BOOL | INT | FLOAT | BINARY)
}
