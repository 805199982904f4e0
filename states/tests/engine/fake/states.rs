//! States whose outcome is known beforehand, worded as Salt's.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

/// What a state of this module does and tells.
struct Script {
    /// The result outside test mode.
    result: bool,
    changes: bool,
    comment: Option<String>,
    /// In test mode.
    foretold: &'static str,
}

impl Script {
    fn changes(&self) -> Dict {
        match self.changes {
            true => Outcome::change("testing", "Unchanged", "Something pretended to change"),
            false => Dict::new(),
        }
    }

    fn done(&self) -> Outcome {
        let default = if self.result { "Success!" } else { "Failure!" };
        Outcome {
            result: Some(self.result),
            ..Outcome::changed(self.changes(), self.comment.clone().unwrap_or_else(|| default.into()))
        }
    }

    fn check(&self, ask: &Ask<'_>) -> Verdict<()> {
        if self.changes {
            return Verdict::Change(());
        }
        match (self.result, ask.facts.test()) {
            (true, _) => Verdict::InPlace(self.done()),
            (false, true) => Verdict::failed(self.foretold),
            (false, false) => Verdict::Failed(self.done()),
        }
    }
}

fn comment(arguments: &Dict) -> Option<String> {
    match arguments.get("comment") {
        Some(Value::List(lines)) => Some(lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")),
        other => other.map(Value::to_string),
    }
}

fn fired(act: &Act<'_>, arguments: &Dict) -> Outcome {
    let changed = act.chunk.and_then(|chunk| chunk.arguments.get("__reqs__")).cloned();
    let changes = Dict::from([("Requisites with changes", changed.unwrap_or(Value::List(Vec::new())))]);
    Outcome::changed(changes, comment(arguments).unwrap_or_else(|| "Watch statement fired.".into()))
}

macro_rules! scripted {
    ($type:ident, $name:literal, $doc:literal, $script:expr) => {
        #[doc = $doc]
        #[derive(Deserialize, JsonSchema)]
        pub(crate) struct $type {
            #[expect(dead_code, reason = "every state has a name")]
            name: String,
            #[serde(rename = "**kwargs")]
            kwargs: Dict,
        }

        impl $type {
            fn script(&self) -> Script {
                let script: fn(&Dict) -> Script = $script;
                script(&self.kwargs)
            }
        }

        impl State for $type {
            const NAME: &'static str = $name;
            type Plan = ();
            const WATCHES: bool = true;

            fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
                Ok(self.script().check(ask))
            }
            fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
                let script = self.script();
                Outcome::changed(script.changes(), script.foretold)
            }
            fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
                Ok(self.script().done())
            }
            fn watched(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
                Ok(fired(act, &self.kwargs))
            }
            fn describe_watched(&self, ask: &Ask<'_>) -> Outcome {
                let changed = ask.chunk.and_then(|chunk| chunk.arguments.get("__reqs__")).cloned();
                let changes = changed.unwrap_or(Value::List(Vec::new()));
                Outcome::changed(Dict::from([("Requisites with changes", changes)]), "Watch statement fired.")
            }
        }
    };
}

scripted!(Nop, "test.nop", "Does nothing.", |_| Script {
    result: true,
    changes: false,
    comment: None,
    foretold: ""
});
scripted!(Succeed, "test.succeed_without_changes", "Succeeds.", |kwargs| Script {
    result: true,
    changes: false,
    comment: comment(kwargs),
    foretold: "",
});
scripted!(SucceedWithChanges, "test.succeed_with_changes", "Succeeds and changes.", |kwargs| Script {
    result: true,
    changes: true,
    comment: comment(kwargs),
    foretold: "If we weren't testing, this would be successful with changes",
});
scripted!(Fail, "test.fail_without_changes", "Fails.", |kwargs| Script {
    result: false,
    changes: false,
    comment: comment(kwargs),
    foretold: "If we weren't testing, this would be a failure!",
});
scripted!(FailWithChanges, "test.fail_with_changes", "Fails and changes.", |kwargs| Script {
    result: false,
    changes: true,
    comment: comment(kwargs),
    foretold: "If we weren't testing, this would be failed with changes",
});

/// Does as it is told.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Configurable {
    #[expect(dead_code, reason = "every state has a name")]
    name: String,
    changes: bool,
    result: bool,
    comment: String,
    #[serde(default)]
    warnings: Option<String>,
}

impl Configurable {
    fn done(&self) -> Outcome {
        let changes = if self.changes { Outcome::change("x", 1, 2) } else { Dict::new() };
        let mut outcome =
            Outcome { result: Some(self.result), ..Outcome::changed(changes, self.comment.clone()) };
        outcome.warnings.extend(self.warnings.clone());
        outcome
    }
}

impl State for Configurable {
    const NAME: &'static str = "test.configurable_test_state";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(if self.changes { Verdict::Change(()) } else { Verdict::InPlace(self.done()) })
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        self.done()
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(self.done())
    }
}

/// Shows a text.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ShowNotification {
    #[expect(dead_code, reason = "every state has a name")]
    name: String,
    text: String,
}

impl State for ShowNotification {
    const NAME: &'static str = "test.show_notification";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        Ok(Verdict::in_place(self.text.clone()))
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(""))
    }
}

/// A module with a fault: panics.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Break {
    name: String,
}

impl State for Break {
    const NAME: &'static str = "test.break";
    type Plan = ();

    fn check(&self, _: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        panic!("{} is broken", self.name)
    }
    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::in_place("")
    }
    fn apply(&self, _: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        Ok(Outcome::in_place(""))
    }
}
