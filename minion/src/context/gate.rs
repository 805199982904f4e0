//! Which modules a minion offers: `disable_modules` and `whitelist_modules` of its own configuration. Decides; touches nothing.

use halite_common::{
    config::Config,
    failure::{Failure, Kind},
};

/// Which modules a minion offers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    /// Modules that nobody may call here, by whatever way.
    disabled: Vec<String>,
    /// The only modules that may be called by name; all where there are none.
    only: Vec<String>,
}

/// Who calls a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Whoever writes its name: an operator, a template, `module.run`.
    Named,
    /// A function or state of ours that is made of it.
    Own,
}

impl Gate {
    pub(crate) fn from_config(config: &Config) -> Gate {
        Gate { disabled: config.list("disable_modules"), only: config.list("whitelist_modules") }
    }

    /// Refuses a function of a module that is not offered, and names the rule.
    pub(crate) fn check(&self, function: &str, caller: Caller) -> Result<(), Failure> {
        let module = function.split('.').next().unwrap_or_default();
        let has = |names: &[String]| names.iter().any(|name| name == module);
        let rule = if has(&self.disabled) {
            format!("`disable_modules` of this minion has the entry `{module}`")
        } else if caller == Caller::Named && !self.only.is_empty() && !has(&self.only) {
            format!("`whitelist_modules` of this minion has no entry `{module}`")
        } else {
            return Ok(());
        };
        Err(Failure::new(Kind::NoFunction, format!("'{function}' is not available: {rule}")))
    }
}

#[cfg(test)]
mod tests {
    use halite_common::config::{Config, Origin, Role};

    use super::{Caller, Gate};

    fn gate(option: &str, modules: &[&str]) -> Gate {
        let mut config = Config::defaults(Role::Minion);
        config.set(option, modules.to_vec(), Origin::Default);
        Gate::from_config(&config)
    }

    #[test]
    fn a_disabled_module_is_refused_to_all_and_one_that_is_not_listed_to_those_who_name_it() {
        let check = |gate: &Gate, function: &str, caller, expected: Option<&str>| {
            assert_eq!(gate.check(function, caller).err().map(|f| f.message).as_deref(), expected);
        };
        let none = gate("disable_modules", &[]);
        check(&none, "cmd.run", Caller::Named, None);
        let disabled = gate("disable_modules", &["cmd", "test"]);
        let rule = "'cmd.run' is not available: `disable_modules` of this minion has the entry `cmd`";
        check(&disabled, "cmd.run", Caller::Named, Some(rule));
        check(&disabled, "cmd.run", Caller::Own, Some(rule));
        check(&disabled, "cmdmod.run", Caller::Named, None);
        let listed = gate("whitelist_modules", &["state", "test"]);
        let rule = "'cmd.run' is not available: `whitelist_modules` of this minion has no entry `cmd`";
        check(&listed, "cmd.run", Caller::Named, Some(rule));
        check(&listed, "cmd.run", Caller::Own, None);
        check(&listed, "test.ping", Caller::Named, None);
    }
}
