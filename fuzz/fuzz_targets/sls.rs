//! The compiler: a top file and two SLS files out of one text. Chunks or errors, never a panic.
#![no_main]

use std::sync::Arc;

use halite_common::{
    failure::{Failure, Kind},
    target::Known,
    value::Dict,
};
use halite_render::{Context, NoFunctions, NoSource, Rendered, Renderers, Template, render};
use halite_states::{
    compile::{Compiler, Selection},
    declare::Registry,
    options::Options,
    source::{RenderSls, SlsSource},
};
use libfuzzer_sys::fuzz_target;

/// `top.sls`, `a.sls` and `b.sls`, parted by lines of `---`.
struct Files<'a>([&'a str; 3]);

const NAMES: [&str; 3] = ["a.sls", "b.sls", "top.sls"];

impl SlsSource for Files<'_> {
    fn environments(&self) -> Result<Vec<String>, Failure> {
        Ok(vec!["base".to_owned()])
    }

    fn files(&self, _: &str) -> Result<Vec<String>, Failure> {
        Ok(NAMES.map(str::to_owned).to_vec())
    }

    fn render(&self, request: &RenderSls<'_>) -> Result<Rendered, Failure> {
        let text = NAMES.iter().position(|name| *name == request.path).map_or("", |at| self.0[at]);
        let context = Context::new(request.saltenv, Arc::new(NoSource), Arc::new(NoFunctions));
        // No programs are started here.
        let blacklist = vec!["gpg".to_owned()];
        let yaml = Renderers { default: "yaml".into(), blacklist, ..Renderers::default() };
        render(&Template::of_path(request.path, text), &context, &yaml).map_err(|error| error.failure(Kind::Compile))
    }
}

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(3, "\n---\n");
    let mut next = || parts.next().unwrap_or("");
    let files = Files([next(), next(), next()]);
    let subject = Known { id: "m1".into(), grains: Arc::default(), pillar: Arc::default() };
    let options = Options::from_config(&Dict::new());
    let Ok(compiler) = Compiler::new(&files, &subject, Registry(&[]), options) else { return };
    let names = ["a".to_owned(), "b".to_owned()];
    let _ = compiler.show_sls(&names);
    let _ = compiler.show_low_sls(&names);
    let _ = compiler.show_lowstate();
    let _ = compiler.plan_sls(&names, &Selection::default());
});
