//! States of SLS files and of the top file, by the same way as a run takes.

use halite_common::{failure::Failure, target::Known, value::Dict};
use halite_modules::REGISTRY;
use halite_states::{Listed, Plan, compile::Compiler, declare::Facts, options::Options};

use super::{CompiledState, States};
use crate::context::Run;

/// Compiles one thing after the other for the same minion.
pub(super) struct Workbench {
    run: Run,
    subject: Known,
    options: Options,
}

impl Workbench {
    pub(super) fn new(run: Run, pillar: &Dict) -> Workbench {
        let options = Options::from_config(&run.options());
        let run = run.with_pillar(pillar.clone());
        let subject = Known { id: run.id().to_owned(), grains: run.grains(), pillar: run.pillar() };
        Workbench { run, subject, options }
    }

    /// The SLS names that the top file names.
    pub(super) fn top(&self) -> Result<Dict, Vec<Failure>> {
        self.compile(&self.run, |compiler| Ok(compiler.top()?.into_iter().collect()))
    }

    /// The states of the top file.
    pub(super) fn highstate(&self) -> States {
        self.compile(&self.run, |compiler| Ok(listed(&compiler.shown_highstate()?)))
    }

    /// The states of one SLS, as if the top file named it alone.
    pub(super) fn sls(&self, name: &str) -> States {
        let run = self.run.scoped(name);
        self.compile(&run, |compiler| Ok(listed(&compiler.shown_sls(&[name.to_owned()])?)))
    }

    fn compile<T>(
        &self,
        run: &Run,
        work: impl FnOnce(&Compiler<'_>) -> Result<T, Vec<Failure>>,
    ) -> Result<T, Vec<Failure>> {
        let source = run.sls();
        let compiler = Compiler::new(source.as_ref(), &self.subject, run.registry(), self.options.clone());
        compiler.and_then(|compiler| work(&compiler))
    }
}

fn listed(plan: &Plan) -> Vec<CompiledState> {
    let states = plan.listing(REGISTRY).into_iter();
    states.map(|Listed { chunk, place, unknown }| CompiledState { chunk, place, warning: unknown }).collect()
}
