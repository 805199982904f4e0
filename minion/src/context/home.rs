//! What all jobs of a minion share.

use std::sync::{Arc, Mutex, PoisonError};

use halite_common::{
    config::Config,
    failure::Failure,
    id::MinionId,
    value::{Dict, Value},
};
use halite_modules::host::Machine;
use halite_pillar::Request;
use halite_render::{Functions, Gpg};

use super::{Files, Gate, Job, Nobody, PillarSource, Run, Turn, Watch, templates::Reach, watch::Sight};
use crate::{
    answers::{self, GivenAnswers, Recorder},
    grains,
};

/// What all jobs of a minion share: the machine, the configuration, and caches that are filled when first asked.
pub(crate) struct Home {
    pub(crate) id: MinionId,
    pub(crate) config: Config,
    pub(crate) options: Arc<Dict>,
    pub(crate) machine: Machine,
    pub(crate) files: Arc<dyn Files>,
    pub(crate) pillars: Arc<dyn PillarSource>,
    pub(crate) turn: Arc<Turn>,
    pub(crate) gate: Gate,
    pub(crate) answers: Answers,
    /// How secrets in SLS files are decrypted.
    pub(crate) gpg: Gpg,
    grains: Mutex<Option<Arc<Dict>>>,
    pillar: Mutex<Option<Arc<Dict>>>,
}

/// Where the answers of functions that look at the host come from.
pub(crate) enum Answers {
    /// From the host.
    Live,
    /// From the host, and they are kept.
    Recorded(Arc<Recorder>),
    /// From a file: the host is only described.
    Given(GivenAnswers),
}

impl Home {
    /// A minion by its configuration, with files and pillar from where the caller says.
    pub(crate) fn new(
        id: MinionId,
        config: Config,
        files: Arc<dyn Files>,
        pillars: Arc<dyn PillarSource>,
    ) -> Home {
        let mut options = config.options().clone();
        options.insert("id", id.as_str());
        Home {
            turn: Arc::new(Turn::new(config.path("cachedir"))),
            answers: Answers::Live,
            gate: Gate::from_config(&config),
            gpg: Gpg::from_options(&options),
            options: Arc::new(options),
            machine: Machine::new(),
            grains: Mutex::default(),
            pillar: Mutex::default(),
            id,
            config,
            files,
            pillars,
        }
    }

    /// The same minion after a change of its configuration: state runs still take turns with those that began before.
    pub(crate) fn after(self, before: &Home) -> Home {
        Home { turn: Arc::clone(&before.turn), ..self }
    }

    /// The same minion, with answers from elsewhere.
    pub(crate) fn with_answers(self, answers: Answers) -> Home {
        Home { answers, ..self }
    }

    /// The same minion, not on this machine but described by its grains and answers.
    pub(crate) fn described(self, grains: Dict, answers: GivenAnswers) -> Home {
        let grains = Mutex::new(Some(Arc::new(grains)));
        Home { answers: Answers::Given(answers), grains, turn: Arc::new(Turn::of_this_process()), ..self }
    }

    fn is_described(&self) -> bool {
        matches!(self.answers, Answers::Given(_))
    }

    /// What sees whether a call looks at the host.
    pub(crate) fn watch(&self) -> Arc<Watch> {
        let sight = match self.answers {
            Answers::Live => Sight::Free,
            Answers::Recorded(_) => Sight::Noted,
            Answers::Given(_) => Sight::Refused,
        };
        Arc::new(Watch::new(Arc::clone(&self.files), sight))
    }

    /// The grains, collected at the first call.
    pub(crate) fn grains(&self) -> Arc<Dict> {
        let mut kept = self.grains.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert_with(|| Arc::new(grains::collect(&self.machine, &self.options))))
    }

    /// Forgets the grains, unless they were given; the next who asks has them collected anew.
    pub(crate) fn forget_grains(&self) {
        if !self.is_described() {
            *self.grains.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// The pillar in memory, compiled at the first call. What went wrong stands in its `_errors`.
    pub(crate) fn pillar(self: &Arc<Home>) -> Arc<Dict> {
        if let Some(pillar) = self.pillar.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return pillar;
        }
        // Compiling asks for grains and calls functions: not under the lock.
        let compiled = self.compile_pillar(&Dict::new(), None, self.pillarenv().as_deref());
        let pillar = Arc::new(compiled.unwrap_or_else(|failures| {
            let errors: Vec<Value> = failures.iter().map(|failure| failure.to_string().into()).collect();
            Dict::from([("_errors", Value::List(errors))])
        }));
        *self.pillar.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&pillar));
        pillar
    }

    /// Compiles the pillar, whatever is in memory.
    pub(crate) fn compile_pillar(
        self: &Arc<Home>,
        overrides: &Dict,
        saltenv: Option<&str>,
        pillarenv: Option<&str>,
    ) -> Result<Dict, Vec<Failure>> {
        let (request, functions) = self.pillar_request(overrides, saltenv, pillarenv);
        self.pillars.compile(&request, functions)
    }

    /// What the pillar is asked for with, and what its templates may call.
    pub(crate) fn pillar_request(
        self: &Arc<Home>,
        overrides: &Dict,
        saltenv: Option<&str>,
        pillarenv: Option<&str>,
    ) -> (Request, Arc<dyn Functions>) {
        let request = Request {
            id: self.id.to_string(),
            grains: self.grains(),
            saltenv: saltenv.map(str::to_owned),
            pillarenv: pillarenv.map(str::to_owned),
            overrides: overrides.clone(),
        };
        let job = Arc::new(Job::new(None, "pillar.items", Arc::new(Nobody)));
        // What its templates call sees no pillar but the overrides, as in Salt.
        let run = Run { pillar: Some(Arc::new(overrides.clone())), ..Run::new(Arc::clone(self), job) };
        (request, Arc::new(Reach(run.inner().scoped(answers::PILLAR))))
    }

    /// Forgets the pillar; the next who asks has it compiled anew.
    pub(crate) fn forget_pillar(&self) {
        *self.pillar.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The pillar environment of the configuration.
    pub(crate) fn pillarenv(&self) -> Option<String> {
        Some(self.config.text("pillarenv")).filter(|name| !name.is_empty())
    }

    /// The environment of the configuration.
    pub(crate) fn saltenv(&self) -> String {
        let configured = self.config.text("saltenv");
        if configured.is_empty() { "base".into() } else { configured }
    }
}
