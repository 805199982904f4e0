//! The pillar tree of a host: what it gets, and what it does not.

use std::sync::Arc;

use halite_common::{failure::Failure, value::Dict};
use halite_pillar::{Compiled, Compiler};
use halite_states::lint::{Finding, Rule};

use crate::context::Home;

/// The pillar of a host, and what is wrong with it.
pub(super) fn compile(home: &Arc<Home>) -> (Dict, Vec<Finding>) {
    let pillarenv = home.pillarenv();
    let (request, functions) = home.pillar_request(&Dict::new(), None, pillarenv.as_deref());
    let Compiled { pillar, failures, .. } = compiler(home).compile(&request, functions);
    (pillar, failures.into_iter().map(found).collect())
}

/// What is wrong with the SLS files of the pillar tree. What the host does not get is no error: others may.
pub(super) fn tree(home: &Arc<Home>) -> Vec<Finding> {
    let pillarenv = home.pillarenv();
    let (request, functions) = home.pillar_request(&Dict::new(), None, pillarenv.as_deref());
    let compiler = compiler(home);
    let all = compiler.all_sls(&request, Arc::clone(&functions)).into_iter();
    let failures =
        all.flat_map(|(env, sls)| compiler.check_sls(&request, Arc::clone(&functions), &env, &sls));
    failures.map(|failure| found(failure).softened()).collect()
}

fn compiler(home: &Home) -> Compiler {
    Compiler::of_config(&home.config)
}

fn found(failure: Failure) -> Finding {
    Finding::new(Rule::PillarError, failure)
}
