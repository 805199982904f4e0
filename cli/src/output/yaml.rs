//! `yaml`: block style, as PyYAML prints it.

use halite_common::{
    value::Value,
    yaml::{DumpOptions, Flow, dump},
};

/// Prints a value; on one line where `indent` is negative.
pub(super) fn format(value: &Value, indent: Option<i64>) -> String {
    let mut options = DumpOptions { turning: false, ..DumpOptions::default() };
    match indent {
        Some(..0) => options.flow = Flow::Flow,
        Some(width) => options.indent = i32::try_from(width).unwrap_or(options.indent),
        None => {}
    }
    dump(value, &options)
}
