//! Functions that ask the minion about itself.

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Returns the grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct AttrCall {}

impl Function for AttrCall {
    const NAME: &'static str = "test.attr_call";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(act.minion.grains().as_ref().clone())
    }
}

/// Returns the option `test.foo` of the minion's configuration.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ConfTest {}

impl Function for ConfTest {
    const NAME: &'static str = "test.conf_test";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        act.minion.call_own("config.option", Arguments::positional(vec!["test.foo".into()]))
    }
}

/// Returns the minion's configuration.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct GetOpts {}

impl Function for GetOpts {
    const NAME: &'static str = "test.get_opts";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        Ok(act.minion.options().as_ref().clone())
    }
}

/// Returns the minion's configuration with its grains.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct OptsPkg {}

impl Function for OptsPkg {
    const NAME: &'static str = "test.opts_pkg";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut options = act.minion.options().as_ref().clone();
        options.insert("grains", act.minion.grains().as_ref().clone());
        Ok(options)
    }
}

/// Calls a function from within the minion.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct CrossTest {
    /// The function.
    func: String,
    /// Its arguments.
    #[serde(default)]
    args: Option<Vec<Value>>,
}

impl Function for CrossTest {
    const NAME: &'static str = "test.cross_test";
    type Output = Value;
    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        act.minion.call(&self.func, Arguments::positional(self.args.unwrap_or_default()))
    }
}

/// Returns the modules and functions there are, by the ways in which they can be reached.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::test) struct ModuleReport {}

impl Function for ModuleReport {
    const NAME: &'static str = "test.module_report";
    type Output = Dict;
    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let registry = act.minion.registry();
        let functions: Value = registry.functions().map(|entry| entry.name).collect();
        let with_functions = registry.0.iter().filter(|module| !module.functions.is_empty());
        let modules: Value = with_functions.map(|module| module.name).collect();
        let none = || Value::List(Vec::new());
        Ok(Dict::from([
            ("functions", functions.clone()),
            ("function_attrs", functions.clone()),
            ("function_subs", functions),
            ("modules", modules.clone()),
            ("module_attrs", modules),
            ("missing_attrs", none()),
            ("missing_subs", none()),
        ]))
    }
}
