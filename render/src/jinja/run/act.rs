//! What the engine calls back for.

use std::rc::Rc;
use std::sync::Arc;

use super::super::object::Object;
use super::super::raise::{Place, Raise, Result};
use super::frame::Frame;
use super::machine::{Machine, Stop, Unit};
use super::origin::Mark;
use super::program::{Act, Op};

impl Machine {
    fn op(&self) -> Result<Rc<Unit>> {
        self.current().ok_or_else(|| Raise::limit("nothing is running"))
    }

    /// The text of an operation.
    pub fn text(&self, id: usize) -> Result<Arc<str>> {
        let unit = self.op()?;
        let Some(Op::Text(place, text)) = unit.program.ops.get(id) else { return Err(mismatch()) };
        if self.is_silent() {
            return Ok(Arc::from(""));
        }
        self.mark(Mark::Text(self.origin(*place)));
        Ok(text.clone())
    }

    /// The printed value of an operation's expression.
    pub fn print(self: &Rc<Machine>, id: usize) -> Result<Arc<str>> {
        let unit = self.op()?;
        let Some(Op::Print(expr)) = unit.program.ops.get(id) else { return Err(mismatch()) };
        if self.is_silent() {
            return Ok(Arc::from(""));
        }
        let value = self.eval(expr, &self.frame()?)?;
        let text = super::print::printed(&value).map_err(|raise| raise.at(expr.place))?;
        self.mark(Mark::Value(self.origin(expr.place)));
        Ok(text)
    }

    /// The truth of an operation's expression.
    pub fn test(self: &Rc<Machine>, id: usize) -> Result<bool> {
        let unit = self.op()?;
        let Some(Op::Test(expr)) = unit.program.ops.get(id) else { return Err(mismatch()) };
        let value = self.eval(expr, &self.frame()?)?;
        value.truth().map_err(|raise| raise.at(expr.place))
    }

    /// Carries out any other statement; gives what it prints.
    pub fn act(self: &Rc<Machine>, id: usize) -> std::result::Result<Arc<str>, Stop> {
        let unit = self.op()?;
        let Some(Op::Act(place, act)) = unit.program.ops.get(id) else { return Err(mismatch().into()) };
        self.burn(1)?;
        self.carry_out(act, *place).map_err(|stop| match stop {
            Stop::Raise(raise) => Stop::Raise(raise.at(*place)),
            signal => signal,
        })
    }

    fn carry_out(self: &Rc<Machine>, act: &Act, place: Place) -> std::result::Result<Arc<str>, Stop> {
        let frame = self.frame()?;
        match act {
            Act::Set(target, expr) => {
                let value = self.eval(expr, &frame)?;
                self.assign(target, value, &frame)?;
            }
            Act::SetBlock(target, filter, fragment) => {
                let text = self.captured(*fragment, &frame)?.text.into();
                let value = self.filtered(filter.as_ref(), text, &frame)?;
                self.assign(target, value, &frame)?;
            }
            Act::With(assigned) => {
                let inner = Frame::inside(&frame);
                for (target, expr) in assigned {
                    let value = self.eval(expr, &frame)?;
                    self.assign(target, value, &inner)?;
                }
                self.enter(inner);
            }
            Act::Leave => {
                let outer = frame.parent().cloned();
                self.enter(outer.unwrap_or(frame));
            }
            Act::Define(definition) => {
                let object = self.macro_object(definition, &frame)?;
                frame.set(&definition.name, object);
            }
            Act::Call(call, definition) => return Ok(self.call_block(call, definition, &frame)?),
            Act::Filter(filter, fragment) => {
                let text = self.captured(*fragment, &frame)?.text.into();
                let value = self.filtered(Some(filter), text, &frame)?;
                self.mark(Mark::Value(self.origin(place)));
                return Ok(super::print::printed(&value)?);
            }
            Act::Do(expr) => {
                self.eval(expr, &frame)?;
            }
            Act::Block(name, scoped) => return Ok(self.block(name, *scoped, &frame)?),
            Act::Extends(expr) => self.extends(expr, &frame)?,
            Act::Include(include) => return Ok(self.include(include, &frame)?),
            Act::Import(include, name) => {
                let module = self.import(include, &frame)?;
                self.bind_import(&frame, name, module);
            }
            Act::From(include, names) => self.import_from(include, names, &frame)?,
            Act::Load(loader, target, fragment) => {
                let inner = Frame::inside(&frame);
                let output = self.captured(*fragment, &inner)?;
                let value = super::capture::loaded(self, *loader, &output.text, &output.lines)?;
                self.assign(target, value, &frame)?;
            }
            Act::ImportData(include, loader, name) => {
                let module = self.import(include, &frame)?;
                let text = super::super::object::text(&module)?;
                let value = super::capture::loaded(self, *loader, &text, super::module::written(&module))?;
                frame.set(name, value);
            }
            Act::Recursive(fragment) => {
                let output = self.recurse(*fragment, &frame, None)?;
                let (text, mark) = output.into_mark();
                self.mark(mark);
                return Ok(text.into());
            }
        }
        Ok(Arc::from(""))
    }

    fn filtered(
        self: &Rc<Machine>,
        filter: Option<&super::super::syntax::Expr>,
        text: Arc<str>,
        frame: &Rc<Frame>,
    ) -> Result<Object> {
        match filter {
            Some(filter) => self.eval_filter_chain(filter, Object::Str(text), frame),
            None => Ok(Object::Str(text)),
        }
    }
}

/// The skeleton and the operations come from one translation; they cannot disagree.
pub(super) fn mismatch() -> Raise {
    Raise::limit("the translated template does not fit its operations")
}
