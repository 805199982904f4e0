//! Execution functions, such as `service.start`.

use halite_common::{
    declare::{Arguments, Documentation, bind, documentation, fields},
    value::{Value, to_value},
};
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Serialize, de::DeserializeOwned};

use super::{Act, ModuleError};

/// An execution function. The implementing struct's fields are its arguments.
pub trait Function: DeserializeOwned + JsonSchema + 'static {
    /// The name that users write, such as `service.start`.
    const NAME: &'static str;
    /// What it returns.
    type Output: Serialize;
    /// Does the work.
    fn call(self, act: &Act<'_>) -> Result<Self::Output, ModuleError>;
}

/// A function's place in its subject's table.
#[derive(Clone, Copy)]
pub struct FunctionEntry {
    /// The name that users write.
    pub name: &'static str,
    /// Its documentation.
    pub documentation: fn() -> Documentation,
    /// The schema of its arguments.
    pub schema: fn() -> Schema,
    /// Its arguments in positional order.
    pub fields: fn() -> &'static [&'static str],
    /// Binds the arguments and does the work.
    pub call: fn(&Act<'_>, Arguments) -> Reply,
}

/// What a call gives.
pub type Reply = Result<Value, ModuleError>;

/// The entry of a function.
pub const fn function<F: Function>() -> FunctionEntry {
    FunctionEntry {
        name: F::NAME,
        documentation: documentation::<F>,
        schema: schema::<F>,
        fields: fields::<F>,
        call: call::<F>,
    }
}

pub(super) fn schema<T: JsonSchema>() -> Schema {
    schema_for!(T)
}

fn call<F: Function>(act: &Act<'_>, arguments: Arguments) -> Reply {
    let output = bind::<F>(F::NAME, arguments)?.call(act)?;
    to_value(&output).map_err(|error| ModuleError::Failed(format!("could not encode the result: {error}")))
}
