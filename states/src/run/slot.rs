//! Slots: arguments that are computed when the state runs, `__slot__:salt:mod.fun(arg, key=value).path ~ text`.

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use tracing::warn;

use super::words;
use crate::declare::{Minion, ModuleError};

const SLOT: &str = "__slot__:";

/// Replaces the slots among arguments, in lists of them, and one level into dictionaries.
pub(super) fn fill(arguments: &mut Dict, minion: &dyn Minion) -> Result<(), ModuleError> {
    for (_, value) in arguments.iter_mut() {
        match value {
            Value::Dict(dict) => fill_members(dict, minion)?,
            Value::List(items) => {
                for item in items {
                    match item {
                        Value::Dict(dict) => fill_members(dict, minion)?,
                        other => fill_one(other, minion)?,
                    }
                }
            }
            other => fill_one(other, minion)?,
        }
    }
    Ok(())
}

fn fill_members(dict: &mut Dict, minion: &dyn Minion) -> Result<(), ModuleError> {
    dict.iter_mut().try_for_each(|(_, value)| fill_one(value, minion))
}

fn fill_one(value: &mut Value, minion: &dyn Minion) -> Result<(), ModuleError> {
    let slot = match value {
        Value::Str(text) if text.starts_with(SLOT) => text.clone(),
        _ => return Ok(()),
    };
    match Slot::parse(&slot) {
        Some(slot) if minion.registry().function(&slot.function).is_some() => *value = slot.call(minion)?,
        _ => warn!(%slot, "malformed slot"),
    }
    Ok(())
}

#[derive(Debug, PartialEq)]
struct Slot {
    function: String,
    arguments: Arguments,
    path: Option<String>,
    append: Option<String>,
}

impl Slot {
    fn parse(slot: &str) -> Option<Slot> {
        let code = slot.strip_prefix(SLOT)?.strip_prefix("salt:")?;
        let (function, arguments) = words::call(code)?;
        let (text, append) = match code.split_once('~') {
            Some((text, append)) => (text, Some(unquoted(append.trim()).to_owned())),
            None => (code, None),
        };
        let behind = text.rfind(')').map_or("", |end| &text[end + 1..]);
        let path = behind.split_once('.').map(|(_, path)| path.trim().to_owned());
        Some(Slot { function, arguments, path, append })
    }

    fn call(self, minion: &dyn Minion) -> Result<Value, ModuleError> {
        let mut value = minion.call(&self.function, self.arguments)?;
        if let Some(path) = &self.path {
            value = value.traverse(path, ".").cloned().unwrap_or_default();
        }
        if let Some(append) = &self.append {
            match &mut value {
                Value::Str(text) => text.push_str(append),
                _ => warn!("nothing is appended to a slot's result that is no text"),
            }
        }
        Ok(value)
    }
}

fn unquoted(text: &str) -> &str {
    let bare = ['"', '\''].into_iter().find_map(|q| text.strip_prefix(q)?.strip_suffix(q));
    bare.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::Slot;

    #[test]
    fn slots_are_read() {
        let check = |slot: &str, expected: &str| {
            let shown = Slot::parse(slot).map(|slot| {
                let Slot { function, arguments, path, append } = slot;
                let counts = (arguments.positional.len(), arguments.named.len());
                format!("{function} {counts:?} {} ~{}", path.unwrap_or_default(), append.unwrap_or_default())
            });
            assert_eq!(shown.unwrap_or_default(), expected);
        };
        check("__slot__:salt:test.echo(hello)", "test.echo (1, 0)  ~");
        check("__slot__:salt:test.arg('a, b', x=\"1\").kwargs.x ~ /tail", "test.arg (1, 1) kwargs.x ~/tail");
        check("__slot__:salt:test.echo(a) ~ \" b\"", "test.echo (1, 0)  ~ b");
        check("__slot__:pillar:x", "");
        check("__slot__:salt:test.echo", "");
    }
}
