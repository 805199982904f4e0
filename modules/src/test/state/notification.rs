//! `test.show_notification`: a message among the results.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::watch_fired;

/// Shows a text as its comment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ShowNotification {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// The text.
    #[serde(default)]
    text: Value,
    /// Anything.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for ShowNotification {
    const NAME: &'static str = "test.show_notification";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if !self.text.is_truthy() {
            return Err(ModuleError::Usage("Missing required argument text.".into()));
        }
        Ok(Verdict::in_place(self.text.to_string()))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(self.text.to_string())
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(self.text.to_string()))
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}
