//! What an expression is matched against.

use std::sync::Arc;

use crate::value::Dict;

/// A minion, as far as targets look at it. Grains and pillar are asked for only by expressions that need them.
pub trait Subject {
    /// The minion's id.
    fn id(&self) -> &str;
    /// Its grains; addresses are taken from `ipv4` and `ipv6`.
    fn grains(&self) -> Arc<Dict>;
    /// Its pillar.
    fn pillar(&self) -> Arc<Dict>;
}

/// A minion of which everything is already known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The minion's id.
    pub id: String,
    /// Its grains.
    pub grains: Arc<Dict>,
    /// Its pillar.
    pub pillar: Arc<Dict>,
}

impl Subject for Known {
    fn id(&self) -> &str {
        &self.id
    }

    fn grains(&self) -> Arc<Dict> {
        Arc::clone(&self.grains)
    }

    fn pillar(&self) -> Arc<Dict> {
        Arc::clone(&self.pillar)
    }
}
