//! State functions, such as `service.running`.

use halite_common::{
    declare::{Arguments, BindError, Documentation, bind, documentation, fields},
    value::Dict,
};
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;

use super::{Act, Ask, ModuleError, Outcome, function::schema};

/// One state to run, as the compiler left it.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// The subject, such as `file`.
    pub state: String,
    /// The function, such as `managed`.
    pub fun: String,
    /// The id it was declared under.
    pub id: String,
    /// Its name argument.
    pub name: String,
    /// The SLS that declares it.
    pub sls: String,
    /// The environment of that SLS.
    pub saltenv: String,
    /// All arguments but requisites, global arguments included.
    pub arguments: Dict,
    /// The states that it requires, without what those require: `clean` of `file.directory` keeps what they manage.
    pub required: Vec<Chunk>,
}

/// What `check` found.
#[derive(Debug)]
pub enum Verdict<P> {
    /// The machine already is as the state says; the comment tells so.
    InPlace(Outcome),
    /// Something is to be changed.
    Change(P),
    /// It cannot be done; nothing was touched.
    Failed(Outcome),
}

impl<P> Verdict<P> {
    /// In place, with a comment.
    pub fn in_place(comment: impl Into<String>) -> Verdict<P> {
        Verdict::InPlace(Outcome::in_place(comment))
    }

    /// Cannot be done, with a comment.
    pub fn failed(comment: impl Into<String>) -> Verdict<P> {
        Verdict::Failed(Outcome::failed(comment))
    }
}

/// A state function. The implementing struct's fields are its arguments.
///
/// The engine handles test mode, requisites, guards, retries and watching; none of these is written here.
pub trait State: DeserializeOwned + JsonSchema + 'static {
    /// The name that users write, such as `service.running`.
    const NAME: &'static str;
    /// The difference found by `check`, consumed by `apply`.
    type Plan;
    /// Whether [`State::watched`] does something. Without it, `watch` is like `require`.
    const WATCHES: bool = false;

    /// Whether a host with these grains has what the subject works with. Elsewhere, too, `watch` is like `require`.
    fn offered(_grains: &Dict) -> bool {
        true
    }

    /// Compares the machine with the declaration.
    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Self::Plan>, ModuleError>;

    /// What test mode shows: the changes and the comment of what would be done. The engine sets the result to `None`.
    fn describe(&self, ask: &Ask<'_>, plan: &Self::Plan) -> Outcome;

    /// Carries the plan out and tells what was really done.
    fn apply(&self, act: &Act<'_>, plan: Self::Plan) -> Result<Outcome, ModuleError>;

    /// What `mod_watch` is: called when a watched state changed and this one did not. In test mode only `describe_watched` is.
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(""))
    }

    /// What test mode shows for [`State::watched`].
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        Outcome::in_place("")
    }

    /// Merges the like chunks of a run into one (`aggregate: True`), if the subject can.
    const AGGREGATE: Option<Aggregate> = None;
}

/// Merges like chunks: gets one chunk's arguments and the other chunks of the same subject that still are to run, and gives the
/// arguments that stand for all, or `None` where they do not go together.
pub type Aggregate = fn(&Dict, &[&Chunk]) -> Option<Dict>;

/// A state function's place in its subject's table.
#[derive(Clone, Copy)]
pub struct StateEntry {
    /// The name that users write.
    pub name: &'static str,
    /// Its documentation.
    pub documentation: fn() -> Documentation,
    /// The schema of its arguments.
    pub schema: fn() -> Schema,
    /// Its arguments.
    pub fields: fn() -> &'static [&'static str],
    /// Tells whether arguments fit the declaration; nothing is asked or done.
    pub accepts: fn(Dict) -> Result<(), BindError>,
    /// Whether it has a `mod_watch`.
    pub watches: bool,
    /// See [`State::offered`].
    pub offered: fn(&Dict) -> bool,
    /// Checks and, unless in test mode, applies.
    pub run: fn(&Act<'_>, Dict, bool) -> Result<Outcome, ModuleError>,
    /// Runs its `mod_watch`, or in test mode tells what that would do.
    pub watched: fn(&Act<'_>, Dict, bool) -> Result<Outcome, ModuleError>,
    /// See [`State::AGGREGATE`].
    pub aggregate: Option<Aggregate>,
}

/// The entry of a state function.
pub const fn state<S: State>() -> StateEntry {
    StateEntry {
        name: S::NAME,
        documentation: documentation::<S>,
        schema: schema::<S>,
        fields: fields::<S>,
        accepts: accepts::<S>,
        watches: S::WATCHES,
        offered: S::offered,
        run: run::<S>,
        watched: watched::<S>,
        aggregate: S::AGGREGATE,
    }
}

fn accepts<S: State>(arguments: Dict) -> Result<(), BindError> {
    bind::<S>(S::NAME, Arguments::named(arguments)).map(drop)
}

fn run<S: State>(act: &Act<'_>, arguments: Dict, test: bool) -> Result<Outcome, ModuleError> {
    let state: S = bind(S::NAME, Arguments::named(arguments))?;
    let plan = match state.check(&act.ask())? {
        Verdict::InPlace(outcome) | Verdict::Failed(outcome) => return Ok(outcome),
        Verdict::Change(plan) => plan,
    };
    if test {
        let described = state.describe(&act.ask(), &plan);
        return Ok(Outcome { result: None, ..described });
    }
    state.apply(act, plan)
}

fn watched<S: State>(act: &Act<'_>, arguments: Dict, test: bool) -> Result<Outcome, ModuleError> {
    let state: S = bind(S::NAME, Arguments::named(arguments))?;
    if test {
        return Ok(Outcome { result: None, ..state.describe_watched(&act.ask()) });
    }
    state.watched(act)
}
