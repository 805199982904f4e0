//! `halite compile`.

mod describe;
mod document;
mod listing;

use halite_common::{
    config::Config,
    exit,
    failure::{Failure, Place},
    id::MinionId,
    value::{Dict, Value},
};

use super::printer::printer;
use crate::{args::CompileArgs, output::Outputter};

/// The minion that is compiled for, and what.
#[derive(Debug)]
pub(crate) struct CompileRequest {
    /// Its id.
    pub(crate) id: MinionId,
    /// All its grains.
    pub(crate) grains: Dict,
    /// The file of answers as it was read; null where there is none.
    pub(crate) answers: Value,
    /// SLS names; none stands for the top file.
    pub(crate) sls: Vec<String>,
}

/// What was compiled.
#[derive(Debug)]
pub(crate) struct CompileOutcome {
    /// The pillar, or what is wrong with it.
    pub(crate) pillar: Result<Dict, Vec<String>>,
    /// SLS names by environment, where the top file was asked.
    pub(crate) top: Option<Result<Dict, Vec<Failure>>>,
    /// The states of each SLS.
    pub(crate) sls: Vec<(String, ListedStates)>,
    /// The states of the top file, where it was asked.
    pub(crate) highstate: Option<ListedStates>,
}

/// States in running order, or why there are none.
pub(crate) type ListedStates = Result<Vec<ListedState>, Vec<Failure>>;

/// A state that would run.
#[derive(Debug)]
pub(crate) struct ListedState {
    /// The low chunk.
    pub(crate) chunk: Dict,
    /// Where it is declared.
    pub(crate) place: Option<Place>,
    /// Why a run would be refused because of it.
    pub(crate) warning: Option<Failure>,
}

/// Compiles; `main` hands it in, because only it knows the minion.
pub(crate) type Compiler = fn(Config, CompileRequest) -> Result<CompileOutcome, Failure>;

/// Compiles for a described minion and shows what came of it.
///
/// A listing for people ends with 1 if something does not compile. A document for programs says so itself, and ends with 0.
pub(crate) fn compile(args: &CompileArgs, compiler: Compiler) -> Result<u8, Failure> {
    let (config, request) = describe::read(args)?;
    let printer = printer(&args.output, &config)?;
    let outcome = compiler(config, request)?;
    match printer.forced() {
        None | Some(Outputter::Highstate) => {
            printer.print_text(|palette| listing::format(&outcome, palette))?;
            Ok(if outcome.is_sound() { exit::OK } else { exit::GENERIC })
        }
        Some(_) => {
            printer.print(&document::of(&outcome), None)?;
            Ok(exit::OK)
        }
    }
}

impl CompileOutcome {
    fn is_sound(&self) -> bool {
        let of_states = self.sls.iter().map(|(_, states)| states).chain(&self.highstate);
        self.pillar.is_ok()
            && self.top.as_ref().is_none_or(Result::is_ok)
            && of_states.into_iter().all(Result::is_ok)
    }
}
