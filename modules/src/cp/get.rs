//! Files put on this machine: `cp.get_file`, `cp.get_dir`, `cp.get_url`, `cp.get_template`, `cp.get_file_str`.

use std::path::{Path, PathBuf};

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError, RenderFile},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::list::env;
use crate::file::make_folders;

fn jinja() -> Text {
    "jinja".into()
}

/// Path and destination, rendered as templates if asked.
fn names(
    act: &Act<'_>,
    path: &str,
    dest: &str,
    template: Option<&Text>,
    env: &str,
) -> Result<(String, String), ModuleError> {
    let Some(engine) = template else { return Ok((path.to_owned(), dest.to_owned())) };
    let render = |text: &str| {
        let request = RenderFile { source: text, text, engine, saltenv: env, context: Dict::new() };
        act.minion.render(&request).map(|text| text.trim().to_owned())
    };
    Ok((render(path)?, render(dest)?))
}

/// Puts a fetched file at its destination, and gives the path; into a folder if one is there.
fn put(
    act: &Act<'_>,
    from: &Path,
    dest: &str,
    url: &str,
    makedirs: bool,
) -> Result<Option<String>, ModuleError> {
    let mut to = PathBuf::from(dest);
    if dest.ends_with('/') || act.host.is_dir(&to) {
        to.push(url.rsplit('/').next().unwrap_or_default());
    }
    let folder = to.parent().unwrap_or(Path::new("/"));
    if !act.host.is_dir(folder) {
        if !makedirs {
            return Ok(None);
        }
        make_folders(act, folder)?;
    }
    act.host.copy(from, &to, &WriteOptions::default()).map_err(ModuleError::file("write", &to))?;
    Ok(Some(to.display().to_string()))
}

/// Puts a file of the file server on this machine, and gives its path; empty where there is no such file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetFile {
    /// `salt://…`.
    path: Text,
    /// Where to put it: a file, or a folder.
    dest: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
    /// Renders path and destination with this engine.
    #[serde(default)]
    template: Option<Text>,
    /// Taken for Salt's sake; what travels is packed anyway.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    gzip: Value,
}

impl Function for GetFile {
    const NAME: &'static str = "cp.get_file";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let (path, dest) = names(act, &self.path, &self.dest, self.template.as_ref(), env)?;
        let Some(copy) = act.minion.cache_file(&path, env)? else { return Ok(String::new()) };
        Ok(put(act, &copy, &dest, path.split('?').next().unwrap_or(&path), self.makedirs)?
            .unwrap_or_default())
    }
}

/// Puts a folder of the file server on this machine, with all in it, and gives the paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetDir {
    /// `salt://…`.
    path: Text,
    /// The folder to put it in.
    dest: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Renders path and destination with this engine.
    #[serde(default)]
    template: Option<Text>,
    /// Taken for Salt's sake; what travels is packed anyway.
    #[serde(default)]
    #[expect(dead_code, reason = "an argument that changes nothing here")]
    gzip: Value,
}

impl Function for GetDir {
    const NAME: &'static str = "cp.get_dir";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let (path, dest) = names(act, &self.path, &self.dest, self.template.as_ref(), env)?;
        let folder = path.strip_prefix("salt://").unwrap_or(&path).trim_matches('/').to_owned();
        // The folder itself is put there too, as `cp -r` does.
        let above = folder.rsplit_once('/').map(|(above, _)| format!("{above}/")).unwrap_or_default();
        let mut done = Vec::new();
        for file in act.minion.list_files(env)? {
            if !file.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/')) {
                continue;
            }
            let Some(copy) = act.minion.cache_file(&format!("salt://{file}"), env)? else { continue };
            let to = format!("{}/{}", dest.trim_end_matches('/'), file.strip_prefix(&above).unwrap_or(&file));
            done.extend(put(act, &copy, &to, &file, true)?);
        }
        Ok(done)
    }
}

/// Fetches a file by URL, and gives its path or, with `dest=None`, its text; false where there is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetUrl {
    /// `salt://…`, a path, or http(s).
    path: Text,
    /// Where to put it; empty leaves it in the cache.
    #[serde(default = "empty")]
    dest: Value,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
    /// Taken for Salt's sake: what is fetched by http(s) is fetched each time.
    #[serde(default, rename = "source_hash")]
    _source_hash: Option<Text>,
}

fn empty() -> Value {
    "".into()
}

impl Function for GetUrl {
    const NAME: &'static str = "cp.get_url";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let Some(copy) = act.minion.cache_file(&self.path, env)? else { return Ok(false.into()) };
        match &self.dest {
            Value::Str(dest) if dest.is_empty() => Ok(copy.display().to_string().into()),
            Value::Str(dest) => {
                let url = self.path.split('?').next().unwrap_or(&self.path);
                Ok(put(act, &copy, dest, url, self.makedirs)?.map_or("".into(), Value::from))
            }
            _ => text(act, &copy),
        }
    }
}

fn text(act: &Act<'_>, path: &Path) -> Result<Value, ModuleError> {
    let bytes = act.host.read(path).map_err(ModuleError::file("read", path))?;
    Ok(String::from_utf8(bytes).map_or_else(|error| Value::Bytes(error.into_bytes()), Value::from))
}

/// Gives the text of a file of the file server; false where there is no such file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetFileStr {
    /// `salt://…`, a path, or http(s).
    path: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for GetFileStr {
    const NAME: &'static str = "cp.get_file_str";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        match act.minion.cache_file(&self.path, env(act, self.saltenv.as_ref()))? {
            Some(copy) => text(act, &copy),
            None => Ok(false.into()),
        }
    }
}

/// Renders a template of the file server onto this machine, and gives its path; empty where there is no such template.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetTemplate {
    /// `salt://…`.
    path: Text,
    /// Where to put it.
    dest: Text,
    /// The engine.
    #[serde(default = "jinja")]
    template: Text,
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Makes the folders above it.
    #[serde(default)]
    makedirs: bool,
    /// Names for the template.
    #[serde(default)]
    context: Dict,
    /// More names for the template.
    #[serde(default, rename = "**kwargs")]
    more: Dict,
}

impl Function for GetTemplate {
    const NAME: &'static str = "cp.get_template";
    type Output = String;

    fn call(self, act: &Act<'_>) -> Result<String, ModuleError> {
        let env = env(act, self.saltenv.as_ref());
        let Some(copy) = act.minion.cache_file(&self.path, env)? else { return Ok(String::new()) };
        let bytes = act.host.read(&copy).map_err(ModuleError::file("read", &copy))?;
        let mut context = self.more;
        context.extend(self.context);
        let request = RenderFile {
            source: &self.path,
            text: &String::from_utf8_lossy(&bytes),
            engine: &self.template,
            saltenv: env,
            context,
        };
        let rendered = act.minion.render(&request)?;
        let to = Path::new(&self.dest.0);
        let folder = to.parent().unwrap_or(Path::new("/"));
        if !act.host.is_dir(folder) {
            if !self.makedirs {
                return Ok(String::new());
            }
            make_folders(act, folder)?;
        }
        let written = act.host.write(to, rendered.as_bytes(), &WriteOptions::default());
        written.map_err(ModuleError::file("write", to))?;
        Ok(self.dest.0)
    }
}
