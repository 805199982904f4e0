//! A configuration in force, and how to ask it.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time::Duration,
};

use indexmap::IndexMap;

use super::{Origin, Role, environment, files, options};
use crate::{
    failure::Failure,
    value::{Dict, Value},
};

/// A configuration in force: every option of the program, with its origin.
#[derive(Clone, Debug)]
pub struct Config {
    role: Role,
    dir: PathBuf,
    values: Dict,
    origins: HashMap<String, Origin>,
}

/// Options that are paths below `root_dir`.
const ROOTED: [&str; 8] =
    ["pidfile", "log_file", "audit_log", "pki_dir", "cachedir", "state_dir", "sock_dir", "extension_modules"];

impl Config {
    /// The built-in values of a program.
    pub fn defaults(role: Role) -> Config {
        let dir = PathBuf::from("/etc/halite");
        Config { role, dir, values: options::defaults(role), origins: HashMap::new() }
    }

    /// Reads the configuration of a folder, then the environment, then flags (option, value, flag's name).
    pub fn load(role: Role, dir: &Path, flags: Vec<(String, Value, String)>) -> Result<Config, Failure> {
        let mut config = Config::defaults(role);
        config.dir = dir.to_owned();
        config.values.insert("conf_file", dir.join(role.name()).display().to_string());
        config.values.insert("config_dir", dir.display().to_string());
        let found = files::read(role, dir)?;
        let extra: HashSet<String> = found
            .iter()
            .filter(|(name, ..)| name == "extra_options")
            .flat_map(|(_, value, _)| value.as_list().unwrap_or_default().iter().map(ToString::to_string))
            .collect();
        for (name, value, origin) in &found {
            config.admit(name, value, origin, &extra)?;
        }
        config.take(found);
        for (path, value, origin) in environment::read(role, std::env::vars())? {
            match path.as_slice() {
                [name] => config.admit(name, &value, &origin, &extra)?,
                [name, ..] => config.admit(name, &Value::Dict(Dict::new()), &origin, &extra)?,
                [] => {}
            }
            environment::set(&mut config.values, &path, value);
            config.origins.insert(path[0].clone(), origin);
        }
        for (name, value, flag) in flags {
            config.set(&name, value, Origin::Flag(flag));
        }
        config.root_paths();
        Ok(config)
    }

    /// Reads the configuration of a program that runs elsewhere: one file and what it includes, then flags. This
    /// program's environment is none of its business, and an option that only it knows is no error.
    pub fn of_file(
        role: Role,
        file: Option<&Path>,
        flags: Vec<(String, Value, String)>,
    ) -> Result<Config, Failure> {
        let mut config = Config::defaults(role);
        let found = file.map(files::read_file).transpose()?.unwrap_or_default();
        for (name, value, origin) in &found {
            if let Err(failure) = config.admit(name, value, origin, &HashSet::new()) {
                tracing::warn!(%origin, "{}", failure.message);
            }
        }
        config.take(found);
        for (name, value, flag) in flags {
            config.set(&name, value, Origin::Flag(flag));
        }
        config.root_paths();
        Ok(config)
    }

    /// A dictionary of a file replaces the default one; those of several files are merged.
    fn take(&mut self, found: files::Found) {
        let mut from_files = Dict::new();
        for (name, value, origin) in found {
            files::merge(&mut from_files, &name, value);
            self.origins.insert(name, origin);
        }
        self.values.extend(from_files);
    }

    fn admit(
        &self,
        name: &str,
        value: &Value,
        origin: &Origin,
        extra: &HashSet<String>,
    ) -> Result<(), Failure> {
        // `mysql.user` and kin are settings of modules, which the table does not list.
        if extra.contains(name) || name.contains('.') {
            return Ok(());
        }
        options::check(name, value).map_err(|failure| origin.blame(failure))
    }

    fn root_paths(&mut self) {
        let root = PathBuf::from(self.text("root_dir"));
        if root == Path::new("/") || root.as_os_str().is_empty() {
            return;
        }
        // A socket's path is short by nature, so one that was named stays where it was named.
        let socket = matches!(self.origin("api_socket"), Origin::Default).then_some("api_socket");
        for name in ROOTED.into_iter().chain(socket) {
            let path = PathBuf::from(self.text(name));
            if path.is_absolute() && !path.starts_with(&root) {
                let rooted = root.join(path.strip_prefix("/").unwrap_or(&path));
                self.values.insert(name, rooted.display().to_string());
            }
        }
    }

    /// Sets an option.
    pub fn set(&mut self, name: &str, value: impl Into<Value>, origin: Origin) {
        self.values.insert(name, value);
        self.origins.insert(name.to_owned(), origin);
    }

    /// Which program this is for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The folder that the files were read from.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// All options, as templates see them in `opts`.
    pub fn options(&self) -> &Dict {
        &self.values
    }

    /// Where an option's value came from.
    pub fn origin(&self, name: &str) -> &Origin {
        self.origins.get(name).unwrap_or(&Origin::Default)
    }

    /// Says of a failure that the value of an option is at fault, and where that is written.
    pub fn blame(&self, name: &str, failure: Failure) -> Failure {
        self.origin(name).blame(failure)
    }

    /// The options that are not as they are built in.
    pub(super) fn set_options(&self) -> impl Iterator<Item = &str> {
        self.origins.iter().filter(|(_, origin)| **origin != Origin::Default).map(|(name, _)| name.as_str())
    }

    /// An option's value, `Null` where there is none.
    pub fn get(&self, name: &str) -> &Value {
        self.values.get(name).unwrap_or(&Value::Null)
    }

    /// An option as text, empty where there is none.
    pub fn text(&self, name: &str) -> String {
        match self.get(name) {
            Value::Null => String::new(),
            value => value.to_string(),
        }
    }

    /// An option as a path.
    pub fn path(&self, name: &str) -> PathBuf {
        self.text(name).into()
    }

    /// An option as a switch.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_truthy()
    }

    /// An option as a whole number that is not negative; 0 where there is none.
    pub fn number(&self, name: &str) -> u64 {
        self.get(name).as_float().map_or(0, |n| n.max(0.0) as u64)
    }

    /// An option in seconds.
    pub fn seconds(&self, name: &str) -> Duration {
        Duration::from_secs_f64(self.get(name).as_float().unwrap_or(0.0).clamp(0.0, 1e9))
    }

    /// An option as a list of texts; one text is a list of one.
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Value::Null => Vec::new(),
            Value::List(items) => items.iter().map(ToString::to_string).collect(),
            one => vec![one.to_string()],
        }
    }

    /// Folders by environment: `file_roots` or `pillar_roots`.
    pub fn roots(&self, name: &str) -> IndexMap<String, Vec<PathBuf>> {
        let Some(dict) = self.get(name).as_dict() else { return IndexMap::new() };
        let folders = |value: &Value| match value {
            Value::List(items) => items.iter().map(|item| item.to_string().into()).collect(),
            Value::Null => Vec::new(),
            one => vec![one.to_string().into()],
        };
        dict.iter().map(|(env, value)| (env.to_string(), folders(value))).collect()
    }
}
