//! The functions that run states of one text.

use std::path::PathBuf;

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::{
    session::{Answer, BadPillar, Scope, Session, answer},
    settings::Settings,
};

/// Runs the states of an SLS file that lies on this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct Template {
    /// Path of the file; `.sls` is added if it is not there.
    tem: String,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `test`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for Template {
    const NAME: &'static str = "state.template";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        let name = if self.tem.ends_with(".sls") { self.tem } else { format!("{}.sls", self.tem) };
        let path = PathBuf::from(&name);
        let text = act.host.read(&path).map_err(ModuleError::file("read", &path))?;
        run(act, &name, &String::from_utf8_lossy(&text), self.queue, &self.kwargs, BadPillar::Raised)
    }
}

/// Runs the states of a text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::state) struct TemplateStr {
    /// The text of an SLS file.
    tem: String,
    /// Waits while another state run lasts; `False` fails instead.
    #[serde(default)]
    queue: Value,
    /// `pillar`, `saltenv`, `pillarenv`, `test`, `concurrent`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl Function for TemplateStr {
    const NAME: &'static str = "state.template_str";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Answer {
        run(act, "<template-str>", &self.tem, self.queue, &self.kwargs, BadPillar::Returned)
    }
}

fn run(act: &Act<'_>, name: &str, text: &str, queue: Value, kwargs: &Dict, bad: BadPillar) -> Answer {
    let settings = Settings { queue, ..Settings::of(kwargs)? };
    answer(Session::open(act, settings, Scope::Named, bad).and_then(|session| {
        let rendered = match session.minion.render_data(name, text, &Dict::new()) {
            Ok(rendered) => rendered,
            Err(error) => return Err(session.refused(&[error.into_failure()])),
        };
        let plan = session.compile(|compiler| compiler.plan_template(name, rendered))?;
        Ok(session.run(&plan, |act, options| plan.run(act, options))?.into())
    }))
}
