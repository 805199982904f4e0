//! Which version answers.

use halite_common::{
    value::{Dict, Value},
    version,
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Returns the program's version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Version {}

impl Function for Version {
    const NAME: &'static str = "test.version";
    type Output = &'static str;
    fn call(self, _: &Act<'_>) -> Result<&'static str, ModuleError> {
        Ok(version::PROGRAM)
    }
}

/// Returns the versions of the program and of the system, as text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct Versions {}

impl Function for Versions {
    const NAME: &'static str = "test.versions";
    type Output = String;
    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(report(&information(act)))
    }
}

/// Returns the versions of the program and of the system, as text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct VersionsReport {}

impl Function for VersionsReport {
    const NAME: &'static str = "test.versions_report";
    type Output = String;
    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        Ok(report(&information(act)))
    }
}

/// Returns the versions of the program and of the system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct VersionsInformation {}

impl Function for VersionsInformation {
    const NAME: &'static str = "test.versions_information";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(information(act))
    }
}

fn information(act: &Act<'_>) -> Dict {
    let grains = act.minion.grains();
    let grain = |name: &str| grains.get(name).cloned().unwrap_or_default();
    let dist = ["os", "osrelease", "oscodename"].map(|name| grain(name).to_string()).join(" ").to_lowercase();
    let system = [
        ("dist", dist.into()),
        ("locale", grains.traverse("locale_info:detectedencoding", ":").cloned().unwrap_or_default()),
        ("machine", grain("cpuarch")),
        ("release", grain("kernelrelease")),
        ("system", grain("kernel")),
        ("version", ["osfullname", "osrelease", "oscodename"].map(|n| grain(n).to_string()).join(" ").into()),
    ];
    Dict::from([
        ("Salt Version", Value::Dict(Dict::from([("Halite", version::PROGRAM), ("Salt", version::SALT)]))),
        ("System Versions", Value::Dict(Dict::from(system))),
    ])
}

/// Sections with right-aligned names, as Salt prints them.
fn report(information: &Dict) -> String {
    let sections = || information.values().filter_map(Value::as_dict);
    let names = sections().flat_map(Dict::keys).map(|key| key.to_string().chars().count());
    let width = names.max().unwrap_or(0);
    let mut lines = Vec::new();
    for (title, section) in information {
        lines.push(format!("{title}:"));
        for (name, value) in section.as_dict().into_iter().flatten() {
            let shown = if value.is_null() { "Not Installed".into() } else { value.to_string() };
            lines.push(format!("{:>width$}: {shown}", name.to_string()));
        }
        lines.push(String::new());
    }
    lines.pop();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::report;

    #[test]
    fn the_report_is_aligned() {
        let section = Value::Dict(Dict::from([("a", Value::from("1")), ("long", Value::Null)]));
        let shown = report(&Dict::from([("One", section.clone()), ("Two", section)]));
        let expected = "One:\n   a: 1\nlong: Not Installed\n\nTwo:\n   a: 1\nlong: Not Installed";
        assert_eq!(shown, expected);
    }
}
