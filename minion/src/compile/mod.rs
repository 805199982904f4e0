//! States and pillar for a minion that is described, not present: `halite compile`. Looks at no host and changes nothing.

mod states;

use std::sync::Arc;

use halite_common::{
    config::Config,
    failure::Failure,
    id::MinionId,
    value::{Dict, Value},
};

use crate::{
    answers::GivenAnswers,
    context::{Home, Job, LocalFiles, LocalPillar, Nobody, Run},
};
use states::Workbench;

/// The minion that is compiled for, and what.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its id.
    pub id: MinionId,
    /// All its grains; none is collected.
    pub grains: Dict,
    /// What functions that look at the host answer.
    pub answers: GivenAnswers,
    /// SLS names, each compiled on its own; none stands for what the top file names.
    pub sls: Vec<String>,
}

/// What was compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The pillar, or what is wrong with it.
    pub pillar: Result<Dict, Vec<String>>,
    /// The SLS names by environment that the top file names, where it was asked.
    pub top: Option<Result<Dict, Vec<Failure>>>,
    /// The states of each SLS that was asked for; empty where the pillar failed.
    pub sls: Vec<(String, States)>,
    /// The states of the top file, where it was asked.
    pub highstate: Option<States>,
}

/// The states in running order, or why there are none.
pub type States = Result<Vec<CompiledState>, Vec<Failure>>;

/// A state that would run.
#[derive(Clone, Debug)]
pub struct CompiledState {
    /// The low chunk as `state.show_lowstate` shows it.
    pub chunk: Dict,
    /// File and line of its declaration.
    pub place: Option<halite_common::failure::Place>,
    /// Why a run would be refused because of it.
    pub warning: Option<Failure>,
}

/// Compiles for a described minion.
pub fn compile(config: Config, description: Description) -> Compiled {
    let Description { id, grains, answers, sls } = description;
    let (files, pillar) = (LocalFiles::of(&config), LocalPillar::of(&config));
    let home = Home::new(id, config, Arc::new(files), Arc::new(pillar)).described(grains, answers);
    let home = Arc::new(home);
    let pillar = match pillar_of(&home) {
        Ok(pillar) => pillar,
        Err(errors) => {
            return Compiled { pillar: Err(errors), top: None, sls: Vec::new(), highstate: None };
        }
    };
    let run = Run::new(Arc::clone(&home), Arc::new(Job::new(None, "state.show_lowstate", Arc::new(Nobody))));
    let bench = Workbench::new(run, &pillar);
    let (top, highstate) = match sls.is_empty() {
        true => (Some(bench.top()), Some(bench.highstate())),
        false => (None, None),
    };
    let sls = sls.into_iter().map(|name| (name.clone(), bench.sls(&name))).collect();
    Compiled { pillar: Ok(pillar), top, sls, highstate }
}

fn pillar_of(home: &Arc<Home>) -> Result<Dict, Vec<String>> {
    let texts = |failures: Vec<Failure>| failures.iter().map(ToString::to_string).collect::<Vec<_>>();
    let pillarenv = home.pillarenv();
    let pillar = home.compile_pillar(&Dict::new(), None, pillarenv.as_deref()).map_err(texts)?;
    match pillar.get("_errors").and_then(Value::as_list) {
        Some(errors) if !errors.is_empty() => Err(errors.iter().map(ToString::to_string).collect()),
        _ => Ok(pillar),
    }
}
