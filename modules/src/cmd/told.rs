//! What came of a command, for functions and states of other subjects.

use halite_common::value::{Dict, Value};
use halite_states::host::Output;

/// Process id, return code and both outputs, as `cmd.run_all` tells them.
pub(crate) fn ran_all(output: &Output) -> Dict {
    let text = |text: String| Value::from(text.trim_end());
    Dict::from([
        ("pid", Value::from(output.pid)),
        ("retcode", output.code.into()),
        ("stdout", text(output.stdout_text())),
        ("stderr", text(output.stderr_text())),
    ])
}
