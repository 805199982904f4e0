//! Keeps the master's view of the grains fresh: it is told when they differ from what it was told last.

use std::sync::Arc;

use halite_common::value::Dict;

/// What the master was told last.
#[derive(Default)]
pub(super) struct Told(Option<Arc<Dict>>);

/// Grains that differ from call to call without telling anything.
const RESTLESS: [&str; 1] = ["pid"];

impl Told {
    /// Remembers that the master knows these.
    pub(super) fn tell(&mut self, grains: &Arc<Dict>) {
        self.0 = Some(Arc::clone(grains));
    }

    /// Tells whether the master is to be told.
    pub(super) fn differs(&self, grains: &Dict) -> bool {
        let steady = |grains: &Dict| -> Dict {
            let members =
                grains.iter().filter(|(key, _)| !RESTLESS.iter().any(|name| key.as_str() == Some(name)));
            members.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        self.0.as_ref().is_none_or(|told| steady(told) != steady(grains))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::value::{Dict, Value};

    use super::Told;

    #[test]
    fn only_what_differs_is_told() {
        let mut told = Told::default();
        let grains = |os: &str, pid: i32| Dict::from([("os", Value::from(os)), ("pid", pid.into())]);
        assert!(told.differs(&grains("Debian", 1)));
        told.tell(&Arc::new(grains("Debian", 1)));
        assert!(!told.differs(&grains("Debian", 2)));
        assert!(told.differs(&grains("Ubuntu", 1)));
    }
}
