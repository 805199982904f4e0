//! Minions' keys: who may come in, and what operators decide about them.

mod admit;
mod autosign;
mod change;
mod policy;
mod record;
mod ring;
#[cfg(test)]
mod tests;
mod token;

pub use policy::Policy;
pub use ring::KeyRing;
pub(crate) use ring::trouble;
