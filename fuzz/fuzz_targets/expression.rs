//! Jinja, both as a whole template and as an expression: text or an error, soon, never a panic.
#![no_main]

use std::sync::Arc;

use halite_render::{Context, NoFunctions, NoSource, Template, render_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
    for template in [text.to_owned(), format!("{{{{ {text} }}}}")] {
        // An error is as good an answer as a text.
        let _ = render_text(&Template::of_text("fuzz", template), &context);
    }
});
