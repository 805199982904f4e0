//! The SLS files of each environment, listed once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{failure::Failure, glob};

use super::SlsSource;

/// The SLS names of one environment, and the files they stand for.
#[derive(Debug, Default)]
pub struct Environment {
    files: HashSet<String>,
    names: Vec<String>,
}

impl Environment {
    fn new(files: Vec<String>) -> Environment {
        let mut names: Vec<String> = files.iter().filter_map(|path| sls_name(path)).collect();
        names.sort_unstable();
        names.dedup();
        Environment { files: files.into_iter().collect(), names }
    }

    /// Every SLS name, sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names that fit a shell pattern.
    pub fn matching(&self, pattern: &str) -> Vec<String> {
        self.names.iter().filter(|name| glob::matches(pattern, name)).cloned().collect()
    }

    /// The file of an SLS name: `a/b.sls`, else `a/b/init.sls`.
    pub fn file_of(&self, sls: &str) -> Option<String> {
        let base = sls.replace('.', "/");
        [format!("{base}.sls"), format!("{base}/init.sls")]
            .into_iter()
            // `nginx.`, as `include: [.]` in `nginx/conf.sls` gives it, is the file of `nginx`.
            .map(|path| path.replace("//", "/"))
            .find(|path| self.files.contains(path.as_str()))
    }

    /// Every file, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Tells whether there is such a file.
    pub fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }
}

fn sls_name(path: &str) -> Option<String> {
    let stem = path.strip_suffix("/init.sls").or_else(|| path.strip_suffix(".sls"))?;
    Some(stem.replace('/', "."))
}

/// All environments, each listed when first asked for.
pub struct Tree<'a> {
    source: &'a dyn SlsSource,
    environments: Vec<String>,
    listed: Mutex<HashMap<String, Arc<Environment>>>,
}

impl<'a> Tree<'a> {
    /// A tree over a source. `order` is the option `env_order`.
    pub fn new(source: &'a dyn SlsSource, order: &[String]) -> Result<Tree<'a>, Failure> {
        let known = source.environments()?;
        let environments = if order.is_empty() {
            let mut all = vec!["base".to_owned()];
            all.extend(known.into_iter().filter(|env| env != "base"));
            all
        } else {
            let mut seen = HashSet::new();
            let ordered = order.iter().filter(|env| seen.insert(env.as_str()));
            ordered.filter(|env| known.is_empty() || known.contains(env)).cloned().collect()
        };
        Ok(Tree { source, environments, listed: Mutex::default() })
    }

    /// The environments in the order of `env_order`, else `base` first.
    pub fn environments(&self) -> &[String] {
        &self.environments
    }

    /// Tells whether there is such an environment. `__env__` stands for any.
    pub fn knows(&self, saltenv: &str) -> bool {
        saltenv == "base" || self.environments.iter().any(|env| env == saltenv || env == "__env__")
    }

    /// The files of an environment.
    pub fn environment(&self, saltenv: &str) -> Result<Arc<Environment>, Failure> {
        if let Some(listed) = self.listed.lock().unwrap_or_else(PoisonError::into_inner).get(saltenv) {
            return Ok(Arc::clone(listed));
        }
        let listed = Arc::new(Environment::new(self.source.files(saltenv)?));
        let mut known = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(saltenv.to_owned(), Arc::clone(&listed));
        Ok(listed)
    }

    /// The source behind the tree.
    pub fn source(&self) -> &'a dyn SlsSource {
        self.source
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn names_stand_for_files() {
        let files = ["top.sls", "a.sls", "nginx/init.sls", "nginx/conf.sls", "x.txt", "a/init.sls"];
        let env = Environment::new(files.map(str::to_owned).to_vec());
        assert_eq!(env.names(), ["a", "nginx", "nginx.conf", "top"]);
        assert_eq!(env.file_of("nginx"), Some("nginx/init.sls".into()));
        assert_eq!(env.file_of("a"), Some("a.sls".into()));
        assert_eq!(env.file_of("nginx."), Some("nginx/init.sls".into()));
        assert_eq!(env.file_of("b"), None);
        assert_eq!(env.matching("ngin*"), ["nginx", "nginx.conf"]);
    }
}
