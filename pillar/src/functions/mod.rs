//! What `salt['…']` reaches in a pillar SLS on the master: functions that only look at the minion's grains, the
//! configuration and their own arguments.
//!
//! Nothing here touches the master's host: a pillar tree is often written by other people than those who run the master.
//! Filters that look at a host do look at the master's, as in Salt; a [`Witness`] notes it, so that such a pillar is not kept.

mod beneath;
mod config;
mod grains;
mod matching;
mod merging;
mod plain;
#[cfg(test)]
mod tests;
mod witness;

use std::sync::Arc;

use halite_common::{
    declare::{Arguments, BindError},
    failure::{Failure, Kind, nearest},
    target::Known,
    value::{Dict, Value},
};
use halite_render::{CallError, Functions};

pub(crate) use beneath::Beneath;
pub(crate) use witness::Witness;

use crate::Request;

/// The functions of a pillar SLS, for one minion.
pub struct PureFunctions {
    minion: Known,
    options: Arc<Dict>,
}

type Answer = Result<Value, Refusal>;
type Function = fn(&PureFunctions, Arguments) -> Answer;

/// Why a call failed.
enum Refusal {
    /// The arguments do not fit.
    Arguments(BindError),
    /// The function failed, in Salt's words.
    Failed(String),
}

impl From<BindError> for Refusal {
    fn from(error: BindError) -> Refusal {
        Refusal::Arguments(error)
    }
}

/// Every function and its name.
fn all() -> impl Iterator<Item = (&'static str, Function)> {
    let tables =
        [config::FUNCTIONS, grains::FUNCTIONS, matching::FUNCTIONS, merging::FUNCTIONS, plain::FUNCTIONS];
    tables.into_iter().flatten().copied()
}

impl PureFunctions {
    /// The functions for the minion of a request; `options` are the master's.
    pub fn new(request: &Request, options: Arc<Dict>) -> PureFunctions {
        let grains = Arc::clone(&request.grains);
        PureFunctions { minion: Known { id: request.id.clone(), grains, pillar: Arc::default() }, options }
    }
}

impl Functions for PureFunctions {
    fn has(&self, name: &str) -> bool {
        all().any(|(known, _)| known == name)
    }

    fn has_module(&self, module: &str) -> bool {
        all().any(|(known, _)| known.split_once('.').is_some_and(|(own, _)| own == module))
    }

    fn names(&self) -> Vec<&'static str> {
        all().map(|(known, _)| known).collect()
    }

    fn call(&self, name: &str, positional: Vec<Value>, named: Dict) -> Result<Value, CallError> {
        let Some((_, function)) = all().find(|(known, _)| *known == name) else {
            return Err(unknown(name));
        };
        function(self, Arguments { positional, named }).map_err(|refusal| match refusal {
            Refusal::Arguments(error) => {
                let mut failure = Failure::new(Kind::Function, error.to_string());
                failure.hint = error.hint();
                CallError { failure, execution: false }
            }
            Refusal::Failed(text) => {
                CallError { failure: Failure::new(Kind::Function, text), execution: false }
            }
        })
    }
}

fn unknown(name: &str) -> CallError {
    let failure = Failure::new(Kind::NoFunction, format!("`{name}` is not available in pillar SLS files"));
    let hint = match nearest(name, all().map(|(known, _)| known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "pillar is compiled on the master; only functions that look nothing up there can be called".into()
        }
    };
    CallError { failure: failure.hint(hint), execution: false }
}
