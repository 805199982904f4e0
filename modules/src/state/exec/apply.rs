//! The functions that run SLS files.

use halite_common::{
    declare::Text,
    exit,
    value::{Dict, Value},
};
use halite_states::{
    compile::Selection,
    declare::{Act, Function, ModuleError},
    run::nothing,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    disabled,
    session::{Answer, BadPillar, Scope, Session, answer},
    settings::{Settings, names, split},
};

const NO_TOP: &str = "No Top file or master_tops data matches found. Please see master log for details.";

/// Runs SLS files, or what the top file names if none is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Apply {
    /// SLS names, as a list or with commas between.
    #[serde(default)]
    mods: Value,
    /// What `state.sls` and `state.highstate` take.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Apply {
    const NAME: &'static str = "state.apply";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        apply(act, &self.mods, &self.kwargs)
    }
}

/// Runs `state.sls` if SLS names are given, else `state.highstate`.
pub(in crate::state) fn apply(act: &Act<'_>, mods: &Value, kwargs: &Dict) -> Answer {
    let settings = Settings::of(kwargs)?;
    if mods.is_truthy() { sls(act, mods, settings) } else { highstate(act, settings) }
}

/// Runs `state.apply` in test mode.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Test {
    /// SLS names, as a list or with commas between.
    #[serde(default)]
    mods: Value,
    /// What `state.apply` takes.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Test {
    const NAME: &'static str = "state.test";
    type Output = Value;
    fn call(mut self, act: &Act<'_>) -> Answer {
        self.kwargs.insert("test", true);
        apply(act, &self.mods, &self.kwargs)
    }
}

/// Runs what the top file names for this minion.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Highstate {
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// Fires an event for each state.
    #[serde(default)]
    state_events: Option<bool>,
    /// `pillar`, `saltenv`, `pillarenv`, `exclude`, `whitelist`, `concurrent`, `mock`, `force`, `terse`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Highstate {
    const NAME: &'static str = "state.highstate";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let (test, queue, state_events) = (self.test, self.queue, self.state_events);
        highstate(act, Settings { test, queue, state_events, ..Settings::of(&self.kwargs)? })
    }
}

fn highstate(act: &Act<'_>, settings: Settings) -> Answer {
    if disabled::list(&act.minion.grains()).iter().any(|off| off == "highstate") {
        let name = "Salt highstate run is disabled. To re-enable, run state.enable highstate";
        let told = [("name", name), ("result", "False"), ("comment", "Disabled")];
        return Ok(Value::Dict(Dict::from(told)));
    }
    let selection = selection(&settings);
    answer(
        Session::open(act, settings, Scope::Top, BadPillar::Returned)
            .and_then(|session| run_top(&session, &selection)),
    )
}

fn selection(settings: &Settings) -> Selection {
    Selection { exclude: split(&settings.exclude), whitelist: names(&settings.whitelist) }
}

fn run_top(session: &Session<'_>, selection: &Selection) -> Result<Value, Answer> {
    let planned = session.compile(|compiler| match compiler.plan_highstate(selection) {
        Ok(planned) => Ok(planned.ok_or_else(|| NO_TOP.to_owned())),
        Err(failures) => {
            match failures.first().filter(|f| f.message.starts_with("Unable to render top file")) {
                Some(failure) => Ok(Err(failure.to_string())),
                None => Err(failures),
            }
        }
    })?;
    match planned {
        Ok(plan) => Ok(session.run(&plan, |act, options| plan.run(act, options))?.into()),
        Err(comment) => {
            let results = nothing(&comment);
            session.judge(&results, &Dict::new());
            Ok(results.into())
        }
    }
}

/// Runs SLS files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Sls {
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// SLS names or ids to leave out.
    #[serde(default)]
    exclude: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// There are no custom modules to sync; this changes nothing.
    #[serde(default, rename = "sync_mods")]
    _sync_mods: Value,
    /// Fires an event for each state.
    #[serde(default)]
    state_events: Option<bool>,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`, `mock`, `force`, `terse`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Sls {
    const NAME: &'static str = "state.sls";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let (test, queue, exclude, state_events) = (self.test, self.queue, self.exclude, self.state_events);
        sls(act, &self.mods, Settings { test, queue, exclude, state_events, ..Settings::of(&self.kwargs)? })
    }
}

fn sls(act: &Act<'_>, mods: &Value, settings: Settings) -> Answer {
    let mods = names(mods);
    let complaints = disabled::complaints(&act.minion.grains(), &mods);
    if !complaints.is_empty() {
        act.minion.set_retcode(i32::from(exit::GENERIC));
        return Ok(complaints.into());
    }
    let selection = Selection { whitelist: Vec::new(), ..selection(&settings) };
    answer(Session::open(act, settings, Scope::Named, BadPillar::Returned).and_then(|session| {
        let plan = session.compile(|compiler| compiler.plan_sls(&mods, &selection))?;
        Ok(session.run(&plan, |act, options| plan.run(act, options))?.into())
    }))
}

/// Runs the states of one id in SLS files, with what they require.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct SlsId {
    /// The id.
    id_: Text,
    /// SLS names, as a list or with commas between.
    mods: Value,
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// Fires an event for each state.
    #[serde(default)]
    state_events: Option<bool>,
    /// `pillar`, `saltenv`, `pillarenv`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for SlsId {
    const NAME: &'static str = "state.sls_id";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let (test, queue, state_events) = (self.test, self.queue, self.state_events);
        let settings = Settings { test, queue, state_events, ..Settings::of(&self.kwargs)? };
        let (id, mods) = (self.id_, names(&self.mods));
        answer(Session::open(act, settings, Scope::Named, BadPillar::Returned).and_then(|session| {
            let plan = session.compile(|compiler| compiler.plan_sls_id(&mods))?;
            if !plan.ids().any(|known| known == &*id) {
                let message = format!(
                    "No matches for ID '{id}' found in SLS '{}' within saltenv '{}'",
                    self.mods,
                    session.saltenv()
                );
                return Err(Err(ModuleError::Usage(message)));
            }
            Ok(session.run(&plan, |act, options| plan.run_id(&id, act, options))?.into())
        }))
    }
}

/// Runs what another top file names for this minion.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Top {
    /// Path of the top file.
    topfn: Text,
    /// Announces what would change, and changes nothing.
    #[serde(default)]
    test: Value,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `exclude`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Top {
    const NAME: &'static str = "state.top";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let settings = Settings { test: self.test, queue: self.queue, ..Settings::of(&self.kwargs)? };
        let (selection, saltenv) = (selection(&settings), settings.saltenv.clone());
        answer(Session::open(act, settings, Scope::Top, BadPillar::Returned).and_then(|mut session| {
            session.adjust(|options| {
                options.state_top = self.topfn.trim_start_matches("salt://").to_owned();
                options.state_top_saltenv = saltenv.map(|name| name.0).or(options.state_top_saltenv.take());
            });
            run_top(&session, &selection)
        }))
    }
}
