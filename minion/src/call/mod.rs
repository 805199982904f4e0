//! One function, called by hand on this machine: `halite call`.

mod options;
mod remote;
mod reply;

use std::sync::Arc;

use halite_common::{config::Config, declare::Arguments, failure::Failure};

pub use options::CallOptions;
use remote::Connection;
pub use reply::CallReply;
pub(crate) use reply::outputter;

use crate::context::{Home, Job, LocalFiles, LocalPillar, Nobody, Run};

/// Calls one function on this machine and waits for what it returns.
pub fn call(
    config: Config,
    function: &str,
    arguments: Arguments,
    options: &CallOptions,
) -> Result<CallReply, Failure> {
    if options.local || config.text("file_client") == "local" {
        return Ok(run(local(config)?, function, arguments, options));
    }
    let connection = Connection::open(config)?;
    Ok(run(Arc::clone(&connection.home), function, arguments, options))
}

fn run(home: Arc<Home>, function: &str, arguments: Arguments, options: &CallOptions) -> CallReply {
    let job = Arc::new(Job::new(Some(options.jid), function, Arc::new(Nobody)));
    let result = Run::new(home, Arc::clone(&job)).call(function, arguments);
    CallReply::of(function, result, job.retcode(), job.take_failures())
}

/// A minion without a master.
fn local(config: Config) -> Result<Arc<Home>, Failure> {
    let id = config.minion_id()?;
    let (files, pillar) = (LocalFiles::of(&config), LocalPillar::of(&config));
    Ok(Arc::new(Home::new(id, config, Arc::new(files), Arc::new(pillar))))
}
