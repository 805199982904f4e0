//! A minion that knows its grains and what it is told to remember, and nothing else.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Facts, Minion, ModuleError, Progress, Refresh, Registry, RenderFile};

use super::{FakeHost, REGISTRY};

/// The minion. What it is asked to do, it notes.
#[derive(Clone, Default)]
pub(crate) struct FakeMinion {
    pub(crate) grains: Arc<Dict>,
    pub(crate) options: Arc<Dict>,
    pub(crate) test: bool,
    pub(crate) noted: Arc<Mutex<Vec<String>>>,
}

impl FakeMinion {
    fn note(&self, what: String) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

fn no<T>() -> Result<T, ModuleError> {
    Err(ModuleError::failed("the fake minion cannot do that"))
}

impl Facts for FakeMinion {
    fn id(&self) -> &str {
        "m1"
    }
    fn grains(&self) -> Arc<Dict> {
        Arc::clone(&self.grains)
    }
    fn pillar(&self) -> Arc<Dict> {
        Arc::default()
    }
    fn options(&self) -> Arc<Dict> {
        Arc::clone(&self.options)
    }
    fn saltenv(&self) -> &str {
        "base"
    }
    fn environments(&self) -> Result<Vec<String>, ModuleError> {
        no()
    }
    fn cache_file(&self, _: &str, _: &str) -> Result<Option<PathBuf>, ModuleError> {
        no()
    }
    fn file_hash(&self, _: &str, _: &str) -> Result<Option<(String, String)>, ModuleError> {
        no()
    }
    fn list_files(&self, _: &str) -> Result<Vec<String>, ModuleError> {
        no()
    }
    fn list_dirs(&self, _: &str) -> Result<Vec<String>, ModuleError> {
        no()
    }
    fn list_links(&self, _: &str) -> Result<Vec<(String, String)>, ModuleError> {
        no()
    }
    fn render(&self, _: &RenderFile<'_>) -> Result<String, ModuleError> {
        no()
    }
    fn render_data(&self, _: &str, _: &str, _: &Dict) -> Result<Value, ModuleError> {
        no()
    }
    fn test(&self) -> bool {
        self.test
    }
    fn cache_dir(&self) -> PathBuf {
        PathBuf::new()
    }
    fn jid(&self) -> Option<String> {
        Some("20260101000000000000".into())
    }
    fn registry(&self) -> Registry {
        REGISTRY
    }
}

impl Minion for FakeMinion {
    fn call(&self, function: &str, arguments: Arguments) -> Result<Value, ModuleError> {
        let entry = REGISTRY.function(function).ok_or_else(|| ModuleError::NoFunction(function.into()))?;
        (entry.call)(&Act { host: &FakeHost, minion: self, chunk: None }, arguments)
    }
    fn fire(&self, tag: &str, data: Value) -> Result<(), ModuleError> {
        let comment = data.traverse("ret:comment", ":").map(ToString::to_string).unwrap_or_default();
        self.note(format!("{tag} {comment}"));
        Ok(())
    }
    fn progress(&self, progress: &Progress<'_>) {
        self.note(format!("{}/{} {}", progress.done, progress.total, progress.current));
    }
    fn refresh(&self, what: Refresh) -> Result<(), ModuleError> {
        self.note(format!("refresh {what:?}"));
        Ok(())
    }
    fn compile_pillar(&self, _: &Dict, _: Option<&str>) -> Result<Dict, ModuleError> {
        no()
    }
    fn with(&self, _: Option<Dict>, _: Option<&str>, test: Option<bool>) -> Arc<dyn Minion> {
        Arc::new(FakeMinion { test: test.unwrap_or(self.test), ..self.clone() })
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
