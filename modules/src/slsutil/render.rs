//! `slsutil.renderer`.

use std::path::Path;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Renders a template to data, as an SLS file is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renderer {
    /// Path or URL of the template.
    #[serde(default)]
    path: Option<Text>,
    /// The template itself.
    #[serde(default)]
    string: Option<Text>,
    /// The renderers, where the first line names none.
    #[serde(default = "jinja_yaml")]
    default_renderer: Text,
    /// The environment that URLs come from.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Names for the template.
    #[serde(default, rename = "**kwargs")]
    context: Dict,
}

fn jinja_yaml() -> Text {
    "jinja|yaml".into()
}

impl Function for Renderer {
    const NAME: &'static str = "slsutil.renderer";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let (name, text) = match (self.path, self.string) {
            (None, None) => return Err(ModuleError::Usage("Must pass path or string.".into())),
            (Some(_), Some(_)) => {
                return Err(ModuleError::Usage("Must not pass both path and string.".into()));
            }
            (None, Some(string)) => (":string:".to_owned(), string.0),
            (Some(path), None) => {
                let env = self.saltenv.as_deref().unwrap_or(act.minion.saltenv());
                let file = act.minion.cache_file(&path, env)?;
                let file = file.ok_or_else(|| ModuleError::failed(format!("Template {path} not found")))?;
                let bytes = act.host.read(Path::new(&file)).map_err(ModuleError::file("read", &file))?;
                (path.0, String::from_utf8_lossy(&bytes).into_owned())
            }
        };
        // The renderers are those of the first line; so a default becomes one.
        let text = match text.starts_with("#!") {
            true => text,
            false => format!("#!{}\n{text}", self.default_renderer),
        };
        act.minion.render_data(&name, &text, &self.context)
    }
}
