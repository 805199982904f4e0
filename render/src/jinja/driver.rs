//! minijinja runs the statements. This file alone knows it.
//!
//! A program's skeletons hold control flow and numbered calls; each call comes back here and goes on to the machine.
//! minijinja's callbacks must be `Send` and outlive everything, and a rendering is neither: so the machine that is
//! running is kept by the thread it runs on, which is the rendering's own.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, Value};

use super::raise::{Raise, Result};
use super::run::{Engine, Machine, Output, Program, Signal, Stop};

/// The skeletons of one program, compiled by minijinja.
pub(super) struct Skeletons {
    environment: Environment<'static>,
    names: Vec<String>,
}

thread_local! {
    static RUNNING: RefCell<Vec<Rc<Machine>>> = const { RefCell::new(Vec::new()) };
    static STOPPED: RefCell<Option<Stop>> = const { RefCell::new(None) };
    static HELD: RefCell<Arc<str>> = RefCell::new(Arc::from(""));
}

impl Skeletons {
    /// Compiles a program's skeletons.
    pub(super) fn compile(program: &Program) -> Result<Skeletons> {
        let mut environment = Environment::empty();
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        add_functions(&mut environment);
        let names: Vec<String> = (0..program.fragments.len()).map(|n| n.to_string()).collect();
        for (name, source) in names.iter().zip(&program.fragments) {
            environment
                .add_template_owned(name.clone(), source.clone())
                .map_err(|error| Raise::limit(format!("the statements nest too deeply: {error}")))?;
        }
        Ok(Skeletons { environment, names })
    }
}

impl Engine for Skeletons {
    fn run(
        &self,
        machine: &Rc<Machine>,
        fragment: usize,
        output: &mut Output,
    ) -> std::result::Result<(), Stop> {
        let name = self.names.get(fragment).map_or("", String::as_str);
        let template = self.environment.get_template(name).map_err(|error| foreign(&error))?;
        RUNNING.with(|running| running.borrow_mut().push(machine.clone()));
        let result = template.render_captured_to((), Sink { machine, output }).map(drop);
        RUNNING.with(|running| running.borrow_mut().pop());
        result
            .map_err(|error| STOPPED.with(|stopped| stopped.take()).unwrap_or_else(|| foreign(&error).into()))
    }
}

/// An error of minijinja's own: a bound of its, since the skeletons are ours.
fn foreign(error: &Error) -> Raise {
    Raise::limit(format!("the template engine stopped: {error}"))
}

fn add_functions(environment: &mut Environment<'static>) {
    environment.add_function("t", |id: usize| with(|m| Ok(m.text(id)?), Value::from));
    environment.add_function("e", |id: usize| with(|m| Ok(m.print(id)?), Value::from));
    environment.add_function("c", |id: usize| with(|m| Ok(m.test(id)?), Value::from));
    environment.add_function("a", |id: usize| with(|m| m.act(id), Value::from));
    environment.add_function("n", |id: usize| with(|m| Ok(m.advance(id)?), Value::from));
    environment.add_function("f", |id: usize| with(|m| Ok(m.finish(id)?), Value::from));
    environment.add_function("b", |id: usize| {
        with(|m| Ok(m.begin(id)?), |()| Value::make_iterable(|| std::iter::repeat(true)))
    });
    environment.add_function("k", |id: usize| with(|m| capture(m, id), Value::from));
    environment.add_function("o", || Value::from(HELD.with(|held| held.borrow().clone())));
    environment.add_function("s", |signal: i64| {
        let signal = if signal == 1 { Signal::Break } else { Signal::Continue };
        with(|_| Err::<bool, Stop>(Stop::Signal(signal)), Value::from)
    });
}

/// Lets the running machine do something; what stops it waits for the end of the fragment.
fn with<T>(
    work: impl FnOnce(&Rc<Machine>) -> std::result::Result<T, Stop>,
    value: impl FnOnce(T) -> Value,
) -> std::result::Result<Value, Error> {
    let machine = RUNNING.with(|running| running.borrow().last().cloned());
    let Some(machine) = machine else { return Err(stopped()) };
    match work(&machine) {
        Ok(done) => Ok(value(done)),
        Err(stop) => {
            STOPPED.with(|slot| slot.replace(Some(stop)));
            Err(stopped())
        }
    }
}

fn stopped() -> Error {
    Error::new(ErrorKind::InvalidOperation, "stopped")
}

/// Carries out a statement whose body may hold a loop control: 0 for none, 1 for `break`, 2 for `continue`.
fn capture(machine: &Rc<Machine>, id: usize) -> std::result::Result<i64, Stop> {
    let (text, signal) = match machine.act(id) {
        Ok(text) => (text, 0),
        Err(Stop::Signal(Signal::Break)) => (Arc::from(""), 1),
        Err(Stop::Signal(Signal::Continue)) => (Arc::from(""), 2),
        Err(stop) => return Err(stop),
    };
    HELD.with(|held| held.replace(text));
    Ok(signal)
}

/// Where minijinja writes to.
struct Sink<'a> {
    machine: &'a Rc<Machine>,
    output: &'a mut Output,
}

impl io::Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        if let Err(raise) = self.machine.write(self.output, text) {
            STOPPED.with(|slot| slot.replace(Some(raise.into())));
            return Err(io::Error::other("stopped"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
