//! Choices that a seed repeats: `random.rand_int`, `random.seed`, `random.sample`, `random.shuffle`.

use halite_common::value::Value;
use halite_states::declare::{Act, Function, ModuleError};
use ring::rand::{SecureRandom, SystemRandom};
use schemars::JsonSchema;
use serde::Deserialize;

use super::twister::Twister;
use crate::hashutil::{Algorithm, hex};

/// A generator from a seed, or else one that nobody can repeat.
fn twister(seed: &Value) -> Result<Twister, ModuleError> {
    if !seed.is_null() {
        return Ok(Twister::seeded(seed));
    }
    let mut bytes = [0_u8; 32];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| ModuleError::failed("the system gives no random numbers"))?;
    Ok(Twister::seeded(&hex(&bytes).into()))
}

fn one() -> u32 {
    1
}

fn ten() -> u32 {
    10
}

/// Gives a number between two, both included.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RandInt {
    /// The least.
    #[serde(default = "one")]
    start: u32,
    /// The most.
    #[serde(default = "ten")]
    end: u32,
    /// Gives the same number for the same seed.
    #[serde(default)]
    seed: Value,
}

impl Function for RandInt {
    const NAME: &'static str = "random.rand_int";
    type Output = u32;

    fn call(self, _: &Act<'_>) -> Result<u32, ModuleError> {
        let span = self.end.checked_sub(self.start).and_then(|span| span.checked_add(1));
        let span = span.ok_or_else(|| ModuleError::failed("the end is before the start"))?;
        Ok(self.start + twister(&self.seed)?.below(span))
    }
}

/// Gives a number below `range` that is always the same for a seed; without one, for the minion's id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seed {
    /// One more than the most.
    #[serde(default = "ten")]
    range: u32,
    /// The seed.
    #[serde(default)]
    hash: Value,
}

impl Function for Seed {
    const NAME: &'static str = "random.seed";
    type Output = u32;

    fn call(self, act: &Act<'_>) -> Result<u32, ModuleError> {
        if self.range == 0 {
            return Err(ModuleError::failed("the range is empty"));
        }
        let seed = if self.hash.is_null() { act.minion.id().into() } else { self.hash };
        Ok(Twister::seeded(&seed).below(self.range))
    }
}

/// Chooses some items of a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sample {
    /// The list.
    value: Vec<Value>,
    /// How many.
    size: usize,
    /// Chooses the same for the same seed.
    #[serde(default)]
    seed: Value,
}

impl Function for Sample {
    const NAME: &'static str = "random.sample";
    type Output = Vec<Value>;

    fn call(self, _: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        sample(&self.value, self.size, &self.seed)
    }
}

/// Puts a list in another order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shuffle {
    /// The list.
    value: Vec<Value>,
    /// Gives the same order for the same seed.
    #[serde(default)]
    seed: Value,
}

impl Function for Shuffle {
    const NAME: &'static str = "random.shuffle";
    type Output = Vec<Value>;

    fn call(self, _: &Act<'_>) -> Result<Vec<Value>, ModuleError> {
        sample(&self.value, self.value.len(), &self.seed)
    }
}

fn sample(items: &[Value], size: usize, seed: &Value) -> Result<Vec<Value>, ModuleError> {
    if size > items.len() {
        return Err(ModuleError::failed("Sample larger than population or is negative"));
    }
    // Salt seeds with the digest of the seed here.
    let seed = match seed {
        Value::Null => Value::Null,
        seed => Algorithm::Sha512.hex(seed.to_string().as_bytes()).into(),
    };
    let chosen = twister(&seed)?.sample(items.len(), size);
    Ok(chosen.into_iter().map(|at| items[at].clone()).collect())
}
