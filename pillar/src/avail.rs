//! The environments of a run, and the SLS files that each has.

use std::{collections::HashMap, path::PathBuf};

use halite_common::{fileroots::FileRoots, glob::Glob};

/// The environment that stands for one that is not configured.
const ANY: &str = "__env__";

pub(crate) struct Avail<'a> {
    roots: &'a FileRoots,
    /// `base`, then the configured ones in order.
    pub(crate) environments: Vec<String>,
    names: HashMap<String, Vec<String>>,
}

/// An SLS file.
pub(crate) struct Found {
    /// Its path in the environment.
    pub(crate) path: String,
    pub(crate) real: PathBuf,
}

impl<'a> Avail<'a> {
    /// `wanted` is the environment of the run: the only one that `__env__` stands for.
    pub(crate) fn new(roots: &'a FileRoots, wanted: &str) -> Avail<'a> {
        let mut environments = vec!["base".to_owned()];
        let stands_for = roots.configured().any(|name| name == ANY).then_some(wanted);
        let configured = roots.configured().filter(|name| *name != ANY);
        for name in configured.chain(stands_for) {
            if !environments.iter().any(|known| known == name) {
                environments.push(name.to_owned());
            }
        }
        Avail { roots, environments, names: HashMap::new() }
    }

    /// Tells whether an environment takes part.
    pub(crate) fn knows(&self, environment: &str) -> bool {
        self.environments.iter().any(|known| known == environment)
    }

    /// Tells whether an environment has folders.
    pub(crate) fn has_folders(&self, environment: &str) -> bool {
        self.knows(environment) && !self.roots.folders(environment).is_empty()
    }

    /// The SLS names of an environment that a glob fits, sorted; `None` for an environment that does not take part.
    pub(crate) fn matching(&mut self, environment: &str, glob: &str) -> Option<Vec<String>> {
        if !self.knows(environment) {
            return None;
        }
        let roots = self.roots;
        let names = self.names.entry(environment.to_owned()).or_insert_with(|| sls_names(roots, environment));
        let glob = Glob::new(glob);
        Some(names.iter().filter(|name| glob.matches(name)).cloned().collect())
    }

    /// The file of an SLS name.
    pub(crate) fn find(&self, environment: &str, sls: &str) -> Option<Found> {
        let stem = sls.replace('.', "/");
        [format!("{stem}.sls"), format!("{stem}/init.sls")]
            .into_iter()
            .find_map(|path| self.find_path(environment, &path))
    }

    /// A file by its path.
    pub(crate) fn find_path(&self, environment: &str, path: &str) -> Option<Found> {
        let real = self.knows(environment).then(|| self.roots.find(environment, path)).flatten()?;
        Some(Found { path: path.to_owned(), real })
    }
}

fn sls_names(roots: &FileRoots, environment: &str) -> Vec<String> {
    let listing = roots.list(environment);
    let stem = |path: &String| {
        let stem = path.strip_suffix("/init.sls").or_else(|| path.strip_suffix(".sls"))?;
        Some(stem.replace('/', "."))
    };
    let mut names: Vec<String> = listing.files.keys().filter_map(stem).collect();
    names.sort();
    names.dedup();
    names
}
