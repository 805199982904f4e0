//! One job, or one function that a job calls.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI32, Ordering},
    },
    time::Duration,
};

use halite_common::{
    declare::Arguments,
    failure::Failure,
    id::Jid,
    value::{Dict, Value},
};
use halite_modules::REGISTRY;
use halite_states::declare::{Act, ModuleError};

use super::{
    Home, Watch,
    acts::Listener,
    gate::Caller,
    host::{self, JobHost},
};

/// The job that functions run for.
pub(crate) struct Job {
    /// Its id; a function called by hand has none.
    pub(crate) jid: Option<Jid>,
    /// The function that was asked for.
    pub(crate) function: String,
    /// Who hears of progress and events.
    pub(crate) listener: Arc<dyn Listener>,
    retcode: AtomicI32,
    failures: Mutex<Vec<Failure>>,
    cancelled: Mutex<Option<i32>>,
    woken: Condvar,
    /// Whether a state run of this job has the turn: runs inside it need no other.
    pub(super) has_turn: Arc<AtomicBool>,
}

impl Job {
    /// A job that has not begun.
    pub(crate) fn new(jid: Option<Jid>, function: &str, listener: Arc<dyn Listener>) -> Job {
        Job {
            jid,
            function: function.to_owned(),
            listener,
            retcode: AtomicI32::new(0),
            failures: Mutex::default(),
            cancelled: Mutex::default(),
            woken: Condvar::new(),
            has_turn: Arc::default(),
        }
    }

    /// Takes what went wrong, as functions have noted it.
    pub(crate) fn take_failures(&self) -> Vec<Failure> {
        std::mem::take(&mut *self.failures.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_failures(&self, failures: &[Failure]) {
        *self.failures.lock().unwrap_or_else(PoisonError::into_inner) = failures.to_vec();
    }

    /// The return code that functions have set.
    pub(crate) fn retcode(&self) -> i32 {
        self.retcode.load(Ordering::Relaxed)
    }

    pub(super) fn set_retcode(&self, code: i32) {
        self.retcode.store(code, Ordering::Relaxed);
    }

    pub(super) fn take_retcode(&self) -> i32 {
        self.retcode.swap(0, Ordering::Relaxed)
    }

    /// Tells the job that it is to end, and its processes by a signal; gives their ids.
    pub(crate) fn cancel(&self, signal: i32) -> Vec<u32> {
        *self.cancelled.lock().unwrap_or_else(PoisonError::into_inner) = Some(signal);
        self.woken.notify_all();
        self.jid.map(|jid| host::signal_processes(jid, signal)).unwrap_or_default()
    }

    /// Waits, but not beyond the job's end.
    pub(super) fn sleep(&self, duration: Duration) {
        let cancelled = self.cancelled.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |cancelled: &mut Option<i32>| cancelled.is_none();
        drop(self.woken.wait_timeout_while(cancelled, duration, waiting));
    }

    /// The signal that the job was told to end by.
    pub(crate) fn cancelled(&self) -> Option<i32> {
        *self.cancelled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handle for functions. Cloning is cheap; clones serve the same job.
#[derive(Clone)]
pub(crate) struct Run {
    pub(super) home: Arc<Home>,
    pub(super) job: Arc<Job>,
    /// The pillar of this run, if it is not the one in memory.
    pub(super) pillar: Option<Arc<Dict>>,
    pub(super) saltenv: String,
    pub(super) test: bool,
    pub(super) direct: bool,
    /// Whose templates are rendered: an SLS, or one of the names in [`crate::answers`]. `None` for everything else.
    pub(super) scope: Option<Arc<str>>,
    /// Sees what the functions called by this handle look at.
    pub(super) watch: Arc<Watch>,
}

impl Run {
    /// A run for a job.
    pub(crate) fn new(home: Arc<Home>, job: Arc<Job>) -> Run {
        // Each job sees the file server as it is when the job begins.
        home.files.refresh();
        let saltenv = home.saltenv();
        let test = home.config.flag("test");
        let watch = home.watch();
        Run { home, job, pillar: None, saltenv, test, direct: true, scope: None, watch }
    }

    /// The same run for the templates of an SLS, unless it is one for those of another already.
    pub(crate) fn scoped(&self, scope: &str) -> Run {
        let scope = self.scope.clone().unwrap_or_else(|| scope.into());
        Run { scope: Some(scope), ..self.clone() }
    }

    /// The same run with that pillar.
    pub(crate) fn with_pillar(self, pillar: Dict) -> Run {
        Run { pillar: Some(Arc::new(pillar)), ..self }
    }

    /// The same run, as functions called by functions see it.
    pub(super) fn inner(&self) -> Run {
        Run { direct: false, ..self.clone() }
    }

    /// Calls an execution function that somebody has named.
    pub(crate) fn call(&self, function: &str, arguments: Arguments) -> Result<Value, ModuleError> {
        self.call_for(Caller::Named, function, arguments)
    }

    /// Calls an execution function, if this minion offers it to the caller.
    pub(super) fn call_for(
        &self,
        caller: Caller,
        function: &str,
        arguments: Arguments,
    ) -> Result<Value, ModuleError> {
        if let Err(failure) = self.home.gate.check(function, caller) {
            tracing::warn!(function, "denied: {failure}");
            return Err(failure.into());
        }
        if let Some(signal) = self.job.cancelled() {
            return Err(ModuleError::Failed(format!("the job was ended by signal {signal}")));
        }
        let entry = REGISTRY.function(function);
        let entry = entry.ok_or_else(|| ModuleError::NoFunction(function.to_owned()))?;
        let host = JobHost::new(&self.home.machine, &self.job, &self.watch);
        (entry.call)(&Act { host: &host, minion: self, chunk: None }, arguments)
    }
}
