//! How a function says what it is: the argument struct is the function.
//!
//! Its fields are the arguments in positional order, its doc comments are `sys.doc`, its serde
//! attributes are the validation. Modules, states and runners are all bound here.

mod bind;
mod doc;
mod fields;
mod text;
mod typed;

pub use bind::{Arguments, BindError, EXTRA, REST, bind};
pub use doc::{Argument, Documentation, documentation, schema_body};
pub use fields::of as fields;
pub use text::{OneOrMany, Text};
pub use typed::typed_value;
