//! One job while it runs.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use halite_common::{
    job::{Call, Job, Progress, Return},
    value::Value,
};

use super::{Shared, answer, blackout, ear::Ear};
use crate::{
    call::CallReply,
    context::{Job as Context, Run, clear_processes, signal_processes},
};

/// One job while it runs.
pub(super) struct Work {
    pub(super) job: Arc<Job>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The call that runs now.
    call: Option<Arc<Context>>,
    /// By which signal the job was told to end.
    cancelled: Option<i32>,
    progress: Option<Progress>,
}

impl Work {
    pub(super) fn new(job: Arc<Job>) -> Work {
        Work { job, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the calls one after another. Nothing that a function does keeps it from giving a result.
    pub(super) fn run(self: Arc<Work>, shared: &Arc<Shared>) -> Return {
        let mut replies = Vec::with_capacity(self.job.calls.len());
        for call in &self.job.calls {
            if self.state().cancelled.is_some() {
                break;
            }
            replies.push(self.call(shared, call));
        }
        let result = answer::fitting(answer::result(&self.job, &shared.home().id, replies));
        let Some(signal) = self.state().cancelled else { return result };
        // When the job says that it has ended, all that it started has.
        clear_processes(self.job.jid);
        cancelled(result, signal)
    }

    fn call(self: &Arc<Work>, shared: &Arc<Shared>, call: &Call) -> CallReply {
        let ear = Arc::new(Ear::new(Arc::clone(self), Arc::clone(shared)));
        let context = Arc::new(Context::new(Some(self.job.jid), &call.function, ear));
        {
            let mut state = self.state();
            if let Some(signal) = state.cancelled {
                context.cancel(signal);
            }
            state.call = Some(Arc::clone(&context));
        }
        let home = shared.home();
        let run = Run::new(Arc::clone(&home), Arc::clone(&context));
        let called = catch_unwind(AssertUnwindSafe(|| {
            blackout::check(&call.function, &home)?;
            run.call(&call.function, call.arguments.clone())
        }));
        self.state().call = None;
        match called {
            Ok(reply) => answer::judged(&call.function, reply, context.retcode(), context.take_failures()),
            Err(payload) => answer::panicked(&call.function, &*payload),
        }
    }

    /// Signals the job's processes; gives their ids. The job goes on.
    pub(super) fn signal(&self, signal: i32) -> Vec<u32> {
        signal_processes(self.job.jid, signal)
    }

    /// Tells the job to end, and its processes by a signal; gives their ids.
    pub(super) fn cancel(&self, signal: i32) -> Vec<u32> {
        let mut state = self.state();
        state.cancelled = Some(signal);
        state.call.as_ref().map(|call| call.cancel(signal)).unwrap_or_default()
    }

    /// Notes how far it is; true if the one before has been taken.
    pub(super) fn set_progress(&self, progress: Progress) -> bool {
        self.state().progress.replace(progress).is_none()
    }

    /// Takes how far it is, if that is news.
    pub(super) fn take_progress(&self) -> Option<Progress> {
        self.state().progress.take()
    }
}

/// What states had done by then is told; anything else is what was left of a process.
fn cancelled(result: Return, signal: i32) -> Return {
    let value = match result.value {
        Value::Dict(some) if !some.is_empty() => Value::Dict(some),
        _ => format!("The job was ended by signal {signal}").into(),
    };
    Return { value, success: false, retcode: 128 + signal, ..result }
}
