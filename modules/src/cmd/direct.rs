//! What holds only for commands that a job asks for by itself: the shell by default, and the black and white lists.

use halite_common::value::Value;
use halite_states::declare::{Ask, ModuleError};

use super::{environment::items, line::CommandLine};

/// Whether the line goes through the shell: as said, else only when called directly or when `cmd_safe` is off.
pub(super) fn python_shell(ask: &Ask<'_>, said: Option<bool>) -> bool {
    said.unwrap_or_else(|| {
        ask.facts.direct() || ask.facts.options().get("cmd_safe").and_then(Value::as_bool) == Some(false)
    })
}

/// Refuses what `cmd_blacklist_glob` names, or what `cmd_whitelist_glob` does not.
pub(super) fn permit(ask: &Ask<'_>, cmd: &CommandLine) -> Result<(), ModuleError> {
    if !ask.facts.direct() {
        return Ok(());
    }
    let options = ask.facts.options();
    let line = cmd.joined();
    let listed = |option: &str| {
        let globs = items(options.get(option));
        let hit = globs.iter().any(|pattern| halite_common::glob::matches(pattern, &line));
        (!globs.is_empty()).then_some(hit)
    };
    if listed("cmd_blacklist_glob") == Some(true) || listed("cmd_whitelist_glob") == Some(false) {
        return Err(ModuleError::failed(format!("The shell command \"{line}\" is not permitted")));
    }
    Ok(())
}
