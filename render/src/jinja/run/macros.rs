//! Macros, call blocks, and the call of either.

use std::rc::Rc;
use std::sync::Arc;

use super::super::object::{Args, Dict, Key, Native, Object, Undefined, text};
use super::super::raise::{Place, Raise, Result, Way};
use super::super::syntax::{Expr, Node};
use super::frame::Frame;
use super::machine::{Activation, Machine, Stop, Unit};
use super::origin::Mark;
use super::program::Definition;

/// A macro as an object.
pub(super) struct MacroObject {
    unit: Rc<Unit>,
    definition: Arc<Definition>,
    frame: Rc<Frame>,
}

const CALLER: usize = 0;
const KWARGS: usize = 1;
const VARARGS: usize = 2;

impl MacroObject {
    fn names(&self, index: usize) -> bool {
        self.definition.mentions[index]
    }

    fn declares(&self, name: &str) -> bool {
        self.definition.parameters.iter().any(|p| *p.name == *name)
    }

    /// Binds arguments to a scope in which the body can run.
    fn bind(&self, machine: &Rc<Machine>, mut args: Args) -> Result<Rc<Frame>> {
        let frame = Frame::inside(&self.frame);
        let count = self.definition.parameters.len();
        let extra = args.positional.split_off(args.positional.len().min(count));
        let mut given: Vec<Option<Object>> = args.positional.drain(..).map(Some).collect();
        for parameter in &self.definition.parameters[given.len()..] {
            given.push(args.take(&parameter.name));
        }
        if self.names(CALLER) && !self.declares("caller") {
            let caller = args
                .take("caller")
                .unwrap_or_else(|| Undefined::because("No caller defined", machine.is_lenient()).into());
            frame.set_local(&Arc::from("caller"), caller);
        }
        self.rest(&frame, extra, args)?;
        for (parameter, value) in self.definition.parameters.iter().zip(given) {
            let value = match (value, &parameter.default) {
                (Some(value), _) => value,
                (None, Some(default)) => machine.eval(default, &frame)?,
                (None, None) => {
                    let hint = format!("parameter '{}' was not provided", parameter.name);
                    Undefined::because(hint, machine.is_lenient()).into()
                }
            };
            frame.set_local(&parameter.name, value);
        }
        Ok(frame)
    }

    fn rest(&self, frame: &Frame, extra: Vec<Object>, args: Args) -> Result<()> {
        let name = &self.definition.name;
        if self.names(KWARGS) && !self.declares("kwargs") {
            let members = args.named.into_iter().map(|(name, value)| (Key::text(&name), value));
            frame.set_local(&Arc::from("kwargs"), Object::dict(Dict::of(members)));
        } else if let Some((first, _)) = args.named.first() {
            let message = if args.named.iter().any(|(name, _)| **name == *"caller") {
                format!(
                    "macro '{name}' was invoked with two values for the special caller argument. \
                         This is most likely a bug."
                )
            } else {
                format!("macro '{name}' takes no keyword argument '{first}'")
            };
            return Err(Raise::type_error(message));
        }
        if self.names(VARARGS) && !self.declares("varargs") {
            frame.set_local(&Arc::from("varargs"), Object::tuple(extra));
        } else if !extra.is_empty() {
            let count = self.definition.parameters.len();
            return Err(Raise::type_error(format!("macro '{name}' takes not more than {count} argument(s)")));
        }
        Ok(())
    }
}

impl Native for MacroObject {
    fn type_name(&self) -> &str {
        "Macro"
    }

    fn qualified_name(&self) -> String {
        "jinja2.runtime.Macro".into()
    }

    fn repr(&self) -> String {
        format!("<Macro '{}'>", self.definition.name)
    }

    fn attribute(&self, _machine: &Machine, name: &str) -> Result<Option<Object>> {
        Ok(match name {
            "name" => Some(Object::Str(self.definition.name.clone())),
            "arguments" => {
                let names = self.definition.parameters.iter().map(|p| Object::Str(p.name.clone()));
                Some(Object::tuple(names.collect()))
            }
            "catch_kwargs" => Some(Object::Bool(self.names(KWARGS))),
            "catch_varargs" => Some(Object::Bool(self.names(VARARGS))),
            "caller" => Some(Object::Bool(self.names(CALLER))),
            _ => None,
        })
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, machine: &Machine, args: Args) -> Result<Object> {
        let machine = machine.shared()?;
        machine.burn(1)?;
        let result = self.bind(&machine, args).map_err(Stop::Raise).and_then(|frame| {
            let activation =
                Activation { unit: self.unit.clone(), frame, loops: Vec::new(), pending: None, root: false };
            machine.run(activation, self.definition.fragment)
        });
        match result {
            Ok(output) => Ok(Object::from(output.text)),
            Err(Stop::Raise(raise)) => {
                Err(machine.leave(raise, &self.unit, self.definition.place, Way::Call))
            }
            Err(Stop::Signal(_)) => Err(super::act::mismatch()),
        }
    }
}

impl Machine {
    /// The object of a macro that is defined here.
    pub(super) fn macro_object(&self, definition: &Arc<Definition>, frame: &Rc<Frame>) -> Result<Object> {
        let unit = self.current().ok_or_else(super::act::mismatch)?;
        Ok(Object::native(MacroObject { unit, definition: definition.clone(), frame: frame.clone() }))
    }

    /// Notes on an exception that it leaves another template than the one that is running.
    pub(super) fn leave(&self, raise: Raise, unit: &Rc<Unit>, place: Place, way: Way) -> Raise {
        match self.current() {
            Some(current) if Rc::ptr_eq(&current, unit) => raise,
            _ => raise.leaving(&unit.name, place, way),
        }
    }

    /// Calls something with a body as `caller`.
    pub(super) fn call_block(
        self: &Rc<Machine>,
        call: &Expr,
        definition: &Arc<Definition>,
        frame: &Rc<Frame>,
    ) -> Result<Arc<str>> {
        let Node::Call(callee, given) = &call.node else { return Err(super::act::mismatch()) };
        let caller = self.macro_object(definition, frame)?;
        let mut args = self.arguments(given, frame)?;
        args.named.push((Arc::from("caller"), caller));
        let callee = self.eval(callee, frame)?;
        let value = self.invoke(&callee, args).map_err(|raise| raise.at(call.place))?;
        self.mark(Mark::Value(self.origin(call.place)));
        text(&value)
    }
}
