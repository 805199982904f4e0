//! What execution functions answered on some host: recorded there, and given again where that host is only described.
//!
//! Only calls that look at the host are recorded; everything else is computed anew.

mod call;
mod given;
mod recorder;

pub use given::GivenAnswers;
pub use recorder::Recorder;

/// Whose templates call: the pillar's.
pub(crate) const PILLAR: &str = "";
/// Whose templates call: the top file's.
pub(crate) const TOP: &str = "top";
