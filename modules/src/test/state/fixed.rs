//! States whose result is known beforehand.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{pretended, watch_fired};

/// Does nothing and succeeds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Nop {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Anything; `comment` is shown when a watched state changed.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for Nop {
    const NAME: &'static str = "test.nop";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::in_place("Success!"))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("Success!")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place("Success!"))
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}

/// Succeeds and changes nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct SucceedWithoutChanges {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Anything; `comment` replaces the comment.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for SucceedWithoutChanges {
    const NAME: &'static str = "test.succeed_without_changes";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::in_place(comment(&self.kwargs, "Success!")))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place(comment(&self.kwargs, "Success!"))
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(comment(&self.kwargs, "Success!")))
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}

/// Fails and changes nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct FailWithoutChanges {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Anything; `comment` replaces the comment.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for FailWithoutChanges {
    const NAME: &'static str = "test.fail_without_changes";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        if ask.facts.test() {
            return Ok(Verdict::failed("If we weren't testing, this would be a failure!"));
        }
        Ok(Verdict::failed(comment(&self.kwargs, "Failure!")))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::failed(comment(&self.kwargs, "Failure!"))
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::failed(comment(&self.kwargs, "Failure!")))
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}

/// Succeeds and pretends to change something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct SucceedWithChanges {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Anything; `comment` replaces the comment.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for SucceedWithChanges {
    const NAME: &'static str = "test.succeed_with_changes";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::Change(()))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::changed(pretended(), "If we weren't testing, this would be successful with changes")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::changed(pretended(), comment(&self.kwargs, "Success!")))
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}

/// Fails and pretends to have changed something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct FailWithChanges {
    /// A name of your choice.
    #[serde(rename = "name")]
    _name: Text,
    /// Anything; `comment` replaces the comment.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

impl State for FailWithChanges {
    const NAME: &'static str = "test.fail_with_changes";
    type Plan = ();
    const WATCHES: bool = true;

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::Change(()))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::changed(pretended(), "If we weren't testing, this would be failed with changes")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome { changes: pretended(), ..Outcome::failed(comment(&self.kwargs, "Failure!")) })
    }
    fn watched(&self, _: &Act<'_>) -> Result<Outcome, ModuleError> {
        Ok(watch_fired(&self.kwargs))
    }
    fn describe_watched(&self, _: &Ask<'_>) -> Outcome {
        watch_fired(&self.kwargs)
    }
}

fn comment(kwargs: &Dict, default: &str) -> String {
    kwargs.get("comment").map_or_else(|| default.to_owned(), Value::to_string)
}
