//! Which functions Salt 3008 has, and which the tree brings along.
//!
//! The lists are written by `cargo xtask salt-names`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use halite_common::failure::nearest;

use crate::source::Environment;

static STATES: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| include_str!("salt/states.txt").lines().filter_map(words).collect());
static FUNCTIONS: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| include_str!("salt/functions.txt").lines().filter_map(words).collect());

/// Salt's renderers that Halite may not have.
const RENDERERS: [&str; 10] =
    ["gpg", "mako", "msgpack", "nacl", "py", "pydsl", "pyobjects", "stateconf", "toml", "yamlex"];

fn words(line: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.collect()))
}

/// How much is known of a name such as `file.managed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Function {
    /// Salt has it.
    Salts,
    /// Nobody has it; with the nearest name.
    Unknown(Option<String>),
    /// Not even its module is known.
    UnknownModule,
}

/// The names of Salt's functions.
pub struct SaltNames;

impl SaltNames {
    /// The arguments of a state function; `**` among them takes any. `None` where Salt has no such function.
    pub fn state_arguments(name: &str) -> Option<&'static [&'static str]> {
        STATES.get(name).map(Vec::as_slice)
    }

    /// Tells whether Salt has a renderer of that name.
    pub fn has_renderer(name: &str) -> bool {
        RENDERERS.contains(&name)
    }

    /// How much is known of a state function; `ours` are names that Halite has beside Salt's.
    pub fn state(name: &str, ours: &[&str]) -> Function {
        if STATES.contains_key(name) {
            return Function::Salts;
        }
        let known: Vec<&str> = STATES.keys().copied().chain(ours.iter().copied()).collect();
        unknown(name, &known)
    }

    /// Tells whether an execution function may exist: Salt has it, or its module is none of Salt's.
    pub fn may_have(name: &str) -> bool {
        let (module, function) = name.split_once('.').unwrap_or((name, ""));
        FUNCTIONS.get(module).is_none_or(|functions| functions.contains(&function))
    }

    /// How much is known of an execution function; `ours` are names that Halite has beside Salt's.
    pub fn function(name: &str, ours: &[&str]) -> Function {
        let (module, function) = name.split_once('.').unwrap_or((name, ""));
        if FUNCTIONS.get(module).is_some_and(|functions| functions.contains(&function)) {
            return Function::Salts;
        }
        let full: Vec<String> = FUNCTIONS
            .iter()
            .flat_map(|(module, all)| all.iter().map(move |f| format!("{module}.{f}")))
            .collect();
        let known: Vec<&str> = full.iter().map(String::as_str).chain(ours.iter().copied()).collect();
        unknown(name, &known)
    }
}

fn unknown(name: &str, known: &[&str]) -> Function {
    let near = nearest(name, known.iter().copied()).map(str::to_owned);
    let module = name.split_once('.').map(|(module, _)| format!("{module}."));
    let has_module = module.is_some_and(|module| known.iter().any(|known| known.starts_with(&module)));
    if near.is_none() && !has_module { Function::UnknownModule } else { Function::Unknown(near) }
}

/// The names of the Python modules that a tree brings along in a folder such as `_states`.
pub(crate) fn own_modules(environment: &Environment, folder: &str) -> HashSet<String> {
    let module = |path: &str| {
        let file = path.strip_prefix(folder)?.strip_prefix('/')?;
        let name = file.strip_suffix("/__init__.py").or_else(|| file.strip_suffix(".py"))?;
        (!name.contains('/')).then(|| name.to_owned())
    };
    environment.paths().filter_map(module).collect()
}

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, Function, STATES, SaltNames};

    #[test]
    fn the_lists_hold_what_salt_has() {
        assert!(STATES.len() > 400 && FUNCTIONS.len() > 150);
        assert!(SaltNames::state_arguments("file.managed").unwrap().contains(&"makedirs"));
        assert!(!SaltNames::state_arguments("user.present").unwrap().contains(&"**"));
        assert_eq!(SaltNames::state_arguments("file.manged"), None);
    }

    #[test]
    fn typos_are_told_from_extensions() {
        let state = |name| SaltNames::state(name, &["halite.own"]);
        assert_eq!(state("pip.installed"), Function::Salts);
        assert_eq!(state("file.manged"), Function::Unknown(Some("file.managed".into())));
        assert_eq!(state("file.qqqq"), Function::Unknown(None));
        assert_eq!(state("halite.owm"), Function::Unknown(Some("halite.own".into())));
        assert_eq!(state("zookeeper_acl.present"), Function::UnknownModule);
        assert_eq!(SaltNames::function("grains.get", &[]), Function::Salts);
        assert!(SaltNames::may_have("pkg.version") && SaltNames::may_have("own.function"));
        assert!(!SaltNames::may_have("test.nope"));
        assert_eq!(SaltNames::function("grains.gte", &[]), Function::Unknown(Some("grains.get".into())));
        assert_eq!(SaltNames::function("boto_vpc.exists", &[]), Function::UnknownModule);
    }
}
