//! The folder of a new subject.

use std::{fs, path::Path};

/// Makes `modules/src/NAME` with a first function, and says which two lines to add.
pub(crate) fn run(name: &str) -> Result<String, String> {
    let good =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    if !good {
        return Err(format!("`{name}` is no module name: small letters, digits and underscores"));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    let dir = root.join("modules/src").join(name);
    fs::create_dir(&dir).map_err(|error| format!("could not make {}: {error}", dir.display()))?;
    for (file, text) in [("mod.rs", MOD), ("exec.rs", EXEC)] {
        let text = text.replace("NAME", name);
        fs::write(dir.join(file), text).map_err(|error| format!("could not write {file}: {error}"))?;
    }
    Ok(format!(
        "made {}; now add to modules/src/lib.rs:\n\n    mod {name};\n    {name}::MODULE,\n",
        dir.display()
    ))
}

const MOD: &str = "\
//! Say what `NAME` is about.

mod exec;

use halite_states::declare::{Module, function};

/// What the subject offers.
pub(crate) const MODULE: Module =
    Module { name: \"NAME\", functions: &[function::<exec::Get>()], states: &[] };
";

const EXEC: &str = "\
//! Execution functions: `NAME.*`.

use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Say what it does.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Get {}

impl Function for Get {
    const NAME: &'static str = \"NAME.get\";
    type Output = bool;

    fn call(self, _: &Act<'_>) -> Result<bool, ModuleError> {
        Ok(true)
    }
}
";
