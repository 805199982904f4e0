//! Functions that take their time, or give something else each time.

use std::time::Duration;

use halite_common::{
    declare::{Arguments, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::test::random;

/// Does nothing for a while, then returns `True`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Sleep {
    /// Seconds.
    length: Text,
}

impl Function for Sleep {
    const NAME: &'static str = "test.sleep";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        let seconds = whole(&self.length)?;
        act.host.sleep(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
        Ok(true)
    }
}

/// Does nothing for a random while, then returns `True`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct RandSleep {
    /// Seconds, at most.
    #[serde(default = "sixty")]
    max: u64,
}

fn sixty() -> u64 {
    60
}

impl Function for RandSleep {
    const NAME: &'static str = "test.rand_sleep";
    type Output = bool;
    fn call(self, act: &Act<'_>) -> Result<bool, ModuleError> {
        act.host.sleep(Duration::from_secs(random::below(self.max.saturating_add(1))));
        Ok(true)
    }
}

/// Returns a Fibonacci number and the seconds it took.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Fib {
    /// Which one.
    num: Text,
}

impl Function for Fib {
    const NAME: &'static str = "test.fib";
    type Output = Vec<Value>;
    fn call(self, act: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        let start = act.host.now();
        let number = whole(&self.num)?;
        if number < 0 {
            return Err(ModuleError::failed("Negative number is not allowed!"));
        }
        let (mut previous, mut current) = (0_i128, 1_i128);
        for _ in 1..number {
            let next = previous
                .checked_add(current)
                .ok_or_else(|| ModuleError::failed("the number does not fit 128 bits"))?;
            (previous, current) = (current, next);
        }
        let result = if number == 0 { 0 } else { current };
        Ok(vec![result.into(), elapsed(act, start).into()])
    }
}

/// Returns the Collatz sequence down to 1 and the seconds it took.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Collatz {
    /// Where to begin.
    start: Text,
}

impl Function for Collatz {
    const NAME: &'static str = "test.collatz";
    type Output = Vec<Value>;
    fn call(self, act: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        let begin = act.host.now();
        let steps = collatz(whole(&self.start)?)?;
        Ok(vec![Value::List(steps), elapsed(act, begin).into()])
    }
}

/// A number that was divided is a float from then on, as in Python.
fn collatz(start: i128) -> Result<Vec<Value>, ModuleError> {
    if start < 1 {
        return Err(ModuleError::Usage("the sequence begins with a positive number".into()));
    }
    let (mut steps, mut number, mut divided) = (Vec::new(), start, false);
    while number != 1 {
        steps.push(if divided { Value::Float(number as f64) } else { Value::Int(number) });
        if number % 2 == 0 {
            number /= 2;
            divided = true;
        } else {
            let tripled = number.checked_mul(3).and_then(|n| n.checked_add(1));
            number = tripled.ok_or_else(|| ModuleError::failed("the number does not fit 128 bits"))?;
        }
    }
    Ok(steps)
}

/// Returns the hash of a random number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct RandomHash {
    /// The number is at most this.
    #[serde(default = "ten_digits")]
    size: u64,
    /// The hash, such as `sha512`; the configuration's `hash_type` if left out.
    #[serde(default)]
    hash_type: Option<String>,
}

fn ten_digits() -> u64 {
    9_999_999_999
}

impl Function for RandomHash {
    const NAME: &'static str = "test.random_hash";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        random_hash(act, self.size, self.hash_type)
    }
}

/// The old name of `test.random_hash`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct RandStr {
    /// The number is at most this.
    #[serde(default = "ten_digits")]
    size: u64,
    /// The hash, such as `sha512`; the configuration's `hash_type` if left out.
    #[serde(default)]
    hash_type: Option<String>,
}

impl Function for RandStr {
    const NAME: &'static str = "test.rand_str";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        random_hash(act, self.size, self.hash_type)
    }
}

fn random_hash(act: &Act<'_>, size: u64, hash_type: Option<String>) -> Result<Value, ModuleError> {
    let configured = || act.minion.options().get("hash_type").map(ToString::to_string);
    let hash_type = hash_type.or_else(configured).unwrap_or_else(|| "sha256".into());
    let number = random::below(size).saturating_add(1).to_string();
    let arguments = Dict::from([("instr", Value::from(number)), ("checksum", hash_type.into())]);
    act.minion.call_own("hashutil.digest", Arguments::named(arguments))
}

fn whole(text: &Text) -> Result<i128, ModuleError> {
    let number = text.trim().parse::<i128>().or_else(|error| match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(float as i128),
        _ => Err(error),
    });
    number.map_err(|_| ModuleError::Usage(format!("`{text}` is no number")))
}

fn elapsed(act: &Act<'_>, since: std::time::SystemTime) -> f64 {
    act.host.now().duration_since(since).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{collatz, whole};

    #[test]
    fn the_sequence_is_pythons() {
        let shown = |start| collatz(start).map(|steps| Value::List(steps).repr()).map_err(|e| e.to_string());
        assert_eq!(shown(1).unwrap(), "[]");
        assert_eq!(shown(3).unwrap(), "[3, 10, 5.0, 16.0, 8.0, 4.0, 2.0]");
        assert!(shown(0).is_err());
    }

    #[test]
    fn numbers_are_read_as_int_reads_them() {
        assert_eq!(whole(&"2.9".into()).unwrap(), 2);
        assert!(whole(&"soon".into()).is_err());
    }
}
