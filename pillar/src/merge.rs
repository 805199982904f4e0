//! How one pillar SLS is laid over what is there: `pillar_source_merging_strategy`.

use halite_common::value::{Dict, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Dictionaries are merged at every depth.
    Recurse,
    /// The later value of a top-level key replaces the earlier one.
    Overwrite,
    /// As `Overwrite`: Salt merges deeper only what `yamlex` tags say.
    Aggregate,
    /// Values of a key that both have become a list; keys that only the later has are dropped, as in Salt.
    List,
    /// As `Recurse`, and only one environment is used.
    None,
}

impl Strategy {
    /// The strategy of that name; an unknown one is `recurse`, with a warning.
    pub(crate) fn of(name: &str, renderer: &str) -> Strategy {
        match name {
            "smart" if renderer.rsplit('|').next() == Some("yamlex") => Strategy::Aggregate,
            "smart" | "recurse" => Strategy::Recurse,
            "overwrite" => Strategy::Overwrite,
            "aggregate" => Strategy::Aggregate,
            "list" => Strategy::List,
            "none" => Strategy::None,
            unknown => {
                tracing::warn!(strategy = unknown, "unknown merging strategy, fallback to recurse");
                Strategy::Recurse
            }
        }
    }

    /// Lays `over` over `base`.
    pub(crate) fn merge(self, mut base: Dict, mut over: Dict, merge_lists: bool) -> Dict {
        match self {
            Strategy::Recurse => base.update(over, merge_lists),
            Strategy::None => base.update(over, false),
            Strategy::Overwrite | Strategy::Aggregate => base.extend(over),
            Strategy::List => {
                for (key, value) in base.iter_mut() {
                    if let Some(other) = over.remove_key(key) {
                        *value = Value::List(vec![std::mem::take(value), other]);
                    }
                }
            }
        }
        base
    }
}
