//! Loops: the walk itself, and the `loop` object that a body sees.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Iter, List, Native, Object, Undefined, equal, iterate, watch};
use super::super::raise::{Raise, Result};
use super::super::syntax::Expr;
use super::frame::Frame;
use super::machine::{Activation, Machine, Stop, Unit};
use super::origin::Output;
use super::program::{Op, Walk};

/// What a turn of a loop costs: as much as some expressions.
const TURN: u64 = 5;

/// A loop that runs.
pub(super) struct Running {
    outer: Rc<Frame>,
    walk: Rc<Loop>,
}

/// The `loop` object.
pub(crate) struct Loop {
    source: Object,
    next: RefCell<Iter>,
    ahead: RefCell<Option<Object>>,
    before: RefCell<Option<Object>>,
    current: RefCell<Option<Object>>,
    changed: RefCell<Option<Rc<List>>>,
    length: Cell<Option<usize>>,
    count: Cell<usize>,
    depth: usize,
    lenient: bool,
    again: Option<(Rc<Unit>, usize, Rc<Frame>)>,
}

impl Loop {
    fn peek(&self) -> Result<Option<Object>> {
        if self.ahead.borrow().is_none() {
            let next = (self.next.borrow_mut())()?;
            *self.ahead.borrow_mut() = next;
        }
        Ok(self.ahead.borrow().clone())
    }

    fn advance(&self) -> Result<Option<Object>> {
        let ahead = self.ahead.borrow_mut().take();
        let item = match ahead {
            Some(item) => Some(item),
            None => (self.next.borrow_mut())()?,
        };
        let Some(item) = item else { return Ok(None) };
        self.count.set(self.count.get() + 1);
        let current = self.current.borrow_mut().replace(item.clone());
        let old = std::mem::replace(&mut *self.before.borrow_mut(), current);
        drop(old);
        Ok(Some(item))
    }

    fn total(&self) -> Result<usize> {
        if let Some(length) = self.length.get() {
            return Ok(length);
        }
        let length = match self.source.len() {
            Ok(length) if !matches!(self.source, Object::Generator(_)) => length,
            _ => {
                let mut rest: Vec<Object> = self.ahead.borrow_mut().take().into_iter().collect();
                while let Some(item) = (self.next.borrow_mut())()? {
                    super::super::object::bounded(rest.len(), super::super::object::MAX_ITEMS)?;
                    rest.push(item);
                }
                let length = self.count.get() + rest.len();
                let mut rest = rest.into_iter();
                *self.next.borrow_mut() = Box::new(move || Ok(rest.next()));
                length
            }
        };
        self.length.set(Some(length));
        Ok(length)
    }

    fn index(&self) -> i128 {
        self.count.get() as i128
    }

    fn missing(&self, hint: &str) -> Object {
        Undefined::because(hint, self.lenient).into()
    }
}

impl Native for Loop {
    fn type_name(&self) -> &str {
        "LoopContext"
    }

    fn qualified_name(&self) -> String {
        "jinja2.runtime.LoopContext".into()
    }

    fn repr(&self) -> String {
        format!("<LoopContext {}/{}>", self.count.get(), self.total().unwrap_or_default())
    }

    fn len(&self) -> Option<usize> {
        self.total().ok()
    }

    fn truth(&self) -> bool {
        true
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok(Some(match name {
            "index" => Object::Int(self.index()),
            "index0" => Object::Int(self.index() - 1),
            "revindex" => Object::Int(self.total()? as i128 - self.index() + 1),
            "revindex0" => Object::Int(self.total()? as i128 - self.index()),
            "first" => Object::Bool(self.count.get() <= 1),
            "last" => Object::Bool(self.peek()?.is_none()),
            "length" => Object::from(self.total()?),
            "depth" => Object::from(self.depth + 1),
            "depth0" => Object::from(self.depth),
            "previtem" => {
                let before = self.before.borrow().clone();
                before.unwrap_or_else(|| self.missing("there is no previous item"))
            }
            "nextitem" => self.peek()?.unwrap_or_else(|| self.missing("there is no next item")),
            _ => return Ok(None),
        }))
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, machine: &Machine, mut args: Args) -> Result<Object> {
        let Some((unit, fragment, frame)) = &self.again else {
            let message = "The loop must have the 'recursive' marker to be called recursively.";
            return Err(Raise::type_error(message));
        };
        if args.positional.len() != 1 {
            return Err(Raise::type_error("loop() takes exactly one argument"));
        }
        let pending = Some((args.positional.remove(0), self.depth + 1));
        let machine = machine.shared()?;
        let output = machine.run_loop(unit.clone(), *fragment, frame, pending);
        match output {
            Ok(output) => Ok(Object::from(output.text)),
            Err(Stop::Raise(raise)) => Err(raise),
            Err(Stop::Signal(_)) => Err(super::act::mismatch()),
        }
    }
}

/// `loop.cycle(…)`.
pub(crate) fn cycle(walk: &Loop, items: &[Object]) -> Result<Object> {
    if items.is_empty() {
        return Err(Raise::type_error("no items for cycling given"));
    }
    Ok(items[walk.count.get().saturating_sub(1) % items.len()].clone())
}

/// `loop.changed(…)`.
pub(crate) fn changed(walk: &Loop, values: Vec<Object>) -> Result<bool> {
    let kept = Rc::new(List::new(values.clone()));
    watch(&kept);
    let Some(last) = walk.changed.borrow_mut().replace(kept) else { return Ok(true) };
    let last = last.items();
    if last.len() != values.len() {
        return Ok(true);
    }
    for (a, b) in last.iter().zip(&values) {
        if !equal(a, b)? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Machine {
    /// Begins a loop.
    pub fn begin(self: &Rc<Machine>, id: usize) -> Result<()> {
        let (unit, walk) = self.walk_of(id)?;
        let Some(Op::Loop(head)) = unit.program.ops.get(walk) else { return Err(super::act::mismatch()) };
        let outer = self.frame()?;
        let pending = self.activations.borrow_mut().last_mut().and_then(|a| a.pending.take());
        let (source, depth) = match pending {
            Some((source, depth)) => (source, depth),
            None => (self.eval(&head.iterable, &outer)?, 0),
        };
        let next = iterate(&source).map_err(|raise| raise.at(head.iterable.place))?;
        let again = head.recursive.map(|fragment| (unit.clone(), fragment, self.loop_home(&outer)));
        let (source, next) = match &head.filter {
            Some(_) => (Object::None, self.filtering(&unit, id, next, &outer)),
            None => (source, next),
        };
        let walk = Rc::new(Loop {
            source,
            next: RefCell::new(next),
            ahead: RefCell::default(),
            before: RefCell::default(),
            current: RefCell::default(),
            changed: RefCell::default(),
            length: Cell::new(None),
            count: Cell::new(0),
            depth,
            lenient: self.lenient,
            again,
        });
        if let Some(activation) = self.activations.borrow_mut().last_mut() {
            activation.loops.push(Running { outer, walk });
        }
        Ok(())
    }

    fn walk_of(&self, id: usize) -> Result<(Rc<Unit>, usize)> {
        Ok((self.current().ok_or_else(super::act::mismatch)?, id))
    }

    /// A recursive loop is called again from the scope that surrounds its fragment.
    fn loop_home(&self, frame: &Rc<Frame>) -> Rc<Frame> {
        frame.parent().unwrap_or(frame).clone()
    }

    fn filtering(self: &Rc<Machine>, unit: &Rc<Unit>, id: usize, mut next: Iter, outer: &Rc<Frame>) -> Iter {
        let (machine, unit, outer) = (Rc::downgrade(self), unit.clone(), outer.clone());
        Box::new(move || {
            let (Some(machine), Some(Op::Loop(head))) = (machine.upgrade(), unit.program.ops.get(id)) else {
                return Ok(None);
            };
            while let Some(item) = next()? {
                let scope = Frame::inside(&outer);
                machine.assign(&head.target, item.clone(), &scope)?;
                if accepts(&machine, head, &scope)? {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        })
    }

    /// Goes on to the next item; `false` at the end.
    pub fn advance(self: &Rc<Machine>, id: usize) -> Result<bool> {
        let running = self.activations.borrow().last().and_then(|a| {
            let running = a.loops.last()?;
            Some((a.unit.clone(), running.outer.clone(), running.walk.clone()))
        });
        let Some((unit, outer, walk)) = running else { return Err(super::act::mismatch()) };
        let Some(Op::Loop(head)) = unit.program.ops.get(id) else { return Err(super::act::mismatch()) };
        let place = head.iterable.place;
        self.burn(TURN).map_err(|raise| raise.at(place))?;
        let Some(item) = walk.advance().map_err(|raise| raise.at(place))? else { return Ok(false) };
        let scope = Frame::inside(&outer);
        if head.extended {
            scope.set_local(&loop_name(), Object::Native(walk));
        }
        self.assign(&head.target, item, &scope).map_err(|raise| raise.at(place))?;
        self.enter(scope);
        Ok(true)
    }

    /// Ends a loop; tells whether there was no item.
    pub fn finish(&self, _id: usize) -> Result<bool> {
        let running = self.activations.borrow_mut().last_mut().and_then(|a| a.loops.pop());
        let Some(running) = running else { return Err(super::act::mismatch()) };
        let none = running.walk.count.get() == 0;
        self.enter(running.outer);
        Ok(none)
    }

    /// Runs a loop that has a fragment of its own.
    pub(super) fn recurse(
        self: &Rc<Machine>,
        fragment: usize,
        frame: &Rc<Frame>,
        pending: Option<(Object, usize)>,
    ) -> std::result::Result<Output, Stop> {
        let unit = self.current().ok_or_else(super::act::mismatch)?;
        self.run_loop(unit, fragment, frame, pending)
    }

    fn run_loop(
        self: &Rc<Machine>,
        unit: Rc<Unit>,
        fragment: usize,
        frame: &Rc<Frame>,
        pending: Option<(Object, usize)>,
    ) -> std::result::Result<Output, Stop> {
        let frame = Frame::inside(frame);
        self.run(Activation { unit, frame, loops: Vec::new(), pending, root: false }, fragment)
    }
}

fn accepts(machine: &Rc<Machine>, head: &Walk, scope: &Rc<Frame>) -> Result<bool> {
    let Some(filter) = &head.filter else { return Ok(true) };
    let place = |expr: &Expr| expr.place;
    machine.eval(filter, scope)?.truth().map_err(|raise| raise.at(place(filter)))
}

fn loop_name() -> Arc<str> {
    thread_local! {
        static NAME: Arc<str> = Arc::from("loop");
    }
    NAME.with(Arc::clone)
}
