//! What the file server has: `cp.list_master`, `cp.list_states` and kin.

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// The environment asked for, or the minion's.
pub(super) fn env<'a>(act: &'a Act<'_>, saltenv: Option<&'a Text>) -> &'a str {
    saltenv.map(|env| env.0.as_str()).filter(|env| !env.is_empty()).unwrap_or(act.minion.saltenv())
}

fn with_prefix(paths: Vec<String>, prefix: &str) -> Vec<String> {
    let prefix = prefix.strip_prefix("salt://").unwrap_or(prefix).trim_start_matches('/');
    paths.into_iter().filter(|path| path.starts_with(prefix)).collect()
}

/// Lists the environments of the file server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Envs {}

impl Function for Envs {
    const NAME: &'static str = "cp.envs";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        act.minion.environments()
    }
}

/// Lists the files of the file server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListMaster {
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Only paths that begin like this.
    #[serde(default)]
    prefix: Text,
}

impl Function for ListMaster {
    const NAME: &'static str = "cp.list_master";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        Ok(with_prefix(act.minion.list_files(env(act, self.saltenv.as_ref()))?, &self.prefix))
    }
}

/// Lists the folders of the file server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListMasterDirs {
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Only paths that begin like this.
    #[serde(default)]
    prefix: Text,
}

impl Function for ListMasterDirs {
    const NAME: &'static str = "cp.list_master_dirs";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        Ok(with_prefix(act.minion.list_dirs(env(act, self.saltenv.as_ref()))?, &self.prefix))
    }
}

/// Lists the symbolic links of the file server, with their targets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListMasterSymlinks {
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
    /// Only paths that begin like this.
    #[serde(default)]
    prefix: Text,
}

impl Function for ListMasterSymlinks {
    const NAME: &'static str = "cp.list_master_symlinks";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let links = act.minion.list_links(env(act, self.saltenv.as_ref()))?;
        let prefix = self.prefix.strip_prefix("salt://").unwrap_or(&self.prefix).to_owned();
        Ok(links.into_iter().filter(|(path, _)| path.starts_with(&prefix)).collect())
    }
}

/// Lists the SLS files of the file server, as they are written in a top file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListStates {
    /// The environment.
    #[serde(default)]
    saltenv: Option<Text>,
}

impl Function for ListStates {
    const NAME: &'static str = "cp.list_states";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let files = act.minion.list_files(env(act, self.saltenv.as_ref()))?;
        let mut names: Vec<String> = files.iter().filter_map(|path| sls_name(path)).collect();
        names.sort();
        Ok(names)
    }
}

fn sls_name(path: &str) -> Option<String> {
    let name = path.strip_suffix(".sls")?;
    let name = name.strip_suffix("/init").unwrap_or(name);
    Some(name.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::{sls_name, with_prefix};

    #[test]
    fn names_of_sls_files() {
        for (path, expected) in [
            ("nginx/init.sls", Some("nginx")),
            ("nginx/conf.sls", Some("nginx.conf")),
            ("top.sls", Some("top")),
            ("nginx/nginx.conf", None),
        ] {
            assert_eq!(sls_name(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn prefixes() {
        let paths = vec!["a/b".to_owned(), "c".to_owned()];
        assert_eq!(with_prefix(paths.clone(), "salt://a/"), ["a/b"]);
        assert_eq!(with_prefix(paths, ""), ["a/b", "c"]);
    }
}
