//! Text to data: Jinja and YAML on an SLS of 500 states. `beside-salt` times the real Salt on the same file.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on may panic")]

use std::sync::Arc;

use divan::{Bencher, black_box};
use halite_common::yaml;
use halite_render::{Context, NoFunctions, NoSource, Renderers, Template, render, render_text};

const SITES: &str = include_str!("sites.sls");

fn context() -> Context {
    Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions))
}

fn template() -> Template {
    Template::of_text("sites.sls", SITES)
}

#[divan::bench]
fn jinja(bencher: Bencher) {
    let (template, context) = (template(), context());
    bencher.bench(|| render_text(black_box(&template), &context).unwrap());
}

#[divan::bench]
fn yaml(bencher: Bencher) {
    let text = render_text(&template(), &context()).unwrap().text;
    bencher.bench(|| yaml::load(black_box(text.as_ref())).unwrap());
}

#[divan::bench]
fn jinja_then_yaml(bencher: Bencher) {
    let (template, context) = (template(), context());
    bencher.bench(|| render(black_box(&template), &context, &Renderers::default()).unwrap());
}

fn main() {
    let data = render(&template(), &context(), &Renderers::default()).unwrap().value;
    assert_eq!(data.as_dict().unwrap().len(), 500, "the SLS has 500 states");
    divan::main();
}
