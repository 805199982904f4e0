//! Other templates: include, import, extends, and blocks.

use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Dict, Key, Native, Object, Undefined, iterate, repr};
use super::super::raise::{Kind, Raise, Result, Way};
use super::super::syntax::{Expr, Include};
use super::frame::{BlockBody, Context, Frame, Names};
use super::machine::{Activation, Machine, Stop, Unit};
use super::origin::{Origin, Output};

/// An imported template.
pub(super) struct Module {
    /// The name as it was asked for.
    name: Arc<str>,
    text: Arc<str>,
    /// Where each line of the text was written.
    lines: Vec<Origin>,
    exports: Dict,
}

impl Native for Module {
    fn type_name(&self) -> &str {
        "TemplateModule"
    }

    fn qualified_name(&self) -> String {
        "jinja2.environment.TemplateModule".into()
    }

    fn repr(&self) -> String {
        format!("<TemplateModule '{}'>", self.name)
    }

    fn text(&self) -> String {
        self.text.to_string()
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok(self.exports.get(name))
    }
}

/// `self` in a template: its blocks, to be called.
struct Blocks(Rc<Context>);

/// A block at one level of inheritance, to be called; `super()` is the next one.
struct BlockReference {
    name: Arc<str>,
    context: Rc<Context>,
    depth: usize,
}

impl Native for Blocks {
    fn type_name(&self) -> &str {
        "TemplateReference"
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        if !self.0.blocks.borrow().contains_key(name) {
            return Ok(None);
        }
        Ok(Some(Object::native(BlockReference { name: name.into(), context: self.0.clone(), depth: 0 })))
    }
}

impl Native for BlockReference {
    fn type_name(&self) -> &str {
        "BlockReference"
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn attribute(&self, machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok((name == "super").then(|| machine.super_of(&self.name, &self.context, self.depth)))
    }

    fn call(&self, machine: &Machine, _args: Args) -> Result<Object> {
        let frame = Frame::top(self.context.clone());
        let output = machine.shared()?.run_block(&self.name, self.depth, &frame)?;
        Ok(Object::from(output.text))
    }
}

/// The names that an imported template exports.
fn exported(module: &Object) -> Vec<Object> {
    let Object::Native(native) = module else { return Vec::new() };
    native.downcast::<Module>().map(|module| module.exports.keys()).unwrap_or_default()
}

/// Where each line of an imported template's text was written.
pub(super) fn written(module: &Object) -> &[Origin] {
    let Object::Native(native) = module else { return &[] };
    native.downcast::<Module>().map_or(&[], |module| &module.lines)
}

fn unsignalled<T>(result: std::result::Result<T, Stop>) -> Result<T> {
    result.map_err(|stop| match stop {
        Stop::Raise(raise) => raise,
        Stop::Signal(_) => super::act::mismatch(),
    })
}

impl Machine {
    /// Loads a template by the name a statement gives.
    pub(super) fn load(&self, name: &str) -> Result<Rc<Unit>> {
        if let Some(unit) = self.units.borrow().get(name) {
            return Ok(unit.clone());
        }
        let not_found = || Raise::new(Kind::NotFound, name);
        let relative = matches!(name.split('/').next(), Some("." | ".."));
        let path = if relative { self.resolved(name).ok_or_else(not_found)? } else { name.to_owned() };
        self.settle_names(name, &path, relative)?;
        let found = self.link.load(&path)?.ok_or_else(not_found)?;
        let unit = self.unit(&found.name, name, found.program, found.engine);
        self.units.borrow_mut().insert(name.into(), unit.clone());
        Ok(unit)
    }

    /// A path relative to the template that was loaded last, as Salt's loader takes it.
    fn resolved(&self, name: &str) -> Option<String> {
        let base = self.globals.get("tpldir")?;
        let mut parts: Vec<&str> = Vec::new();
        let base = base.as_str()?.clone();
        for part in base.split('/').chain(name.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                other => parts.push(other),
            }
        }
        Some(parts.join("/"))
    }

    /// Salt's loader writes the place of what it loads into the globals.
    fn settle_names(&self, name: &str, path: &str, relative: bool) -> Result<()> {
        let own = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let found = self.globals.get("tpldir").filter(|_| relative);
        let dir = found.as_ref().and_then(Object::as_str).map_or(own, |dir| dir);
        self.globals.set("tpldot", Object::from(dir.replace('/', ".")));
        self.globals.set("tplfile", Object::str(if relative { name } else { path }));
        self.globals.set("tpldir", Object::str(if dir.is_empty() { "." } else { dir }));
        Ok(())
    }

    /// The globals as they are now.
    pub fn surroundings(&self) -> Rc<Names> {
        let place = ["tplfile", "tpldir", "tpldot"];
        let now = place.into_iter().filter_map(|name| Some((Arc::from(name), self.globals.get(name)?)));
        Rc::new(Names::over(self.globals.clone(), now.collect::<Vec<_>>()))
    }

    /// Runs a template from its top, and those it extends.
    pub fn run_template(
        self: &Rc<Machine>,
        unit: Rc<Unit>,
        parent: Rc<Names>,
        way: Way,
    ) -> Result<(Output, Rc<Context>)> {
        let context = Rc::new(Context::new(unit.clone(), parent));
        let mut here = unit;
        let mut whole = Output::default();
        loop {
            let frame = Frame::top(context.clone());
            frame.set_local(&Arc::from("self"), Object::native(Blocks(context.clone())));
            context.extends.take();
            let activation =
                Activation { unit: here.clone(), frame, loops: Vec::new(), pending: None, root: true };
            let output = unsignalled(self.run(activation, 0))
                .map_err(|raise| self.leave(raise, &here, Default::default(), way))?;
            if whole.text.is_empty() {
                whole = output;
            } else {
                let (text, mut mark) = output.into_mark();
                whole.push(&text, &mut mark);
            }
            match context.extends.take() {
                Some(next) => here = next,
                None => return Ok((whole, context)),
            }
        }
    }

    fn chosen(self: &Rc<Machine>, include: &Include, frame: &Rc<Frame>) -> Result<Option<Rc<Unit>>> {
        let value = self.eval(&include.template, frame)?;
        let names = match &value {
            Object::Str(_) | Object::Markup(_) => vec![value],
            Object::Undefined(u) => return Err(u.raise()),
            other => {
                let mut next = iterate(other)?;
                let mut names = Vec::new();
                while let Some(name) = next()? {
                    names.push(name);
                }
                names
            }
        };
        let mut missing = None;
        for name in &names {
            let Some(name) = name.as_str() else {
                return Err(Raise::type_error(format!("{} is no name of a template", repr(name)?)));
            };
            match self.load(name) {
                Ok(unit) => return Ok(Some(unit)),
                Err(raise) if raise.kind() == Kind::NotFound && raise.trail().is_empty() => {
                    missing = Some(raise)
                }
                Err(raise) => return Err(raise),
            }
        }
        match missing {
            _ if include.ignore_missing => Ok(None),
            Some(_) if names.len() > 1 => {
                let names: Vec<_> = names.iter().filter_map(Object::as_str).map(|n| &**n).collect();
                let message = format!("none of the templates given were found: {}", names.join(", "));
                Err(Raise::new(Kind::NotFound, message))
            }
            Some(raise) => Err(raise),
            None => Err(Raise::new(Kind::NotFound, "Tried to select from an empty list of templates")),
        }
    }

    pub(super) fn include(self: &Rc<Machine>, include: &Include, frame: &Rc<Frame>) -> Result<Arc<str>> {
        let Some(unit) = self.chosen(include, frame)? else { return Ok(Arc::from("")) };
        let parent = if include.with_context { frame.snapshot() } else { self.surroundings() };
        let (output, context) = self.run_template(unit, parent, Way::Include)?;
        drop(context);
        if self.is_silent() {
            return Ok(Arc::from(""));
        }
        let (text, mark) = output.into_mark();
        self.mark(mark);
        Ok(text.into())
    }

    /// Imports a template. Without context it runs once, and everyone shares the module.
    pub(super) fn import(self: &Rc<Machine>, include: &Include, frame: &Rc<Frame>) -> Result<Object> {
        let Some(unit) = self.chosen(include, frame)? else { return Err(super::act::mismatch()) };
        let key = unit.asked.clone();
        if !include.with_context
            && let Some(module) = self.modules.borrow().get(&key)
        {
            return Ok(Object::Native(module.clone()));
        }
        let parent = if include.with_context { frame.snapshot() } else { self.surroundings() };
        let (output, context) = self.run_template(unit, parent, Way::Import)?;
        let vars = context.vars.borrow();
        let exported = context.exported.borrow();
        let members = exported.iter().filter_map(|name| Some((Key::text(name), vars.get(name)?.clone())));
        let (name, exports) = (key.clone(), Dict::of(members));
        let module = Rc::new(Module { name, text: output.text.into(), lines: output.lines, exports });
        if !include.with_context {
            self.modules.borrow_mut().insert(key, module.clone());
        }
        Ok(Object::Native(module))
    }

    /// Binds an imported name. At the top level it is not handed on to importers.
    pub(super) fn bind_import(&self, frame: &Rc<Frame>, name: &Arc<str>, value: Object) {
        frame.set(name, value);
        if frame.is_top() {
            frame.context.exported.borrow_mut().remove(name);
        }
    }

    pub(super) fn import_from(
        self: &Rc<Machine>,
        include: &Include,
        names: &[(Arc<str>, Arc<str>)],
        frame: &Rc<Frame>,
    ) -> Result<()> {
        let line = include.template.place.line;
        let module = self.import(include, frame)?;
        for (name, alias) in names {
            let found = match &module {
                Object::Native(native) => native.attribute(self, name)?,
                _ => None,
            };
            let value = found.unwrap_or_else(|| {
                let template = match &module {
                    Object::Native(native) => native.downcast::<Module>().map(|m| m.name.clone()),
                    _ => None,
                };
                let template = template.unwrap_or_else(|| Arc::from("?"));
                let hint = format!(
                    "the template '{template}' (imported on line {line}) does not export the requested name '{name}'"
                );
                Undefined::because(hint, self.lenient).among(name, exported(&module)).into()
            });
            self.bind_import(frame, alias, value);
        }
        Ok(())
    }

    pub(super) fn extends(self: &Rc<Machine>, expr: &Expr, frame: &Rc<Frame>) -> Result<()> {
        let value = self.eval(expr, frame)?;
        let Some(name) = value.as_str() else {
            return match &value {
                Object::Undefined(u) => Err(u.raise()),
                other => Err(Raise::type_error(format!("{} is no name of a template", repr(other)?))),
            };
        };
        if frame.context.extends.borrow().is_some() {
            return Err(Raise::runtime("extended multiple times"));
        }
        let unit = self.load(name)?;
        frame.context.adopt_blocks(&unit);
        *frame.context.extends.borrow_mut() = Some(unit);
        Ok(())
    }

    pub(super) fn block(
        self: &Rc<Machine>,
        name: &Arc<str>,
        scoped: bool,
        frame: &Rc<Frame>,
    ) -> Result<Arc<str>> {
        if self.is_silent() {
            return Ok(Arc::from(""));
        }
        let scope = if scoped { frame.clone() } else { Frame::top(frame.context.clone()) };
        let output = self.run_block(name, 0, &scope)?;
        let (text, mark) = output.into_mark();
        self.mark(mark);
        Ok(text.into())
    }

    fn run_block(self: &Rc<Machine>, name: &Arc<str>, depth: usize, scope: &Rc<Frame>) -> Result<Output> {
        let context = &scope.context;
        let body = context.blocks.borrow().get(name).and_then(|bodies| bodies.get(depth).cloned());
        let Some(BlockBody { unit, fragment, required }) = body else {
            return Err(Raise::runtime(format!("there is no block '{name}'")));
        };
        if required {
            return Err(Raise::runtime(format!("Required block '{name}' not found")));
        }
        let frame = Frame::inside(scope);
        frame.set_local(&Arc::from("self"), Object::native(Blocks(context.clone())));
        frame.set_local(&Arc::from("super"), self.super_of(name, context, depth));
        let activation =
            Activation { unit: unit.clone(), frame, loops: Vec::new(), pending: None, root: false };
        unsignalled(self.run(activation, fragment))
            .map_err(|raise| self.leave(raise, &unit, Default::default(), Way::Block))
    }

    fn super_of(&self, name: &Arc<str>, context: &Rc<Context>, depth: usize) -> Object {
        let exists = context.blocks.borrow().get(name).is_some_and(|bodies| bodies.len() > depth + 1);
        if !exists {
            let hint = format!("there is no parent block called '{name}'.");
            return Undefined::because(hint, self.lenient).into();
        }
        Object::native(BlockReference { name: name.clone(), context: context.clone(), depth: depth + 1 })
    }
}
