//! Where names live: the scopes of a template, its context, and what surrounds them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Holder, Object, from_dict, from_value, watch};
use super::machine::Unit;
use crate::Variable;

/// Names that a template finds but does not set: globals, and what an importer passed on.
#[derive(Default)]
pub struct Names {
    base: Option<Rc<Names>>,
    raw: RefCell<HashMap<Arc<str>, Variable>>,
    ready: RefCell<HashMap<Arc<str>, Object>>,
}

impl Names {
    /// Values that become objects when they are first asked for.
    pub fn of(values: impl IntoIterator<Item = (Arc<str>, Variable)>) -> Names {
        Names { raw: RefCell::new(values.into_iter().collect()), ..Names::default() }
    }

    /// More names in front of others.
    pub fn over(base: Rc<Names>, names: impl IntoIterator<Item = (Arc<str>, Object)>) -> Names {
        Names { base: Some(base), ready: RefCell::new(names.into_iter().collect()), ..Names::default() }
    }

    /// The object of that name.
    pub fn get(&self, name: &str) -> Option<Object> {
        if let Some(found) = self.ready.borrow().get(name) {
            return Some(found.clone());
        }
        let raw = self.raw.borrow_mut().remove_entry(name);
        if let Some((name, value)) = raw {
            let object = variable(&value);
            self.ready.borrow_mut().insert(name, object.clone());
            return Some(object);
        }
        self.base.as_ref()?.get(name)
    }

    /// Sets a name.
    pub fn set(&self, name: &str, object: Object) {
        self.raw.borrow_mut().remove(name);
        let old = self.ready.borrow_mut().insert(name.into(), object);
        drop(old);
    }

    /// Every name, sorted.
    pub fn names(&self) -> Vec<Arc<str>> {
        let mut names: HashSet<Arc<str>> = self.raw.borrow().keys().cloned().collect();
        names.extend(self.ready.borrow().keys().cloned());
        if let Some(base) = &self.base {
            names.extend(base.names());
        }
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort();
        names
    }

    /// Forgets every object, also those of the names behind these.
    pub fn clear(&self) {
        drop(self.ready.take());
        if let Some(base) = &self.base {
            base.clear();
        }
    }
}

fn variable(variable: &Variable) -> Object {
    match variable {
        Variable::Value(value) => from_value(value),
        Variable::Shared(dict) => from_dict(dict),
    }
}

/// A block of a template, and where its body is.
#[derive(Clone)]
pub(super) struct BlockBody {
    pub(super) unit: Rc<Unit>,
    pub(super) fragment: usize,
    pub(super) required: bool,
}

/// What one run of a template knows: Jinja2's context.
pub struct Context {
    /// The template.
    pub unit: Rc<Unit>,
    /// Names it did not set itself.
    pub parent: Rc<Names>,
    /// Names set at its top level.
    pub vars: RefCell<HashMap<Arc<str>, Object>>,
    /// Which of them an importer may have.
    pub exported: RefCell<HashSet<Arc<str>>>,
    pub(super) blocks: RefCell<HashMap<Arc<str>, Vec<BlockBody>>>,
    pub(super) extends: RefCell<Option<Rc<Unit>>>,
}

impl Context {
    /// The context of a template that is about to run.
    pub fn new(unit: Rc<Unit>, parent: Rc<Names>) -> Context {
        let context = Context {
            unit: unit.clone(),
            parent,
            vars: RefCell::default(),
            exported: RefCell::default(),
            blocks: RefCell::default(),
            extends: RefCell::default(),
        };
        context.adopt_blocks(&unit);
        context
    }

    /// Puts the blocks of a template behind those that are known.
    pub(super) fn adopt_blocks(&self, unit: &Rc<Unit>) {
        let mut blocks = self.blocks.borrow_mut();
        for block in &unit.program.blocks {
            blocks.entry(block.name.clone()).or_default().push(BlockBody {
                unit: unit.clone(),
                fragment: block.fragment,
                required: block.required,
            });
        }
    }

    fn get(&self, name: &str) -> Option<Object> {
        let own = self.vars.borrow().get(name).cloned();
        own.or_else(|| self.parent.get(name))
    }
}

impl Holder for Context {
    fn empty(&self) {
        drop(self.vars.take());
        self.parent.clear();
    }
}

impl Holder for Frame {
    fn empty(&self) {
        drop(self.vars.take());
    }
}

/// A scope within a template. Macros keep the scope they were defined in.
pub struct Frame {
    vars: RefCell<Vec<(Arc<str>, Object)>>,
    parent: Option<Rc<Frame>>,
    /// The context that the outermost scope belongs to.
    pub context: Rc<Context>,
}

impl Frame {
    /// The top level of a template: what is set there goes into its context.
    pub fn top(context: Rc<Context>) -> Rc<Frame> {
        watch(&context);
        Frame::new(None, context)
    }

    /// A scope inside of another.
    pub fn inside(parent: &Rc<Frame>) -> Rc<Frame> {
        let context = parent.context.clone();
        Frame::new(Some(parent.clone()), context)
    }

    fn new(parent: Option<Rc<Frame>>, context: Rc<Context>) -> Rc<Frame> {
        let frame = Rc::new(Frame { vars: RefCell::default(), parent, context });
        watch(&frame);
        frame
    }

    /// Tells whether this is the top level.
    pub fn is_top(&self) -> bool {
        self.parent.is_none()
    }

    /// The scope round this one.
    pub fn parent(&self) -> Option<&Rc<Frame>> {
        self.parent.as_ref()
    }

    /// The object of that name, from here outwards.
    pub fn get(&self, name: &str) -> Option<Object> {
        let mut frame = self;
        loop {
            if let Some((_, found)) = frame.vars.borrow().iter().find(|(n, _)| **n == *name) {
                return Some(found.clone());
            }
            match &frame.parent {
                Some(parent) => frame = parent,
                None => return frame.context.get(name),
            }
        }
    }

    /// Sets a name in this scope.
    pub fn set(&self, name: &Arc<str>, object: Object) {
        if self.is_top() {
            let old = self.context.vars.borrow_mut().insert(name.clone(), object);
            if !name.starts_with('_') {
                self.context.exported.borrow_mut().insert(name.clone());
            }
            drop(old);
            return;
        }
        self.set_local(name, object);
    }

    /// Sets a name in this very scope, even at the top level: it is not exported.
    pub fn set_local(&self, name: &Arc<str>, object: Object) {
        let mut vars = self.vars.borrow_mut();
        let old = match vars.iter_mut().find(|(n, _)| n == name) {
            Some((_, slot)) => Some(std::mem::replace(slot, object)),
            None => {
                vars.push((name.clone(), object));
                None
            }
        };
        drop(vars);
        drop(old);
    }

    /// What an included or imported template sees: everything from here outwards.
    pub fn snapshot(&self) -> Rc<Names> {
        let mut names: HashMap<Arc<str>, Object> = HashMap::new();
        let mut frame = self;
        loop {
            for (name, object) in frame.vars.borrow().iter() {
                names.entry(name.clone()).or_insert_with(|| object.clone());
            }
            match &frame.parent {
                Some(parent) => frame = parent,
                None => break,
            }
        }
        for (name, object) in self.context.vars.borrow().iter() {
            names.entry(name.clone()).or_insert_with(|| object.clone());
        }
        Rc::new(Names::over(self.context.parent.clone(), names))
    }

    /// Every name that can be seen from here.
    pub fn visible(&self) -> Vec<Arc<str>> {
        let mut names = self.snapshot().names();
        names.sort();
        names
    }
}
