//! [`Minion`]: a made-up minion, with the grains, pillar and files that a test gives it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Facts, ModuleError, Progress, Refresh, Registry, RenderFile},
    host::Probe,
};

use super::{Content, Machine};

const CACHE: &str = "/var/cache/salt/minion/files";

/// A made-up minion on a made-up machine.
#[derive(Clone)]
pub struct Minion {
    machine: Arc<Machine>,
    /// Its grains.
    pub grains: Arc<Dict>,
    /// Its pillar.
    pub pillar: Arc<Dict>,
    /// Its configuration.
    pub options: Arc<Dict>,
    /// Whether runs are in test mode.
    pub test: bool,
    files: BTreeMap<String, Vec<u8>>,
    events: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Minion {
    /// A minion with empty grains and pillar.
    pub fn new(machine: Arc<Machine>) -> Minion {
        Minion {
            machine,
            grains: Arc::default(),
            pillar: Arc::default(),
            options: Arc::default(),
            test: false,
            files: BTreeMap::new(),
            events: Arc::default(),
        }
    }

    /// Puts a file on the master's file server, by its path without `salt://`.
    #[must_use]
    pub fn serve(mut self, path: &str, text: impl AsRef<[u8]>) -> Minion {
        self.machine.disk().place(&cached(path), Content::File(text.as_ref().into()), 0o644);
        self.files.insert(path.into(), text.as_ref().into());
        self
    }

    /// Events fired so far, as tag and data.
    pub fn events(&self) -> Vec<(String, Value)> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn served<'a>(&self, url: &'a str) -> Option<&'a str> {
        let path = url.strip_prefix("salt://")?;
        let path = path.split('?').next().unwrap_or(path);
        self.files.contains_key(path).then_some(path)
    }
}

fn cached(path: &str) -> PathBuf {
    Path::new(CACHE).join("base").join(path)
}

impl Facts for Minion {
    fn id(&self) -> &str {
        "fake"
    }

    fn grains(&self) -> Arc<Dict> {
        let Some(conf) = self.options.get("conf_file").and_then(Value::as_str) else {
            return self.grains.clone();
        };
        // As a real minion does, it knows the grains in the file beside its configuration.
        let bytes = self.machine.read(&Path::new(conf).with_file_name("grains")).unwrap_or_default();
        let stored = halite_common::yaml::load(&String::from_utf8_lossy(&bytes)).ok();
        let mut grains = Dict::clone(&self.grains);
        grains.extend(stored.and_then(|document| document.value.into_dict()).unwrap_or_default());
        Arc::new(grains)
    }

    fn pillar(&self) -> Arc<Dict> {
        self.pillar.clone()
    }

    fn options(&self) -> Arc<Dict> {
        self.options.clone()
    }

    fn saltenv(&self) -> &str {
        "base"
    }

    fn environments(&self) -> Result<Vec<String>, ModuleError> {
        Ok(vec!["base".into()])
    }

    fn cache_file(&self, url: &str, _: &str) -> Result<Option<PathBuf>, ModuleError> {
        if url.starts_with('/') {
            return Ok(self.machine.disk().read(Path::new(url)).is_ok().then(|| url.into()));
        }
        Ok(self.served(url).map(cached))
    }

    fn file_hash(&self, url: &str, _: &str) -> Result<Option<(String, String)>, ModuleError> {
        let Some(content) = self.served(url).and_then(|path| self.files.get(path)) else { return Ok(None) };
        let digest = ring::digest::digest(&ring::digest::SHA256, content);
        let hex = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Some(("sha256".into(), hex)))
    }

    fn list_files(&self, _: &str) -> Result<Vec<String>, ModuleError> {
        Ok(self.files.keys().cloned().collect())
    }

    fn list_dirs(&self, _: &str) -> Result<Vec<String>, ModuleError> {
        let above = |path: &String| Path::new(path).ancestors().skip(1).map(Path::to_path_buf).collect();
        let mut dirs: Vec<PathBuf> =
            self.files.keys().flat_map(|path| -> Vec<PathBuf> { above(path) }).collect();
        dirs.sort();
        dirs.dedup();
        let named = dirs.into_iter().filter(|dir| !dir.as_os_str().is_empty());
        Ok(named.map(|dir| dir.display().to_string()).collect())
    }

    fn list_links(&self, _: &str) -> Result<Vec<(String, String)>, ModuleError> {
        Ok(Vec::new())
    }

    /// Only puts the context's values where `{{ name }}` stands: scenarios test modules, not Jinja.
    fn render(&self, request: &RenderFile<'_>) -> Result<String, ModuleError> {
        let mut text = request.text.to_owned();
        for (key, value) in &request.context {
            text = text.replace(&format!("{{{{ {key} }}}}"), &value.to_string());
        }
        Ok(text)
    }

    fn render_data(&self, name: &str, text: &str, _: &Dict) -> Result<Value, ModuleError> {
        Value::from_json(text).map_err(|error| ModuleError::failed(format!("{name}: {error}")))
    }

    fn test(&self) -> bool {
        self.test
    }

    fn cache_dir(&self) -> PathBuf {
        "/var/cache/salt/minion".into()
    }

    fn jid(&self) -> Option<String> {
        Some("20261120093000123456".into())
    }

    fn registry(&self) -> Registry {
        crate::REGISTRY
    }
}

impl halite_states::declare::Minion for Minion {
    fn call(&self, function: &str, arguments: Arguments) -> Result<Value, ModuleError> {
        let entry =
            self.registry().function(function).ok_or_else(|| ModuleError::NoFunction(function.into()))?;
        let act = Act { host: &*self.machine, minion: self, chunk: None };
        (entry.call)(&act, arguments)
    }

    fn fire(&self, tag: &str, data: Value) -> Result<(), ModuleError> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push((tag.into(), data));
        Ok(())
    }

    fn progress(&self, _: &Progress<'_>) {}

    fn refresh(&self, _: Refresh) -> Result<(), ModuleError> {
        Ok(())
    }

    fn compile_pillar(&self, overrides: &Dict, _: Option<&str>) -> Result<Dict, ModuleError> {
        let mut pillar = Dict::clone(&self.pillar);
        pillar.extend(overrides.clone());
        Ok(pillar)
    }

    fn with(
        &self,
        pillar: Option<Dict>,
        _: Option<&str>,
        test: Option<bool>,
    ) -> Arc<dyn halite_states::declare::Minion> {
        let mut other = self.clone();
        other.pillar = pillar.map_or(other.pillar, Arc::new);
        other.test = test.unwrap_or(other.test);
        Arc::new(other)
    }

    fn running(&self) -> Vec<Dict> {
        Vec::new()
    }

    fn signal(&self, _: &str, _: i32) -> Option<Vec<u32>> {
        None
    }

    fn set_retcode(&self, _: i32) {}
    fn set_failures(&self, _: &[halite_common::failure::Failure]) {}

    fn take_turn(&self, _: bool) -> Result<Box<dyn Send>, ModuleError> {
        Ok(Box::new(()))
    }

    fn as_facts(&self) -> &dyn Facts {
        self
    }
}
