//! One rendering from the outside: template and context in, text and line map out.
//!
//! A rendering runs on a thread of its own, with a stack deep enough for any template that the bounds allow.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use halite_common::failure::Place as FilePlace;
use halite_common::value::{Dict, Value};

use super::compiled;
use super::library::salt_object;
use super::raise::{Kind, Place, Raise, Result, Spot, Way};
use super::run::{Link, Loaded, Machine, Names, Output};
use super::settings::{Settings, take_header};
use crate::{CallError, Context, Origin, RenderError, RenderedText, Template};

/// What the deepest template that the bounds allow needs, and more; untouched pages cost nothing.
const STACK: usize = 256 << 20;

/// Renders a template as Salt's `jinja` renderer does. Each line of the result knows the template's line.
pub fn render_text(template: &Template, context: &Context) -> std::result::Result<RenderedText, RenderError> {
    std::thread::scope(|scope| {
        let rendering = std::thread::Builder::new()
            .name("render".into())
            .stack_size(STACK)
            .spawn_scoped(scope, || Rendering::new(template, context).run(context));
        match rendering.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                Err(placeless("Jinja error: the renderer failed on this template; that is a fault of Halite"))
            }
            Err(error) => Err(placeless(&format!("Jinja error: no thread to render on: {error}"))),
        }
    })
}

fn placeless(message: &str) -> RenderError {
    RenderError::Jinja { message: message.to_owned(), place: None, hint: None, text: String::new() }
}

type Texts = Rc<RefCell<HashMap<Arc<str>, Arc<str>>>>;

struct Rendering {
    name: Arc<str>,
    /// The text as the user has it.
    original: Arc<str>,
    /// The text that is rendered: without header.
    text: Arc<str>,
    /// How many lines the header took.
    shift: u32,
    settings: Settings,
}

impl Rendering {
    fn new(template: &Template, context: &Context) -> Rendering {
        let mut settings = Settings::of(context);
        let without = take_header(&template.text, &mut settings);
        Rendering {
            name: template.name.clone(),
            original: template.text.clone(),
            shift: u32::from(without.is_some()),
            text: without.map_or_else(|| template.text.clone(), Arc::from),
            settings,
        }
    }

    fn run(self, context: &Context) -> std::result::Result<RenderedText, RenderError> {
        let texts: Texts = Rc::default();
        let outside =
            Outside { settings: self.settings.clone(), context: context.clone(), texts: texts.clone() };
        let globals =
            Names::of(context.variables.iter().map(|(name, v)| (Arc::from(name.as_str()), v.clone())));
        globals.set("salt", salt_object());
        let machine = Machine::new(Rc::new(globals), Box::new(outside), &self.settings);
        let result = self.output(&machine);
        let names = machine.unit_names();
        machine.clear();
        texts.borrow_mut().insert(self.name.clone(), self.original.clone());
        let templates = texts.take();
        match result {
            Ok(output) => Ok(self.finished(output, names, templates)),
            Err(raise) => Err(self.failed(&raise, &templates)),
        }
    }

    fn output(&self, machine: &Rc<Machine>) -> Result<Output> {
        let (program, engine) = compiled::compiled(&self.text, &self.settings.options)
            .map_err(|raise| super::hint::syntax(raise).leaving(&self.name, Place::default(), Way::Import))?;
        let unit = machine.unit(&self.name, &self.name, program, engine);
        Ok(machine.run_template(unit, machine.surroundings(), Way::Import)?.0)
    }

    fn shifted(&self, template: &str, line: u32) -> u32 {
        if *self.name == *template && line > 0 { line + self.shift } else { line }
    }

    /// Salt puts the last newline back that Jinja2 takes off.
    fn finished(
        &self,
        mut output: Output,
        names: Vec<Arc<str>>,
        templates: HashMap<Arc<str>, Arc<str>>,
    ) -> RenderedText {
        if self.text.ends_with('\n') {
            output.text.push('\n');
        }
        // The template itself may be included again, under another number.
        let shifts: Vec<u32> = names.iter().map(|name| self.shifted(name, 1) - 1).collect();
        let mut last = Origin { template: 0, line: 1 };
        let origins = output.lines.iter().map(|origin| {
            // An empty line comes from nowhere in particular; the line before it is near enough.
            if let (Some(shift), true) = (shifts.get(origin.template as usize), origin.line > 0) {
                last = Origin { template: origin.template, line: origin.line + shift };
            }
            last
        });
        RenderedText { origins: origins.collect(), text: output.text, names, templates }
    }

    fn failed(&self, raise: &Raise, templates: &HashMap<Arc<str>, Arc<str>>) -> RenderError {
        let prefix = match raise.kind() {
            Kind::Undefined => "Jinja variable",
            Kind::Syntax | Kind::Runtime | Kind::Security => "Jinja syntax error:",
            Kind::Salt => "Problem running salt function in Jinja template:",
            Kind::NotFound | Kind::Limit | Kind::Python(_) => "Jinja error:",
        };
        // What was entered knows how; what it was entered from knows where.
        let described = |(inner, outer): (&Spot, &Spot)| {
            let line = self.shifted(&outer.template, outer.place.line);
            format!("{} {}, line {line}", inner.way.words(), outer.template)
        };
        let (place, text) = match raise.trail().split_first() {
            None => (None, String::new()),
            Some((spot, outer)) => {
                let line = self.shifted(&spot.template, spot.place.line);
                let text = templates.get(&spot.template).map_or("", |text| &**text);
                let shown = text.lines().nth(line.max(1) as usize - 1);
                let (read, column) = raise.rendered().unzip();
                let place = FilePlace {
                    file: spot.template.to_string(),
                    line,
                    column: column.unwrap_or(spot.place.column),
                    text: shown.map(str::to_owned),
                    rendered: read.filter(|read| Some(*read) != shown).map(str::to_owned),
                    chain: raise.trail().iter().zip(outer).rev().map(described).collect(),
                };
                (Some(Box::new(place)), text.to_owned())
            }
        };
        let message = format!("{prefix} {}", raise.message());
        RenderError::Jinja { message, place, hint: raise.hint().map(str::to_owned), text }
    }
}

/// What a rendering asks of the world.
struct Outside {
    settings: Settings,
    context: Context,
    texts: Texts,
}

impl Link for Outside {
    fn load(&self, path: &str) -> Result<Option<Loaded>> {
        let text = self.context.source.read(&self.context.saltenv, path);
        let text = text.map_err(|error| Raise::new(Kind::NotFound, format!("{path}: {error}")))?;
        let Some(text) = text else { return Ok(None) };
        let name: Arc<str> = format!("salt://{path}").into();
        self.texts.borrow_mut().insert(name.clone(), text.as_str().into());
        let (program, engine) = compiled::compiled(&text, &self.settings.options)
            .map_err(|raise| super::hint::syntax(raise).leaving(&name, Place::default(), Way::Import))?;
        Ok(Some(Loaded { name, program, engine }))
    }

    fn call(&self, function: &str, positional: Vec<Value>, named: Dict) -> Result<Value> {
        self.context.functions.call(function, positional, named).map_err(raised)
    }

    fn changes_first_argument(&self, function: &str, named: &Dict) -> bool {
        self.context.functions.changes_first_argument(function, named)
    }

    fn has(&self, function: &str) -> bool {
        self.context.functions.has(function)
    }

    fn offers(&self, function: &str) -> bool {
        self.context.functions.offers(function)
    }

    fn known(&self, filter: &str, arguments: &[Value]) -> Result<Option<Value>> {
        self.context.functions.known(filter, arguments).map_err(raised)
    }

    fn looked(&self, filter: &str, arguments: Vec<Value>, found: Value) {
        self.context.functions.looked(filter, arguments, found);
    }

    fn has_module(&self, module: &str) -> bool {
        self.context.functions.has_module(module)
    }

    fn functions(&self) -> Vec<&'static str> {
        self.context.functions.names()
    }

    fn paths(&self) -> Vec<String> {
        self.context.source.paths(&self.context.saltenv)
    }
}

fn raised(error: CallError) -> Raise {
    let kind = if error.execution { Kind::Salt } else { Kind::Python("Exception") };
    let raise = Raise::new(kind, error.failure.message.clone());
    match error.failure.hint {
        Some(hint) => raise.advising(hint),
        None => raise,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Rendering;
    use crate::{Context, NoFunctions, NoSource, Template};

    #[test]
    fn nothing_outlives_a_rendering() {
        let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
        for text in [
            "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1) }}",
            "{% macro f(a) %}{{ g(a) }}{% endmacro %}{% macro g(a) %}{{ f.name }}{% endmacro %}{{ f(1) }}",
            "{% set l = [] %}{% do l.append(l) %}",
            "{% for l in [[], []] %}{% do l.append(l) %}{% do l.extend([l]) %}{% do l.insert(0, l) %}{% endfor %}",
            "{% set d = {} %}{% do d.update({'d': d}) %}{% do d.setdefault('e', {'d': d}) %}",
            "{% set d = {} %}{% set e = d | set_dict_key_value('a:b', d) | append_dict_key_value('c', d) %}",
            "{% set d = {'x': {}} %}{% set e = d | update_dict_key_value('x', {'d': d}) %}",
            "{% set d = {} %}{% set e = d | extend_dict_key_value('x', [d]) %}",
            "{% set n = namespace(a=1) %}{% set n.a = n %}",
            "{% for l in [[], []] %}{% do l.append(loop) %}{% if loop.changed(loop) %}x{% endif %}{% endfor %}",
            "{% set names = ['a', 'b'] | map('upper') %}{% for a in names %}{% set b = names %}{{ a }}{% endfor %}",
            "{% for a in [[1, [2]]] recursive %}{{ loop(a) if a is iterable }}{% endfor %}",
            "{% macro f() %}{{ caller() }}{% endmacro %}{% call f() %}{% set x = f %}{% endcall %}",
            "{% macro f() %}{{ nonesuch.x }}{% endmacro %}{{ f() }}",
        ] {
            let template = Template::of_text("t", text);
            let _ = Rendering::new(&template, &context).run(&context);
            assert_eq!(super::super::object::left(), 0, "{text}");
        }
    }

    #[test]
    fn fuel_runs_out() {
        let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
        let check = |text: &str, fuel: u64, expected: Option<&str>| {
            let mut rendering = Rendering::new(&Template::of_text("t", text), &context);
            rendering.settings.fuel = fuel;
            let outcome = rendering.run(&context).map(|rendered| rendered.text);
            assert_eq!(outcome.ok().as_deref(), expected);
        };
        check("{% for a in [1, 2] %}{{ a }}{% endfor %}", 1000, Some("12"));
        check("{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}", 1000, None);
    }
}
