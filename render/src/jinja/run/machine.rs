//! The state of one rendering.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use halite_common::value::{Dict, Value};

use super::super::object::{Object, break_up};
use super::super::raise::{Place, Raise, Result};
use super::super::settings::Settings;
use super::frame::{Frame, Names};
use super::looping::Running;
use super::module::Module;
use super::origin::{Mark, Origin, Output};
use super::program::Program;

/// Deepest nesting of macro calls, includes, blocks and recursive loops.
const MAX_CALLS: usize = 250;
/// Deepest nesting of expressions that are being evaluated, over all calls.
const MAX_LEVELS: usize = 20_000;

/// What runs the statements of a translated template.
pub trait Engine: Send + Sync {
    /// Runs one fragment to its end; what it writes goes into the output.
    fn run(
        &self,
        machine: &Rc<Machine>,
        fragment: usize,
        output: &mut Output,
    ) -> std::result::Result<(), Stop>;
}

/// A template, ready to run.
pub struct Unit {
    /// Its name, for messages.
    pub name: Arc<str>,
    /// The name it was asked for by.
    pub asked: Arc<str>,
    /// Its number in the line map.
    pub number: u32,
    /// What it says.
    pub program: Arc<Program>,
    /// What runs it.
    pub engine: Arc<dyn Engine>,
}

/// A template from outside.
pub struct Loaded {
    /// Its name, for messages.
    pub name: Arc<str>,
    /// What it says.
    pub program: Arc<Program>,
    /// What runs it.
    pub engine: Arc<dyn Engine>,
}

/// The way out of a rendering: templates to load, functions to call.
pub trait Link {
    /// The template at that path, compiled, and its name for messages; `None` if there is none.
    fn load(&self, path: &str) -> Result<Option<Loaded>>;

    /// Calls an execution function.
    fn call(&self, function: &str, positional: Vec<Value>, named: Dict) -> Result<Value>;

    /// Tells whether the function changes its first argument, and returns it.
    fn changes_first_argument(&self, function: &str, named: &Dict) -> bool;

    /// Tells whether there is such a function.
    fn has(&self, function: &str) -> bool;

    /// Tells whether a function of that name can be had, to be called.
    fn offers(&self, function: &str) -> bool;

    /// What a filter that looks at the host is to give instead; `None` lets it look.
    fn known(&self, filter: &str, arguments: &[Value]) -> Result<Option<Value>>;

    /// Takes note of what such a filter saw.
    fn looked(&self, filter: &str, arguments: Vec<Value>, found: Value);

    /// Tells whether there is such a module.
    fn has_module(&self, module: &str) -> bool;

    /// The names of all functions, for hints.
    fn functions(&self) -> Vec<&'static str>;

    /// The paths of all templates, for hints.
    fn paths(&self) -> Vec<String>;
}

/// A loop control on its way to its loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// Why a fragment ended early.
#[derive(Debug)]
pub enum Stop {
    /// An exception.
    Raise(Raise),
    /// A loop control that left a captured block.
    Signal(Signal),
}

impl From<Raise> for Stop {
    fn from(raise: Raise) -> Stop {
        Stop::Raise(raise)
    }
}

/// One run of a fragment.
pub(super) struct Activation {
    pub(super) unit: Rc<Unit>,
    pub(super) frame: Rc<Frame>,
    pub(super) loops: Vec<Running>,
    /// What a recursive loop walks, and how deep it is.
    pub(super) pending: Option<(Object, usize)>,
    /// This is the top level of a template: after `extends` it is silent.
    pub(super) root: bool,
}

/// One rendering.
pub struct Machine {
    pub(super) globals: Rc<Names>,
    pub(super) link: Box<dyn Link>,
    pub(super) lenient: bool,
    pub(super) units: RefCell<HashMap<Arc<str>, Rc<Unit>>>,
    pub(super) modules: RefCell<HashMap<Arc<str>, Rc<Module>>>,
    pub(super) activations: RefCell<Vec<Activation>>,
    names: RefCell<Vec<Arc<str>>>,
    fuel: Cell<u64>,
    depth: Cell<usize>,
    written: Cell<usize>,
    max_output: usize,
    mark: RefCell<Mark>,
    own: Weak<Machine>,
}

impl Machine {
    /// A rendering with those globals.
    pub fn new(globals: Rc<Names>, link: Box<dyn Link>, settings: &Settings) -> Rc<Machine> {
        Rc::new_cyclic(|own| Machine {
            own: own.clone(),
            globals,
            link,
            lenient: settings.allow_undefined,
            units: RefCell::default(),
            modules: RefCell::default(),
            activations: RefCell::default(),
            names: RefCell::default(),
            fuel: Cell::new(settings.fuel),
            depth: Cell::new(0),
            written: Cell::new(0),
            max_output: settings.max_output,
            mark: RefCell::new(Mark::Value(Origin::default())),
        })
    }

    /// The rendering itself, to be held.
    pub fn shared(&self) -> Result<Rc<Machine>> {
        self.own.upgrade().ok_or_else(|| Raise::limit("the rendering has ended"))
    }

    /// A template of this rendering.
    pub fn unit(
        &self,
        name: &Arc<str>,
        asked: &str,
        program: Arc<Program>,
        engine: Arc<dyn Engine>,
    ) -> Rc<Unit> {
        let name = name.clone();
        let mut names = self.names.borrow_mut();
        names.push(name.clone());
        Rc::new(Unit { name, asked: asked.into(), number: names.len() as u32 - 1, program, engine })
    }

    /// The names of the templates, by number.
    pub fn unit_names(&self) -> Vec<Arc<str>> {
        self.names.borrow().clone()
    }

    /// The way out.
    pub fn link(&self) -> &dyn Link {
        &*self.link
    }

    /// Tells whether undefined things may be printed and tested.
    pub fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// Does something one level deeper, unless that is too deep for the stack.
    pub(super) fn deeper<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let depth = self.depth.get();
        if depth >= MAX_LEVELS {
            return Err(super::super::object::too_deep());
        }
        self.depth.set(depth + 1);
        let result = work();
        self.depth.set(depth);
        result
    }

    /// Counts work done, and stops when there was too much.
    pub fn burn(&self, amount: u64) -> Result<()> {
        match self.fuel.get().checked_sub(amount) {
            Some(left) => {
                self.fuel.set(left);
                Ok(())
            }
            None => Err(Raise::limit("the template takes too long: it used up its fuel")),
        }
    }

    /// Runs a fragment of a template in a scope.
    pub(super) fn run(
        self: &Rc<Machine>,
        activation: Activation,
        fragment: usize,
    ) -> std::result::Result<Output, Stop> {
        let depth = self.activations.borrow().len();
        if depth >= MAX_CALLS {
            return Err(super::super::object::too_deep().into());
        }
        let engine = activation.unit.engine.clone();
        self.activations.borrow_mut().push(activation);
        let mut output = Output::default();
        let result = engine.run(self, fragment, &mut output).map_err(|stop| self.advised(stop));
        let left = self.activations.borrow_mut().pop();
        drop(left);
        result.map(|()| output)
    }

    /// Adds what the user may have meant, while the names that can be seen are still known.
    fn advised(&self, stop: Stop) -> Stop {
        match (stop, self.frame()) {
            (Stop::Raise(raise), Ok(frame)) => {
                Stop::Raise(super::super::hint::advised(raise, &frame, self.link()))
            }
            (stop, _) => stop,
        }
    }

    /// The template that is running.
    pub(super) fn current(&self) -> Option<Rc<Unit>> {
        self.activations.borrow().last().map(|a| a.unit.clone())
    }

    /// The scope that is current. A run always has one.
    pub(super) fn frame(&self) -> Result<Rc<Frame>> {
        let found = self.activations.borrow().last().map(|a| a.frame.clone());
        found.ok_or_else(|| Raise::limit("nothing is running"))
    }

    pub(super) fn enter(&self, frame: Rc<Frame>) {
        let mut activations = self.activations.borrow_mut();
        let old = activations.last_mut().map(|a| std::mem::replace(&mut a.frame, frame));
        drop(activations);
        drop(old);
    }

    /// Tells whether output is dropped because the template extends another.
    pub(super) fn is_silent(&self) -> bool {
        self.activations.borrow().last().is_some_and(|a| a.root && a.frame.context.extends.borrow().is_some())
    }

    pub(super) fn origin(&self, place: Place) -> Origin {
        let template = self.activations.borrow().last().map_or(0, |a| a.unit.number);
        Origin { template, line: place.line }
    }

    pub(super) fn mark(&self, mark: Mark) {
        *self.mark.borrow_mut() = mark;
    }

    /// Adds what the engine writes.
    pub fn write(&self, output: &mut Output, text: &str) -> Result<()> {
        let total = self.written.get().saturating_add(text.len());
        if total > self.max_output {
            return Err(Raise::limit(format!("the output is too big (at most {} bytes)", self.max_output)));
        }
        self.written.set(total);
        output.push(text, &mut self.mark.borrow_mut());
        Ok(())
    }

    /// Forgets what may hold itself in circles.
    pub fn clear(&self) {
        self.globals.clear();
        let (units, modules) = (self.units.take(), self.modules.take());
        drop((units, modules));
        break_up();
    }
}
