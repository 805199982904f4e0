//! What the minion does for modules.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use halite_states::declare::{Facts, Minion, ModuleError, Progress, Refresh};

use super::{Run, gate::Caller};

/// Hears what a job has to tell while it runs, and knows of other jobs.
pub(crate) trait Listener: Send + Sync {
    /// How far the job is.
    fn progress(&self, progress: &Progress<'_>);
    /// An event of the minion.
    fn event(&self, tag: &str, data: Value) -> Result<(), Failure>;
    /// The grains may have changed.
    fn grains_changed(&self);
    /// The jobs that run now, and those that have yet to begin.
    fn running(&self) -> Vec<Dict>;
    /// Ends a job: gives the processes that were told; `None` if it does not run.
    fn signal(&self, jid: &str, signal: i32) -> Option<Vec<u32>>;
}

/// Nobody: for functions that are called by hand.
pub(crate) struct Nobody;

impl Listener for Nobody {
    fn progress(&self, _: &Progress<'_>) {}
    fn event(&self, _: &str, _: Value) -> Result<(), Failure> {
        Ok(())
    }
    fn grains_changed(&self) {}
    fn running(&self) -> Vec<Dict> {
        Vec::new()
    }
    fn signal(&self, _: &str, _: i32) -> Option<Vec<u32>> {
        None
    }
}

impl Minion for Run {
    fn call(&self, function: &str, arguments: Arguments) -> Result<Value, ModuleError> {
        self.inner().call(function, arguments)
    }

    fn call_own(&self, function: &'static str, arguments: Arguments) -> Result<Value, ModuleError> {
        self.inner().call_for(Caller::Own, function, arguments)
    }

    fn refuses_state(&self, state: &str) -> Option<Failure> {
        self.home.gate.check(state, Caller::Own).err()
    }

    fn fire(&self, tag: &str, data: Value) -> Result<(), ModuleError> {
        Ok(self.job.listener.event(tag, data)?)
    }

    fn progress(&self, progress: &Progress<'_>) {
        self.job.listener.progress(progress);
    }

    fn refresh(&self, what: Refresh) -> Result<(), ModuleError> {
        match what {
            Refresh::Grains => {
                self.home.forget_grains();
                self.job.listener.grains_changed();
            }
            Refresh::Pillar => self.home.forget_pillar(),
            Refresh::Files => self.home.files.refresh(),
        }
        Ok(())
    }

    fn compile_pillar(&self, overrides: &Dict, pillarenv: Option<&str>) -> Result<Dict, ModuleError> {
        let compiled = self.home.compile_pillar(overrides, Some(&self.saltenv), pillarenv);
        compiled.map_err(|failures| ModuleError::Failure(joined(failures)))
    }

    fn with(&self, pillar: Option<Dict>, saltenv: Option<&str>, test: Option<bool>) -> Arc<dyn Minion> {
        Arc::new(Run {
            pillar: pillar.map(Arc::new).or_else(|| self.pillar.clone()),
            saltenv: saltenv.unwrap_or(&self.saltenv).to_owned(),
            test: test.unwrap_or(self.test),
            ..self.inner()
        })
    }

    fn running(&self) -> Vec<Dict> {
        self.job.listener.running()
    }

    fn cancelled(&self) -> Option<i32> {
        self.job.cancelled()
    }

    fn signal(&self, jid: &str, signal: i32) -> Option<Vec<u32>> {
        self.job.listener.signal(jid, signal)
    }

    fn set_failures(&self, failures: &[Failure]) {
        self.job.set_failures(failures);
    }

    fn set_retcode(&self, code: i32) {
        self.job.set_retcode(code);
    }

    fn take_retcode(&self) -> i32 {
        self.job.take_retcode()
    }

    fn take_turn(&self, queue: bool) -> Result<Box<dyn Send>, ModuleError> {
        if self.job.has_turn.load(Ordering::Acquire) {
            return Ok(Box::new(()));
        }
        let jid = self.jid().unwrap_or_default();
        let turn = self.home.turn.take(queue, &self.job.function, &jid, || self.job.cancelled())?;
        self.job.has_turn.store(true, Ordering::Release);
        Ok(Box::new(JobsTurn { has_turn: Arc::clone(&self.job.has_turn), _turn: turn }))
    }

    fn as_facts(&self) -> &dyn Facts {
        self
    }
}

/// The turn, as long as one state run of the job lasts.
struct JobsTurn {
    has_turn: Arc<AtomicBool>,
    _turn: Box<dyn Send>,
}

impl Drop for JobsTurn {
    fn drop(&mut self) {
        self.has_turn.store(false, Ordering::Release);
    }
}

fn joined(failures: Vec<Failure>) -> Failure {
    let mut failures = failures.into_iter();
    let first =
        failures.next().unwrap_or_else(|| Failure::new(Kind::Pillar, "the pillar could not be compiled"));
    failures.fold(first, |all, next| Failure { message: format!("{}\n{next}", all.message), ..all })
}
