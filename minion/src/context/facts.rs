//! The questions that modules may ask the minion.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use halite_common::{
    failure::Failure,
    value::{Dict, Value},
};
use halite_modules::{REGISTRY, download};
use halite_states::{
    declare::{Facts, ModuleError, Registry, RenderFile},
    source::SlsSource,
};

use super::{Run, files::Url, templates};

impl Run {
    fn resolved<'a>(&self, url: &'a str, saltenv: &str) -> Option<(Url<'a>, String)> {
        let url = Url::parse(url)?;
        let chosen = match &url {
            Url::Salt { saltenv: Some(named), .. } => named,
            _ if saltenv.is_empty() => self.saltenv.as_str(),
            _ => saltenv,
        };
        let chosen = chosen.to_owned();
        Some((url, chosen))
    }
}

fn failed(failure: Failure) -> ModuleError {
    ModuleError::Failure(failure)
}

impl Facts for Run {
    fn id(&self) -> &str {
        self.home.id.as_str()
    }

    fn grains(&self) -> Arc<Dict> {
        self.home.grains()
    }

    fn pillar(&self) -> Arc<Dict> {
        self.pillar.clone().unwrap_or_else(|| self.home.pillar())
    }

    fn options(&self) -> Arc<Dict> {
        Arc::clone(&self.home.options)
    }

    fn saltenv(&self) -> &str {
        &self.saltenv
    }

    fn environments(&self) -> Result<Vec<String>, ModuleError> {
        self.home.files.environments().map_err(failed)
    }

    fn cache_file(&self, url: &str, saltenv: &str) -> Result<Option<PathBuf>, ModuleError> {
        match self.resolved(url, saltenv) {
            None => Ok(None),
            Some((Url::Salt { path, .. }, env)) => self.home.files.fetch(&env, path).map_err(failed),
            Some((Url::Path(path), _)) => {
                let path = PathBuf::from(path);
                self.watch.look_at("looks at", &path).map_err(ModuleError::file("look at", &path))?;
                Ok(Some(path).filter(|path| path.is_file()))
            }
            Some((Url::Web(url), env)) => {
                self.watch
                    .look(|| format!("fetches {url}"))
                    .map_err(|error| ModuleError::Failed(error.to_string()))?;
                let path = download::cached_path(&self.cache_dir(), &env, url);
                let bundle = self.home.options.get("ca_bundle").and_then(Value::as_str);
                match download::fetch(url, &path, bundle) {
                    Ok(()) => Ok(Some(path)),
                    Err(error) => Err(ModuleError::Failed(error.to_string())),
                }
            }
        }
    }

    fn cached_file(&self, url: &str, saltenv: &str) -> Option<PathBuf> {
        let path = match self.resolved(url, saltenv)? {
            (Url::Web(url), env) => download::cached_path(&self.cache_dir(), &env, url),
            (Url::Path(path), _) => PathBuf::from(path),
            (Url::Salt { path, .. }, env) => self.home.files.fetch(&env, path).ok().flatten()?,
        };
        self.watch.look_at("looks at", &path).ok()?;
        Some(path).filter(|path| path.is_file())
    }

    fn file_hash(&self, url: &str, saltenv: &str) -> Result<Option<(String, String)>, ModuleError> {
        let Some((Url::Salt { path, .. }, env)) = self.resolved(url, saltenv) else { return Ok(None) };
        let hash = self.home.files.hash(&env, path).map_err(failed)?;
        Ok(hash.map(|hash| ("sha256".into(), hash.iter().map(|byte| format!("{byte:02x}")).collect())))
    }

    fn file_mode(&self, url: &str, saltenv: &str) -> Result<Option<u32>, ModuleError> {
        let Some((Url::Salt { path, .. }, env)) = self.resolved(url, saltenv) else { return Ok(None) };
        self.home.files.mode(&env, path).map_err(failed)
    }

    fn list_files(&self, saltenv: &str) -> Result<Vec<String>, ModuleError> {
        Ok(self.home.files.list(saltenv).map_err(failed)?.files.keys().cloned().collect())
    }

    fn list_dirs(&self, saltenv: &str) -> Result<Vec<String>, ModuleError> {
        Ok(self.home.files.list(saltenv).map_err(failed)?.dirs.iter().cloned().collect())
    }

    fn list_links(&self, saltenv: &str) -> Result<Vec<(String, String)>, ModuleError> {
        let listing = self.home.files.list(saltenv).map_err(failed)?;
        Ok(listing.links.iter().map(|(path, target)| (path.clone(), target.clone())).collect())
    }

    fn render(&self, request: &RenderFile<'_>) -> Result<String, ModuleError> {
        templates::render_file(self, request)
    }

    fn render_data(&self, name: &str, text: &str, context: &Dict) -> Result<Value, ModuleError> {
        templates::render_data(self, name, text, context)
    }

    fn test(&self) -> bool {
        self.test
    }

    fn cache_dir(&self) -> PathBuf {
        Path::new(&self.home.config.text("cachedir")).to_owned()
    }

    fn jid(&self) -> Option<String> {
        self.job.jid.map(|jid| jid.to_string())
    }

    fn direct(&self) -> bool {
        self.direct
    }

    fn sls(&self) -> Arc<dyn SlsSource> {
        Arc::new(templates::SlsFiles(self.inner()))
    }

    fn registry(&self) -> Registry {
        REGISTRY
    }
}
