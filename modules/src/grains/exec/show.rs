//! `grains.items` and `grains.item`, which can blank out what identifies the machine.

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::read::{colon, empty};

/// Returns all grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Items {
    /// Blanks out names and serial numbers.
    #[serde(default)]
    sanitize: bool,
}

impl Function for Items {
    const NAME: &'static str = "grains.items";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut grains = act.minion.grains().as_ref().clone();
        if self.sanitize {
            sanitize(&mut grains);
        }
        Ok(grains)
    }
}

/// Returns grains by name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::grains) struct Item {
    /// Names of the grains; `a:b` leads into nested data.
    #[serde(rename = "*args")]
    args: Vec<Text>,
    /// What to return for those that are not there.
    #[serde(default = "empty")]
    default: Value,
    /// What separates the steps of a name.
    #[serde(default = "colon")]
    delimiter: String,
    /// Blanks out names and serial numbers.
    #[serde(default)]
    sanitize: bool,
}

impl Function for Item {
    const NAME: &'static str = "grains.item";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let grains = act.minion.grains();
        let find = |name: &Text| grains.traverse(name, &self.delimiter).unwrap_or(&self.default).clone();
        let mut found: Dict = self.args.iter().map(|name| (name.0.clone(), find(name))).collect();
        if self.sanitize {
            sanitize(&mut found);
        }
        Ok(found)
    }
}

fn sanitize(grains: &mut Dict) {
    for (key, value) in grains.iter_mut() {
        *value = match key.as_str() {
            Some("serialnumber") => serial(&value.to_string()).into(),
            Some("domain") => "DOMAINNAME".into(),
            Some("fqdn" | "id") => "MINION.DOMAINNAME".into(),
            Some("host" | "localhost" | "nodename") => "MINION".into(),
            _ => continue,
        };
    }
}

/// Blanks out the last quarter.
fn serial(number: &str) -> String {
    let length = number.chars().count();
    let kept = length * 3 / 4;
    number.chars().take(kept).chain(std::iter::repeat_n('X', length - kept)).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    #[test]
    fn what_identifies_is_blanked_out() {
        let mut grains = Dict::from([("serialnumber", "ABCDEFGHI"), ("fqdn", "a.b"), ("os", "Debian")]);
        super::sanitize(&mut grains);
        let expected = "{'serialnumber': 'ABCDEFXXX', 'fqdn': 'MINION.DOMAINNAME', 'os': 'Debian'}";
        assert_eq!(Value::Dict(grains).repr(), expected);
    }
}
