//! A whole tree for described hosts: `halite lint`. Looks at no host and changes nothing.

mod answers;
mod host;
mod hosts;
mod judge;
mod memo;
mod pillar;
mod report;

use std::thread;

use halite_common::{config::Config, failure::Failure, value::Dict};

pub use halite_states::lint::Severity;
pub use hosts::described_hosts;
pub use report::{LintFinding, LintReport};

use crate::answers::GivenAnswers;
use host::{Host, Seen};

/// What is linted, and for which hosts.
#[derive(Clone, Debug)]
pub struct LintRequest {
    /// The hosts; each is compiled for.
    pub hosts: Vec<LintHost>,
    /// What functions that look at the host answer, on each of them.
    pub answers: GivenAnswers,
    /// Only these SLS files, each on its own; none stands for the whole tree with top file and pillar.
    pub sls: Vec<String>,
}

/// A host that is described, not present.
#[derive(Clone, Debug)]
pub struct LintHost {
    /// What it is called in the report.
    pub name: String,
    /// All its grains.
    pub grains: Dict,
}

/// Lints a tree.
pub fn lint(config: &Config, request: &LintRequest) -> Result<LintReport, Failure> {
    let hosts: Vec<Host> = request
        .hosts
        .iter()
        .map(|host| Host::new(config, host, request.answers.clone()))
        .collect::<Result<_, _>>()?;
    let seen: Vec<Result<Seen, Failure>> = thread::scope(|scope| {
        let looking: Vec<_> = hosts.iter().map(|host| scope.spawn(|| host.look(&request.sls))).collect();
        looking
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let seen = seen.into_iter().collect::<Result<Vec<Seen>, Failure>>()?;
    Ok(report::of(&hosts, &seen))
}
