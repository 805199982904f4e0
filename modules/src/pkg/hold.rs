//! Packages that are to stay as they are.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Act, Ask, ModuleError};

use super::provider::{self, Picks, Provider};

/// What came of holding one package, or of letting it go.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    /// The package.
    pub name: String,
    /// Its old and new mark.
    pub changes: Dict,
    /// `None` in test mode where something would change.
    pub result: Option<bool>,
    /// What to tell.
    pub comment: String,
}

impl Held {
    /// As `pkg.hold` returns it.
    pub(super) fn as_dict(&self) -> Dict {
        Dict::from([
            ("name", Value::from(self.name.as_str())),
            ("changes", self.changes.clone().into()),
            ("result", self.result.into()),
            ("comment", self.comment.as_str().into()),
        ])
    }
}

/// All results as one dictionary by name.
pub(super) fn as_dict(results: &[Held]) -> Dict {
    results.iter().map(|held| (held.name.clone(), held.as_dict())).collect()
}

/// The packages that are held.
pub(super) fn held(ask: &Ask<'_>) -> Result<Vec<String>, ModuleError> {
    Ok(provider::of(ask)?.marks(ask, None)?.remove("hold").unwrap_or_default())
}

/// What would come of holding a package (or of letting it go); `None` for the changes to be made.
pub(super) fn look(ask: &Ask<'_>, name: &str, on: bool) -> Result<Held, ModuleError> {
    let provider = provider::of(ask)?;
    let marks = provider.marks(ask, Some(name))?;
    let is_held = marks.contains_key("hold");
    let held =
        |result, comment: String| Held { name: name.to_owned(), changes: Dict::new(), result, comment };
    Ok(match (on, is_held) {
        (true, true) => held(Some(true), format!("Package {name} is already set to be held.")),
        (true, false) => held(None, format!("Package {name} is set to be held.")),
        (false, _) if marks.is_empty() => held(Some(false), format!("Package {name} does not have a state.")),
        (false, true) => held(None, format!("Package {name} is set not to be held.")),
        (false, false) => held(Some(true), format!("Package {name} is already set not to be held.")),
    })
}

/// Holds a package, or lets it go.
pub(super) fn set(act: &Act<'_>, name: &str, on: bool) -> Result<Held, ModuleError> {
    let ask = act.ask();
    let seen = look(&ask, name, on)?;
    if seen.result.is_some() || ask.facts.test() {
        return Ok(seen);
    }
    let provider = provider::of(&ask)?;
    let old = provider.marks(&ask, Some(name))?.into_keys().next();
    let new = if on { "hold" } else { "install" };
    let done = provider.mark(act, &[name.to_owned()], new)?;
    let comment = match (done, on) {
        (true, true) => format!("Package {name} is now being held."),
        (true, false) => format!("Package {name} is no longer being held."),
        (false, _) => format!("failed to set state {new} for package {name}"),
    };
    let changes = Dict::from([("old", Value::from(old)), ("new", new.into())]);
    Ok(Held { changes: if done { changes } else { Dict::new() }, result: Some(done), comment, ..seen })
}

/// Lets go of what is held and is to be installed; gives back the names, to be held again.
pub(super) fn release(
    act: &Act<'_>,
    provider: &dyn Provider,
    picks: &Picks,
) -> Result<Vec<String>, ModuleError> {
    let held = held(&act.ask())?;
    let targeted = picks.install.iter().chain(&picks.downgrade).chain(&picks.reinstall);
    let names: Vec<String> =
        targeted.map(|pick| pick.name.clone()).filter(|name| held.contains(name)).collect();
    if !names.is_empty() {
        provider.mark(act, &names, "install")?;
    }
    Ok(names)
}
