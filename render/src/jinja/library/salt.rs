//! `salt`: the execution functions, as `salt['module.function']` and as `salt.module.function`.

use std::sync::Arc;

use halite_common::value::Dict;

use super::super::object::{Args, Native, Object, from_value, to_value};
use super::super::raise::{Raise, Result};
use super::super::run::Machine;
use super::in_place::{first_argument, write_back};

/// The `salt` of a template.
pub(crate) fn salt_object() -> Object {
    Object::native(Loader)
}

struct Loader;

struct Module(Arc<str>);

struct Function(Arc<str>);

impl Native for Loader {
    fn type_name(&self) -> &str {
        "AliasedLoader"
    }

    fn qualified_name(&self) -> String {
        "salt.utils.templates.AliasedLoader".into()
    }

    fn attribute(&self, machine: &Machine, name: &str) -> Result<Option<Object>> {
        if name.contains('.') {
            return Ok(None);
        }
        if let Some(method) = METHODS.into_iter().find(|method| *method == name) {
            return Ok(Some(Object::native(Method(method))));
        }
        Ok(machine.link().has_module(name).then(|| Object::native(Module(name.into()))))
    }

    fn item(&self, machine: &Machine, key: &Object) -> Result<Option<Object>> {
        let Some(name) = key.as_str() else { return Ok(None) };
        Ok(machine.link().offers(name).then(|| Object::native(Function(name.clone()))))
    }

    fn contains(&self, machine: &Machine, member: &Object) -> Option<Result<bool>> {
        Some(Ok(member.as_str().is_some_and(|name| machine.link().has(name))))
    }
}

/// What can be asked of `salt` as of a dictionary.
const METHODS: [&str; 4] = ["get", "keys", "values", "items"];

struct Method(&'static str);

impl Native for Method {
    fn type_name(&self) -> &str {
        "method"
    }

    fn repr(&self) -> String {
        format!("<bound method {} of the loader>", self.0)
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, machine: &Machine, args: Args) -> Result<Object> {
        let mut given = args.positional.into_iter();
        let (key, default) = (given.next(), given.next().unwrap_or(Object::None));
        if self.0 == "get" {
            let key =
                key.ok_or_else(|| Raise::type_error("get() missing 1 required positional argument: 'key'"))?;
            return Ok(Loader.item(machine, &key)?.unwrap_or(default));
        }
        let names = machine.link().functions().into_iter();
        let function = |name: &str| Object::native(Function(name.into()));
        Ok(Object::list(match self.0 {
            "keys" => names.map(Object::str).collect(),
            "values" => names.map(function).collect(),
            _ => names.map(|name| Object::tuple(vec![Object::str(name), function(name)])).collect(),
        }))
    }
}

impl Native for Module {
    fn type_name(&self) -> &str {
        "LoadedMod"
    }

    fn qualified_name(&self) -> String {
        "salt.loader.lazy.LoadedMod".into()
    }

    fn attribute(&self, machine: &Machine, name: &str) -> Result<Option<Object>> {
        let full: Arc<str> = format!("{}.{name}", self.0).into();
        Ok(machine.link().offers(&full).then(|| Object::native(Function(full))))
    }
}

impl Native for Function {
    fn type_name(&self) -> &str {
        "LoadedFunc"
    }

    fn qualified_name(&self) -> String {
        "salt.loader.lazy.LoadedFunc".into()
    }

    fn repr(&self) -> String {
        format!(
            "<LoadedFunc name={}>",
            super::super::object::repr(&Object::Str(self.0.clone())).unwrap_or_default()
        )
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, machine: &Machine, args: Args) -> Result<Object> {
        let positional = args.positional.iter().map(to_value).collect::<Result<Vec<_>>>()?;
        let mut named = Dict::new();
        for (name, value) in &args.named {
            named.insert(&**name, to_value(value)?);
        }
        let link = machine.link();
        let changed = link.changes_first_argument(&self.0, &named).then(|| first_argument(&args)).flatten();
        let returned = link.call(&self.0, positional, named)?;
        match changed {
            Some(argument) if write_back(argument, &returned) => Ok(argument.clone()),
            _ => Ok(from_value(&returned)),
        }
    }
}
