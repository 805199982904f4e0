//! Methods of numbers.

use super::super::super::object::{Object, index_of, number};
use super::super::super::raise::Result;
use super::super::super::run::{Builtin, Call};

pub(super) const INTEGERS: &[Builtin] = &[
    Builtin { name: "bit_length", parameters: &["self"], run: bit_length },
    Builtin {
        name: "bit_count",
        parameters: &["self"],
        run: |call| Ok(Object::Int(i128::from(index_of(call.get(0))?.unsigned_abs().count_ones()))),
    },
    Builtin { name: "conjugate", parameters: &["self"], run: |call| Ok(call.get(0).clone()) },
    Builtin {
        name: "as_integer_ratio",
        parameters: &["self"],
        run: |call| Ok(Object::tuple(vec![call.get(0).clone(), Object::Int(1)])),
    },
];

pub(super) const FLOATS: &[Builtin] = &[
    Builtin { name: "is_integer", parameters: &["self"], run: is_integer },
    Builtin { name: "conjugate", parameters: &["self"], run: |call| Ok(call.get(0).clone()) },
];

fn bit_length(call: &Call<'_>) -> Result<Object> {
    let magnitude = index_of(call.get(0))?.unsigned_abs();
    Ok(Object::Int(i128::from(128 - magnitude.leading_zeros())))
}

fn float(call: &Call<'_>) -> f64 {
    number(call.get(0)).map_or(f64::NAN, |number| number.float())
}

fn is_integer(call: &Call<'_>) -> Result<Object> {
    Ok(Object::Bool(float(call).is_finite() && float(call).fract() == 0.0))
}
