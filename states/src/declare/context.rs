//! What functions and states are handed: the machine, and the minion's own services.
//!
//! Asking and acting are two handles, so that a state's `check` cannot change anything.

use std::{path::PathBuf, sync::Arc};

use halite_common::{
    declare::Arguments,
    failure::Failure,
    value::{Dict, Value},
};

use super::{ModuleError, Registry};
use crate::{
    host::{Host, Probe},
    source::{NoSls, SlsSource},
};

/// What is asked of the minion itself; none of it changes the managed machine.
pub trait Facts: Send + Sync {
    /// The minion's id.
    fn id(&self) -> &str;
    /// The grains, collected when first asked for.
    fn grains(&self) -> Arc<Dict>;
    /// The pillar of this run, `pillar=` overrides merged in.
    fn pillar(&self) -> Arc<Dict>;
    /// The configuration (`opts`), whole, with defaults.
    fn options(&self) -> Arc<Dict>;
    /// The environment that files and states come from, such as `base`.
    fn saltenv(&self) -> &str;
    /// The environments there are.
    fn environments(&self) -> Result<Vec<String>, ModuleError>;
    /// Fetches `salt://…` (with `?saltenv=`), an absolute path, or http(s) into the cache; `None` where there is no such file.
    fn cache_file(&self, url: &str, saltenv: &str) -> Result<Option<PathBuf>, ModuleError>;
    /// The hash of a file of the file server as `(type, hex)`, without fetching it.
    fn file_hash(&self, url: &str, saltenv: &str) -> Result<Option<(String, String)>, ModuleError>;
    /// The permission bits of a file of the file server, for `mode: keep`. `None`: those of its cached copy.
    fn file_mode(&self, _url: &str, _saltenv: &str) -> Result<Option<u32>, ModuleError> {
        Ok(None)
    }
    /// The cached copy of a URL, without fetching it; `None` where there is none.
    fn cached_file(&self, _url: &str, _saltenv: &str) -> Option<PathBuf> {
        None
    }
    /// Every file path of an environment, sorted, without `salt://`.
    fn list_files(&self, saltenv: &str) -> Result<Vec<String>, ModuleError>;
    /// Every folder of an environment, empty ones too, sorted.
    fn list_dirs(&self, saltenv: &str) -> Result<Vec<String>, ModuleError>;
    /// Every symbolic link of an environment, with its target.
    fn list_links(&self, saltenv: &str) -> Result<Vec<(String, String)>, ModuleError>;
    /// Renders a template's text as `file.managed` with `template:` does.
    fn render(&self, request: &RenderFile<'_>) -> Result<String, ModuleError>;
    /// Renders an SLS-like text to data by its `#!` line, as `slsutil.renderer` does. `name` is for messages.
    fn render_data(&self, name: &str, text: &str, context: &Dict) -> Result<Value, ModuleError>;
    /// Whether the run is in test mode.
    fn test(&self) -> bool;
    /// The folder for this minion's own files (`cachedir`).
    fn cache_dir(&self) -> PathBuf;
    /// The id of the job that runs, if one does.
    fn jid(&self) -> Option<String>;
    /// Whether a job calls the function by itself, not a state, a template or another function (Salt's `__pub_jid`).
    ///
    /// Such a call gives `cmd.run` a shell by default, and is held against `cmd_blacklist_glob`.
    fn direct(&self) -> bool {
        false
    }
    /// The SLS files, for the engine. They are rendered with this minion's grains, pillar and test mode.
    fn sls(&self) -> Arc<dyn SlsSource> {
        Arc::new(NoSls)
    }
    /// All modules, for `sys.*` and for the engine.
    fn registry(&self) -> Registry;
}

/// A template to render into a file's content.
#[derive(Clone, Debug)]
pub struct RenderFile<'a> {
    /// Where the text comes from, for messages: a URL or a path.
    pub source: &'a str,
    /// The template.
    pub text: &'a str,
    /// The renderer, such as `jinja`.
    pub engine: &'a str,
    /// The environment that imports come from.
    pub saltenv: &'a str,
    /// Names for the template: `defaults`, then `context` over them, then `name`, `user`, `group`, `mode`, `attrs`, `sls` …
    pub context: Dict,
}

/// What the minion does on behalf of a function.
pub trait Minion: Facts {
    /// Calls an execution function by name (`module.run`, `salt['…']`, `onlyif: fun`, slots).
    fn call(&self, function: &str, arguments: Arguments) -> Result<Value, ModuleError>;
    /// Calls an execution function that our own code is made of: not what somebody named, so `whitelist_modules` does not
    /// concern it.
    fn call_own(&self, function: &'static str, arguments: Arguments) -> Result<Value, ModuleError> {
        self.call(function, arguments)
    }
    /// Why this minion does not run a state, if it does not (`disable_modules`).
    fn refuses_state(&self, _state: &str) -> Option<Failure> {
        None
    }
    /// Fires an event to the master (or, masterless, drops it).
    fn fire(&self, tag: &str, data: Value) -> Result<(), ModuleError>;
    /// Tells how far the state run is.
    fn progress(&self, progress: &Progress<'_>);
    /// Collects, compiles or fetches something anew.
    fn refresh(&self, what: Refresh) -> Result<(), ModuleError>;
    /// The pillar compiled anew, apart from the one in use: for `pillar.items` with overrides or another `pillarenv`.
    fn compile_pillar(&self, overrides: &Dict, pillarenv: Option<&str>) -> Result<Dict, ModuleError>;
    /// A minion like this one with another pillar, environment or test mode, for a state run inside.
    fn with(&self, pillar: Option<Dict>, saltenv: Option<&str>, test: Option<bool>) -> Arc<dyn Minion>;
    /// The jobs that run now, as `saltutil.running` tells them, and those that have yet to begin, with `queued`.
    fn running(&self) -> Vec<Dict>;
    /// The signal by which the job was told to end, if it was: nothing more is to begin.
    fn cancelled(&self) -> Option<i32> {
        None
    }
    /// Ends a job, and its processes with a signal: gives their ids; `None` if it does not run.
    fn signal(&self, jid: &str, signal: i32) -> Option<Vec<u32>>;
    /// Sets the return code that the job ends with, as `__context__['retcode']` does.
    fn set_retcode(&self, code: i32);
    /// Notes what went wrong, with places and hints, beside the words that the function returns.
    fn set_failures(&self, failures: &[Failure]);
    /// Takes the return code that was set last, and forgets it: how `onlyif: - fun: cmd.run` learns of a failure.
    fn take_retcode(&self) -> i32 {
        0
    }
    /// Takes the turn for state runs; blocks while another has it if `queue`, else fails with Salt's message.
    fn take_turn(&self, queue: bool) -> Result<Box<dyn Send>, ModuleError>;
    /// Itself, to be asked only.
    fn as_facts(&self) -> &dyn Facts;
}

/// How far a state run is.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// States done.
    pub done: usize,
    /// States in all.
    pub total: usize,
    /// The state that runs now, such as `pkg.installed: nginx`.
    pub current: &'a str,
}

/// What can be collected, compiled or fetched anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Grains.
    Grains,
    /// The pillar.
    Pillar,
    /// The cache of the file server's manifest.
    Files,
}

/// Handed to whoever may only ask.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The machine, to be read.
    pub probe: &'a dyn Probe,
    /// The minion, to be asked.
    pub facts: &'a dyn Facts,
    /// The state that is being checked; `None` in an execution function.
    pub chunk: Option<&'a super::Chunk>,
}

/// Handed to whoever may act.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// The machine.
    pub host: &'a dyn Host,
    /// The minion.
    pub minion: &'a dyn Minion,
    /// The state that is being applied; `None` in an execution function.
    pub chunk: Option<&'a super::Chunk>,
}

impl<'a> Act<'a> {
    /// Narrows this handle to asking.
    pub fn ask(&self) -> Ask<'a> {
        Ask { probe: self.host.as_probe(), facts: self.minion.as_facts(), chunk: self.chunk }
    }
}
