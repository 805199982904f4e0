//! Templates with this minion's names in them: SLS files, files for `file.managed`, texts for `slsutil.renderer`.

use std::{fs, sync::Arc};

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use halite_modules::REGISTRY;
use halite_render::{
    CallError, Context, Functions, RenderError, Rendered, Renderers, Source, SourceError, Template, render,
    render_text, utf8,
};
use halite_states::{
    declare::{Facts, ModuleError, RenderFile, Reply},
    lint::SaltNames,
    source::{RenderSls, SlsSource},
};

use super::{Answers, Run, gate::Caller};
use crate::answers::{self, GivenAnswers};

/// The largest template that is read.
const MAX_TEMPLATE: u64 = 16 << 20;

/// The names that every template sees.
fn context(run: &Run, saltenv: &str) -> Context {
    let reach = Arc::new(Reach(run.inner()));
    let mut context = Context::new(saltenv, reach.clone(), reach);
    context.set("grains", run.grains()).set("pillar", run.pillar()).set("opts", options(run));
    context
}

/// The configuration with what Salt puts into `opts` for a run.
fn options(run: &Run) -> Arc<Dict> {
    let mut options = run.options().as_ref().clone();
    options.insert("test", run.test());
    options.insert("saltenv", run.saltenv());
    Arc::new(options)
}

fn renderers(run: &Run) -> Renderers {
    let options = &run.home.config;
    let default = Renderers::default();
    Renderers {
        default: Some(options.text("renderer")).filter(|name| !name.is_empty()).unwrap_or(default.default),
        whitelist: options.list("renderer_whitelist"),
        blacklist: options.list("renderer_blacklist"),
        gpg: run.home.gpg.clone(),
    }
}

/// What templates reach: files of the file server and execution functions.
pub(super) struct Reach(pub(super) Run);

impl Source for Reach {
    fn read(&self, saltenv: &str, path: &str) -> Result<Option<String>, SourceError> {
        read(&self.0, saltenv, path)
            .map_err(|failure| SourceError { path: path.to_owned(), reason: failure.message })
    }

    fn paths(&self, saltenv: &str) -> Vec<String> {
        let listing = self.0.home.files.list(saltenv);
        listing.map(|listing| listing.files.keys().cloned().collect()).unwrap_or_default()
    }
}

fn read(run: &Run, saltenv: &str, path: &str) -> Result<Option<String>, Failure> {
    let Some(file) = run.home.files.fetch(saltenv, path)? else { return Ok(None) };
    let failed = |reason: String| Failure::new(Kind::Io, format!("could not read salt://{path}: {reason}"));
    let size = fs::metadata(&file).map_err(|error| failed(error.to_string()))?.len();
    if size > MAX_TEMPLATE {
        return Err(failed(format!("it is larger than {} MiB", MAX_TEMPLATE >> 20)));
    }
    let bytes = fs::read(&file).map_err(|error| failed(error.to_string()))?;
    utf8(bytes).map(Some).map_err(failed)
}

/// Tells whether a host that is only described may have a function: Salt has it, or nobody knows its module, which the
/// tree may bring along.
fn may_be_there(name: &str) -> bool {
    REGISTRY.function(name).is_some() || name.contains('.') && SaltNames::may_have(name)
}

impl Functions for Reach {
    fn has(&self, name: &str) -> bool {
        let offered = || self.0.home.gate.check(name, Caller::Named).is_ok();
        let known = || REGISTRY.function(name).is_some() && offered();
        self.given(|answers, scope| answers.has(scope, name)).unwrap_or_else(known)
    }

    fn offers(&self, name: &str) -> bool {
        // Salt has more functions than we do; which of them that host has is for the answers to say.
        let there =
            self.given(|answers, scope| Some(answers.has(scope, name).unwrap_or_else(|| may_be_there(name))));
        // One that this minion does not offer says so when it is called.
        there.unwrap_or_else(|| REGISTRY.function(name).is_some())
    }

    fn has_module(&self, module: &str) -> bool {
        REGISTRY.0.iter().any(|known| known.name == module && !known.functions.is_empty())
            || self.given(|answers, _| Some(answers.has_module(module))).unwrap_or_default()
    }

    fn names(&self) -> Vec<&'static str> {
        REGISTRY.functions().map(|entry| entry.name).collect()
    }

    fn call(&self, name: &str, positional: Vec<Value>, named: Dict) -> Result<Value, CallError> {
        self.answer(name, Arguments { positional, named }).map_err(call_error)
    }

    fn known(&self, filter: &str, arguments: &[Value]) -> Result<Option<Value>, CallError> {
        let arguments = Arguments { positional: arguments.to_vec(), named: Dict::new() };
        match self.given(|answers, scope| Some(answers.answer(scope, filter, &arguments))) {
            None => Ok(None),
            Some(Some(reply)) => reply.map(Some).map_err(call_error),
            Some(None) => {
                let is_command = filter.starts_with("ext_pillar.");
                let seen = if is_command { "runs a command" } else { "is a filter on its files" };
                Err(CallError { execution: false, failure: unanswered(filter, seen) })
            }
        }
    }

    fn looked(&self, filter: &str, arguments: Vec<Value>, found: Value) {
        let arguments = Arguments { positional: arguments, named: Dict::new() };
        self.keep(filter, &arguments, &Ok(found));
    }
}

impl Reach {
    fn given<T>(&self, ask: impl FnOnce(&GivenAnswers, Option<&str>) -> Option<T>) -> Option<T> {
        match &self.0.home.answers {
            Answers::Given(answers) => ask(answers, self.0.scope.as_deref()),
            Answers::Live | Answers::Recorded(_) => None,
        }
    }

    /// What was recorded, else what the function says; and where that was seen on the host, it is kept or refused.
    fn answer(&self, name: &str, arguments: Arguments) -> Reply {
        if let Some(reply) = self.given(|answers, scope| answers.answer(scope, name, &arguments)) {
            return reply;
        }
        let run = Run { watch: self.0.home.watch(), ..self.0.clone() };
        let reply = run.call(name, arguments.clone());
        let seen = match (run.watch.seen(), &reply) {
            (Some(seen), _) => seen,
            (None, Err(ModuleError::NoFunction(missing))) if missing == name => {
                return Err(ModuleError::Failure(self.no_function(name)));
            }
            (None, _) => return reply,
        };
        match &self.0.home.answers {
            Answers::Live => reply,
            Answers::Given(_) => Err(ModuleError::Failure(unanswered(name, seen))),
            Answers::Recorded(_) => {
                self.keep(name, &arguments, &reply);
                reply
            }
        }
    }

    fn no_function(&self, name: &str) -> Failure {
        let failure = ModuleError::NoFunction(name.to_owned()).into_failure();
        match self.given(|_, _| Some(RECORD)) {
            Some(hint) => failure.hint(format!("it is none of Halite's yet; {hint}")),
            None => failure,
        }
    }

    fn keep(&self, name: &str, arguments: &Arguments, reply: &Reply) {
        if let (Answers::Recorded(recorder), Some(scope)) = (&self.0.home.answers, &self.0.scope) {
            recorder.keep(scope, name, arguments, reply);
        }
    }
}

/// What to do about a call that wants an answer.
pub(crate) const RECORD: &str = "record what such a host answers with `halite call … --record-answers FILE`, and give it with \
                      `--answers FILE`";

fn unanswered(name: &str, seen: &str) -> Failure {
    let message = format!("`{name}` looks at the host (it {seen}), and no answer is given for this call");
    Failure::new(Kind::Function, message).hint(RECORD)
}

fn call_error(error: ModuleError) -> CallError {
    let execution = matches!(
        error,
        ModuleError::Failed(_) | ModuleError::Usage(_) | ModuleError::Command(_) | ModuleError::File { .. }
    );
    CallError { execution, failure: error.into_failure() }
}

/// The SLS files of a run.
pub(crate) struct SlsFiles(pub(crate) Run);

impl SlsSource for SlsFiles {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        self.0.home.files.environments()
    }

    fn files(&self, saltenv: &str) -> Result<Vec<String>, Failure> {
        Ok(self.0.home.files.list(saltenv)?.files.keys().cloned().collect())
    }

    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure> {
        let RenderSls { path, saltenv, sls, chain } = *request;
        let run = self.0.scoped(sls.unwrap_or(answers::TOP));
        let text = read(&run, saltenv, path)?.ok_or_else(|| {
            Failure::new(Kind::Compile, format!("there is no file salt://{path} in environment {saltenv}"))
        })?;
        let template = Template::of_path(path, text);
        let mut context = context(&run, saltenv);
        let on_disk = run.home.files.fetch(saltenv, path)?.unwrap_or_default();
        context.set_sls(sls.unwrap_or_default(), path, &on_disk.to_string_lossy());
        render(&template, &context, &renderers(&run)).map_err(|error| failure(&error, chain))
    }
}

fn failure(error: &RenderError, chain: &[String]) -> Failure {
    // The place shows the line; Salt's own excerpt of the template would show it twice.
    let mut failure = error.failure(Kind::Compile);
    if let Some(place) = failure.place.as_mut() {
        place.chain.splice(0..0, chain.iter().cloned());
    }
    failure
}

/// Renders a template into a file's content.
pub(super) fn render_file(run: &Run, request: &RenderFile<'_>) -> Result<String, ModuleError> {
    let template = template(request.source, request.text);
    let mut context = context(run, request.saltenv);
    for (name, value) in &request.context {
        context.set(&name.to_string(), value.clone());
    }
    // As in Salt, only a template that is told its SLS has `tpldir` and kin.
    if let Some(sls) = request.context.get("sls").and_then(Value::as_str) {
        context.set_sls(sls, &template.path, request.source);
    }
    let failed = |error: RenderError| {
        let mut failure = error.failure(Kind::Function);
        failure.message = error.salt_text();
        ModuleError::Failure(failure)
    };
    match request.engine {
        "jinja" => Ok(render_text(&template, &context).map_err(failed)?.text),
        engine => {
            let only = Renderers { default: engine.to_owned(), ..renderers(run) };
            Ok(render(&template, &context, &only).map_err(failed)?.value.to_string())
        }
    }
}

/// Renders an SLS-like text to data.
pub(super) fn render_data(run: &Run, name: &str, text: &str, extra: &Dict) -> Result<Value, ModuleError> {
    let template = template(name, text);
    let mut context = context(run, run.saltenv());
    for (name, value) in extra {
        context.set(&name.to_string(), value.clone());
    }
    let rendered = render(&template, &context, &renderers(run));
    Ok(rendered.map_err(|error| ModuleError::Failure(failure(&error, &[])))?.value)
}

/// Relative imports start from the folder of a template that is in an environment.
fn template(source: &str, text: &str) -> Template {
    match source.strip_prefix("salt://") {
        Some(path) => Template::of_path(path.split('?').next().unwrap_or(path), text),
        None => Template::of_text(source, text),
    }
}
