//! The pillar, compiled by the master.

use std::sync::Arc;

use halite_common::{
    failure::Failure,
    value::Dict,
    wire::{ToMaster, ToMinion},
};
use halite_pillar::Request;
use halite_render::Functions;

use super::{
    Line,
    line::{patiently, unexpected},
};
use crate::context::PillarSource;

/// Asks the master for the pillar.
pub(crate) struct RemotePillar(pub(crate) Line);

impl PillarSource for RemotePillar {
    fn compile(&self, wanted: &Request, _: Arc<dyn Functions>) -> Result<Dict, Vec<Failure>> {
        let once = || {
            let answers = self.0.ask(|request| ToMaster::PillarRequest {
                request,
                saltenv: wanted.saltenv.clone(),
                pillarenv: wanted.pillarenv.clone(),
                overrides: wanted.overrides.clone(),
            })?;
            match answers.next()? {
                ToMinion::Pillar { pillar, .. } => Ok(pillar),
                _ => Err(unexpected()),
            }
        };
        patiently(once).map_err(|failure| vec![failure])?
    }
}
