//! Methods of bytes.

use super::super::super::object::Object;
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};

pub(super) const TABLE: &[Builtin] = &[
    Builtin { name: "decode", parameters: &["self", "encoding?", "errors?"], run: decode },
    Builtin {
        name: "hex",
        parameters: &["self"],
        run: |call| Ok(Object::from(this(call).iter().map(|b| format!("{b:02x}")).collect::<String>())),
    },
    Builtin {
        name: "startswith",
        parameters: &["self", "prefix"],
        run: |call| affix(call, |a, b| a.starts_with(b)),
    },
    Builtin {
        name: "endswith",
        parameters: &["self", "suffix"],
        run: |call| affix(call, |a, b| a.ends_with(b)),
    },
    Builtin {
        name: "strip",
        parameters: &["self"],
        run: |call| Ok(Object::Bytes(this(call).trim_ascii().into())),
    },
    Builtin {
        name: "upper",
        parameters: &["self"],
        run: |call| Ok(Object::Bytes(this(call).to_ascii_uppercase().into())),
    },
    Builtin {
        name: "lower",
        parameters: &["self"],
        run: |call| Ok(Object::Bytes(this(call).to_ascii_lowercase().into())),
    },
];

fn this<'a>(call: &'a Call<'_>) -> &'a [u8] {
    match call.get(0) {
        Object::Bytes(bytes) => bytes,
        _ => &[],
    }
}

fn affix(call: &Call<'_>, test: fn(&[u8], &[u8]) -> bool) -> Result<Object> {
    match call.get(1) {
        Object::Bytes(part) => Ok(Object::Bool(test(this(call), part))),
        _ => Err(call.wrong(1, "bytes")),
    }
}

fn decode(call: &Call<'_>) -> Result<Object> {
    let encoding = call.text_or(1, "utf-8")?.to_lowercase().replace('_', "-");
    match encoding.as_str() {
        "utf-8" | "utf8" | "ascii" | "us-ascii" => {}
        "latin-1" | "latin1" | "iso-8859-1" => {
            return Ok(Object::from(this(call).iter().map(|b| char::from(*b)).collect::<String>()));
        }
        other => return Err(Raise::new(Kind::Python("LookupError"), format!("unknown encoding: {other}"))),
    }
    match (std::str::from_utf8(this(call)), &*call.text_or(2, "strict")?) {
        (Ok(text), _) => Ok(Object::str(text)),
        (Err(_), "ignore") => Ok(Object::from(String::from_utf8_lossy(this(call)).replace('\u{fffd}', ""))),
        (Err(_), "replace") => Ok(Object::from(String::from_utf8_lossy(this(call)).into_owned())),
        (Err(error), _) => {
            let at = error.valid_up_to();
            let message =
                format!("'utf-8' codec can't decode byte 0x{:02x} in position {at}", this(call)[at]);
            Err(Raise::new(Kind::Python("UnicodeDecodeError"), message))
        }
    }
}
