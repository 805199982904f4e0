//! What a module's files need: functions, states, the subject's table, and what they are handed.

mod context;
mod error;
mod function;
mod module;
mod outcome;
mod state;

pub use context::{Act, Ask, Facts, Minion, Progress, Refresh, RenderFile};
pub use error::ModuleError;
pub use function::{Function, FunctionEntry, Reply, function};
pub use module::{Module, Registry};
pub use outcome::{Changes, Outcome};
pub use state::{Aggregate, Chunk, State, StateEntry, Verdict, state};
