//! One use of the engine: its turn, its pillar, its environment and test mode, and what its outcome means.

use std::sync::{Arc, Mutex, PoisonError};

use halite_common::{
    exit,
    failure::Failure,
    target::Known,
    value::{Dict, Value},
};
use halite_states::{
    Plan,
    compile::Compiler,
    declare::{Act, Minion, ModuleError},
    options::Options,
    run::RunOptions,
    source::SlsSource,
    tally,
};

use super::{
    pause::Pauses,
    settings::{Settings, names},
};

/// What a function of `state` gives: its value, or a value that says why there is none.
pub(super) type Answer = Result<Value, ModuleError>;

/// One use of the engine.
pub(super) struct Session<'a> {
    act: Act<'a>,
    /// The minion as this run sees it.
    pub(super) minion: Arc<dyn Minion>,
    sls: Arc<dyn SlsSource>,
    subject: Known,
    options: Options,
    settings: Settings,
    _turn: Option<Box<dyn Send>>,
}

/// Which environment is taken where none is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All, as the top file says.
    Top,
    /// One: that of the configuration, else `base`.
    Named,
}

/// What a pillar with errors comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BadPillar {
    /// The function returns the errors.
    Returned,
    /// The function fails.
    Raised,
}

impl<'a> Session<'a> {
    /// Takes the turn and compiles the pillar. `Err(Ok(…))` is an answer already.
    pub(super) fn open(
        act: &Act<'a>,
        settings: Settings,
        scope: Scope,
        bad_pillar: BadPillar,
    ) -> Result<Session<'a>, Answer> {
        let overrides = settings.overrides().map_err(Err)?;
        let turn = take_turn(act, &settings)?;
        let config = act.minion.options();
        let saltenv = saltenv(&config, &settings).map_err(Err)?;
        let pillar = compile_pillar(act, &settings, &config, saltenv.as_deref(), &overrides, bad_pillar)?;
        let test = test_mode(act, &settings, &pillar);
        let minion = act.minion.with(Some(pillar), saltenv.as_deref(), Some(test));
        let mut options = Options::from_config(&config);
        options.saltenv = match scope {
            Scope::Top => saltenv,
            Scope::Named => Some(saltenv.unwrap_or_else(|| "base".into())),
        };
        if let Some(events) = settings.state_events {
            options.events = events;
        }
        let subject = Known { id: minion.id().to_owned(), grains: minion.grains(), pillar: minion.pillar() };
        Ok(Session { act: *act, sls: minion.sls(), minion, subject, options, settings, _turn: turn })
    }

    /// Changes the engine's options before anything is compiled.
    pub(super) fn adjust(&mut self, change: impl FnOnce(&mut Options)) {
        change(&mut self.options);
    }

    /// The environment of the run.
    pub(super) fn saltenv(&self) -> &str {
        self.options.saltenv.as_deref().unwrap_or("base")
    }

    /// Compiles something and turns errors into an answer.
    pub(super) fn compile<T>(
        &self,
        compile: impl FnOnce(&Compiler<'_>) -> Result<T, Vec<Failure>>,
    ) -> Result<T, Answer> {
        let registry = self.minion.registry();
        let compiler = Compiler::new(self.sls.as_ref(), &self.subject, registry, self.options.clone());
        compiler.and_then(|compiler| compile(&compiler)).map_err(|failures| self.refused(&failures))
    }

    /// Runs something of a plan and judges the results.
    pub(super) fn run(
        &self,
        plan: &Plan,
        run: impl FnOnce(&Act<'_>, &RunOptions<'_>) -> Result<Dict, Vec<Failure>>,
    ) -> Result<Dict, Answer> {
        let act = Act { host: self.act.host, minion: self.minion.as_ref(), chunk: None };
        let pauses = Pauses::of(&act);
        let mut options = RunOptions::new(&self.options);
        options.mock = self.settings.mock;
        options.gate = pauses.as_ref().map(|pauses| pauses as _);
        let notes = Mutex::default();
        options.notes = Some(&notes);
        let results = run(&act, &options).map_err(|failures| self.refused(&failures))?;
        self.act.minion.set_failures(&notes.into_inner().unwrap_or_else(PoisonError::into_inner));
        self.judge(&results, plan.high());
        Ok(if self.settings.terse { terse(results) } else { results })
    }

    /// Sets the return code that results come to.
    pub(super) fn judge(&self, results: &Dict, high: &Dict) {
        // What functions inside the run have set does not count.
        let code = if tally::succeeded(results, high) { 0 } else { i32::from(exit::STATE_FAILURE) };
        self.act.minion.set_retcode(code);
    }

    /// Errors of the compiler, as an answer: Salt's words. Places and hints go beside it.
    pub(super) fn refused(&self, failures: &[Failure]) -> Answer {
        self.act.minion.set_retcode(i32::from(exit::GENERIC));
        self.act.minion.set_failures(failures);
        Ok(failures.iter().map(|failure| failure.message.clone()).collect())
    }
}

/// An answer out of either side.
pub(super) fn answer(result: Result<Value, Answer>) -> Answer {
    result.map_or_else(|answer| answer, Ok)
}

fn take_turn(act: &Act<'_>, settings: &Settings) -> Result<Option<Box<dyn Send>>, Answer> {
    if settings.concurrent {
        return Ok(None);
    }
    match act.minion.take_turn(settings.queues()) {
        Ok(turn) => Ok(Some(turn)),
        Err(ModuleError::Failed(conflict)) => {
            act.minion.set_retcode(i32::from(exit::GENERIC));
            Err(Ok(vec![conflict].into()))
        }
        Err(other) => Err(Err(other)),
    }
}

fn saltenv(config: &Dict, settings: &Settings) -> Result<Option<String>, ModuleError> {
    let configured = config.get("saltenv").filter(|name| name.is_truthy()).map(ToString::to_string);
    let Some(wanted) = &settings.saltenv else { return Ok(configured) };
    let locked = config.get("lock_saltenv").is_some_and(Value::is_truthy);
    if locked && configured.as_deref() != Some(wanted) {
        return Err(ModuleError::failed("lock_saltenv is enabled, saltenv cannot be changed"));
    }
    Ok(Some(wanted.0.clone()))
}

fn compile_pillar(
    act: &Act<'_>,
    settings: &Settings,
    config: &Dict,
    saltenv: Option<&str>,
    overrides: &Dict,
    bad: BadPillar,
) -> Result<Dict, Answer> {
    let from_saltenv = config.get("pillarenv_from_saltenv").is_some_and(Value::is_truthy);
    let configured = config.get("pillarenv").filter(|name| name.is_truthy()).map(ToString::to_string);
    let pillarenv = match (&settings.pillarenv, &settings.saltenv) {
        (Some(pillarenv), _) => Some(pillarenv.0.clone()),
        (None, Some(_)) if from_saltenv => saltenv.map(str::to_owned),
        _ => configured,
    };
    let (pillar, errors) = match act.minion.compile_pillar(overrides, pillarenv.as_deref()) {
        Ok(pillar) => {
            let errors = pillar.get("_errors").map(names).unwrap_or_default();
            (pillar, errors)
        }
        Err(error) => (overrides.clone(), vec![error.to_string()]),
    };
    if errors.is_empty() || settings.force {
        return Ok(pillar);
    }
    act.minion.set_retcode(i32::from(exit::PILLAR_FAILURE));
    Err(match bad {
        BadPillar::Raised => {
            Err(ModuleError::Failed(format!("Pillar failed to render: {}", errors.join("\n"))))
        }
        BadPillar::Returned => {
            let lead = "Pillar failed to render with the following messages:".to_owned();
            Ok([lead].into_iter().chain(errors).collect())
        }
    })
}

/// `test=` of the call, else `test` of pillar or grains, else of the configuration.
fn test_mode(act: &Act<'_>, settings: &Settings, pillar: &Dict) -> bool {
    match &settings.test {
        Value::Null => {
            let told = act.minion.grains().get("test").or(pillar.get("test")) == Some(&Value::Bool(true));
            told || act.minion.test()
        }
        given => *given != Value::Bool(false),
    }
}

fn terse(results: Dict) -> Dict {
    let tells = |result: &Value| {
        let is_true = |name: &str| result.get(name).is_some_and(Value::is_truthy);
        !is_true("result") || is_true("changes")
    };
    results.into_iter().filter(|(_, result)| tells(result)).collect()
}
