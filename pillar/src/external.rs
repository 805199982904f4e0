//! `ext_pillar`: pillar from elsewhere. No source is built in yet; each that is asked for is named in the log.

use halite_common::value::{Dict, Value};

use crate::problem::Problem;

/// Looks through the `ext_pillar` option. Salt, too, goes on without a source that it does not have.
pub(crate) fn check(options: &Dict) -> Option<Problem> {
    let malformed = || Some(Problem::new("The \"ext_pillar\" option is malformed", None));
    let sources = options.get("ext_pillar").filter(|value| !value.is_null())?;
    let Some(sources) = sources.as_list() else {
        return malformed();
    };
    for source in sources {
        let Value::Dict(source) = source else {
            return malformed();
        };
        for name in source.keys() {
            tracing::error!(%name, "ext_pillar interface is unavailable");
        }
    }
    None
}
