//! One function, called by hand on this machine: `halite call`.

mod options;
mod remote;
mod reply;

use std::sync::Arc;

use halite_common::{config::Config, declare::Arguments, failure::Failure, job::Call};

pub use options::CallOptions;
use remote::Connection;
pub use reply::CallReply;
pub(crate) use reply::outputter;

use crate::context::{Answers, Home, Job, LocalFiles, LocalPillar, Nobody, Run};

/// Calls one function on this machine and waits for what it returns.
pub fn call(
    config: Config,
    function: &str,
    arguments: Arguments,
    options: &CallOptions,
) -> Result<CallReply, Failure> {
    let answers = options.recorder.clone().map_or(Answers::Live, Answers::Recorded);
    if options.local || config.text("file_client") == "local" {
        let job = Arc::new(Job::new(Some(options.jid), function, Arc::new(Nobody)));
        return Ok(run(Arc::new(local(config)?.with_answers(answers)), job, function, arguments));
    }
    let connection = Connection::open(config, answers)?;
    let called = Call { function: function.to_owned(), arguments: arguments.clone() };
    let job = Arc::new(Job::new(Some(options.jid), function, connection.listener()));
    let reply = run(Arc::clone(&connection.home), job, function, arguments);
    // As Salt has it, what could not be called at all is told here alone.
    if options.report && reply.failure.is_none() {
        connection.report(called, options.jid, &reply);
    }
    Ok(reply)
}

fn run(home: Arc<Home>, job: Arc<Job>, function: &str, arguments: Arguments) -> CallReply {
    let result = Run::new(home, Arc::clone(&job)).call(function, arguments);
    CallReply::of(function, result, job.retcode(), job.take_failures())
}

/// A minion without a master.
fn local(config: Config) -> Result<Home, Failure> {
    let id = config.minion_id()?;
    let (files, pillar) = (LocalFiles::of(&config), LocalPillar::of(&config));
    Ok(Home::new(id, config, Arc::new(files), Arc::new(pillar)))
}
