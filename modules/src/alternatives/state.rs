//! `alternatives.install`, `alternatives.remove`, `alternatives.auto`, `alternatives.set`.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use super::link;

/// Makes a program one of the alternatives of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Install {
    /// The name, such as `editor`.
    name: Text,
    /// Where the name stands in the path.
    link: Text,
    /// The program.
    path: Text,
    /// The highest one is taken by default.
    priority: i64,
}

impl State for Install {
    const NAME: &'static str = "alternatives.install";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        let (name, path) = (&self.name, &self.path);
        Ok(match link::is_known(ask, name, path)? {
            true => Verdict::in_place(format!("Alternative {path} for {name} is already registered")),
            false => Verdict::Change(()),
        })
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let Install { name, path, priority, .. } = self;
        let comment = format!("Alternative will be set for {name} to {path} with priority {priority}");
        Outcome::changed(Dict::new(), comment)
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let Install { name, path, priority, .. } = self;
        let output = link::change(act, &["--install", &self.link, name, path, &priority.to_string()])?;
        if !link::is_known(&act.ask(), name, path)? {
            return Ok(Outcome::failed(format!(
                "Alternative for {name} not installed: {}",
                link::said(&output)
            )));
        }
        let comment = match link::current(&act.ask(), name).as_deref() == Some(path.as_ref()) {
            true => format!("Alternative for {name} set to path {path} with priority {priority}"),
            false => {
                format!(
                    "Alternative {path} for {name} registered with priority {priority} and not set to default"
                )
            }
        };
        let changes = Dict::from([
            ("name", Value::from(name.0.as_str())),
            ("link", self.link.0.as_str().into()),
            ("path", path.0.as_str().into()),
            ("priority", (*priority).into()),
        ]);
        Ok(Outcome::changed(changes, comment))
    }
}

/// Takes a program out of the alternatives of a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remove {
    /// The name.
    name: Text,
    /// The program.
    path: Text,
}

impl State for Remove {
    const NAME: &'static str = "alternatives.remove";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        let name = &self.name;
        if link::is_known(ask, name, &self.path)? {
            return Ok(Verdict::Change(()));
        }
        Ok(match link::current(ask, name) {
            Some(current) => {
                Verdict::in_place(format!("Alternative for {name} is set to it's default path {current}"))
            }
            None => Verdict::failed(format!("Alternative for {name} doesn't exist")),
        })
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::changed(Dict::new(), format!("Alternative for {} will be removed", self.name))
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let name = &self.name;
        let output = link::change(act, &["--remove", name, &self.path])?;
        if !output.success() {
            return Ok(Outcome::failed(format!(
                "Alternative for {name} not removed: {}",
                link::said(&output)
            )));
        }
        Ok(match link::current(&act.ask(), name) {
            Some(current) => Outcome::changed(
                Dict::from([("path", current.as_str())]),
                format!("Alternative for {name} removed. Falling back to path {current}"),
            ),
            None => Outcome::changed(Dict::new(), format!("Alternative for {name} removed")),
        })
    }
}

/// Lets a name mean the alternative of the highest priority.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auto {
    /// The name.
    name: Text,
}

impl State for Auto {
    const NAME: &'static str = "alternatives.auto";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        let told = link::display(ask, &self.name)?;
        Ok(match told.lines().next().is_some_and(|line| line.ends_with(" auto mode")) {
            true => Verdict::in_place(format!("{} already in auto mode", self.name)),
            false => Verdict::Change(()),
        })
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        Outcome::changed(Dict::new(), format!("{} will be put in auto mode", self.name))
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let output = link::change(act, &["--auto", &self.name])?;
        Ok(match output.success() {
            true => Outcome::changed(Dict::from([("result", link::said(&output))]), ""),
            false => Outcome::failed(link::said(&output)),
        })
    }
}

/// Lets a name mean a program.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    /// The name.
    name: Text,
    /// The program.
    path: Text,
}

impl State for Set {
    const NAME: &'static str = "alternatives.set";
    type Plan = ();

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<()>, ModuleError> {
        let (name, path) = (&self.name, &self.path);
        if link::current(ask, name).as_deref() == Some(path.as_ref()) {
            return Ok(Verdict::in_place(format!("Alternative for {name} already set to {path}")));
        }
        Ok(match link::is_known(ask, name, path)? {
            true => Verdict::Change(()),
            false => Verdict::failed(format!("Alternative {path} for {name} doesn't exist")),
        })
    }

    fn describe(&self, _: &Ask<'_>, (): &()) -> Outcome {
        let comment = format!("Alternative for {} will be set to path {}", self.name, self.path);
        Outcome::changed(Dict::new(), comment)
    }

    fn apply(&self, act: &Act<'_>, (): ()) -> Result<Outcome, ModuleError> {
        let (name, path) = (&self.name, &self.path);
        let output = link::change(act, &["--set", name, path])?;
        let current = link::current(&act.ask(), name);
        Ok(match output.success() && current.as_deref() == Some(path.as_ref()) {
            true => Outcome::changed(
                Dict::from([("path", path.0.as_str())]),
                format!("Alternative for {name} set to path {path}"),
            ),
            false => Outcome::failed(format!("Alternative for {name} not updated")),
        })
    }
}
