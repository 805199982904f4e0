//! From a file to a value.

use std::{fs::File, io::Read, path::Path};

use halite_common::{
    declare::Text,
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use halite_render::{Renderers, Template, render};

use super::{super::declare::Refused, FileTree};
use crate::run::{MAX_SLS, Run};

impl FileTree {
    /// What a file says; nothing if it cannot be read.
    pub(super) fn content(
        &self,
        path: &Path,
        keeps_newline: bool,
        run: &Run<'_>,
    ) -> Result<Option<Value>, Refused> {
        let mut bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(path = %path.display(), "file_tree: Error reading: {error}");
                return Ok(None);
            }
        };
        if !keeps_newline && bytes.ends_with(b"\n") {
            bytes.pop();
        }
        if self.template { self.rendered(path, bytes, run).map(Some) } else { Ok(Some(Value::Bytes(bytes))) }
    }

    fn rendered(&self, path: &Path, bytes: Vec<u8>, run: &Run<'_>) -> Result<Value, Refused> {
        let name = path.display().to_string();
        let told = "Rendering a file failed. Please see master log for details.";
        let text = String::from_utf8(bytes)
            .map_err(|_| Refused::secret(told, format!("{name} is to be rendered, and is no UTF-8")))?;
        let list = |names: &Option<Vec<Text>>| names.iter().flatten().map(ToString::to_string).collect();
        let asks = text.starts_with("#!") && !text.starts_with("#!/");
        if self.render_default.is_none() && !asks {
            return Ok(Dict::new().into());
        }
        let renderers = Renderers {
            default: self.render_default.as_ref().map(ToString::to_string).unwrap_or_default(),
            whitelist: list(&self.renderer_whitelist),
            blacklist: list(&self.renderer_blacklist),
            ..run.compiler.settings.renderers.clone()
        };
        let rendered = render(&Template::of_text(&name, text), &run.base, &renderers);
        rendered.map(|rendered| rendered.value).map_err(|error| {
            let failure: Failure = error.failure(Kind::Pillar);
            let told = if run.compiler.settings.safe_errors { told.to_owned() } else { error.salt_text() };
            Refused { told, failure }
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_SLS + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_SLS {
        return Err(format!("it is larger than {} MiB", MAX_SLS >> 20));
    }
    Ok(bytes)
}
