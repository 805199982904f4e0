//! The pipe as a whole, and where its errors are reported.

use std::sync::Arc;

use halite_common::{
    value::{Dict, Value},
    yaml::Step,
};

use super::{Renderers, render};
use crate::{CallError, Context, Functions, NoFunctions, NoSource, RenderError, Rendered, Template};

fn rendered(text: &str) -> Result<Rendered, RenderError> {
    let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
    render(&Template::of_path("a/init.sls", text), &context, &Renderers::default())
}

#[test]
fn the_pipe_makes_data() {
    let check = |text: &str, expected: &str| assert_eq!(rendered(text).unwrap().value.repr(), expected);
    check("", "{}");
    check(" \n\n", "{}");
    check("# only a comment\n", "{}");
    check("#!yaml\na: 0644\n", "{'a': 644}");
    check("#!json\n{\"a\": [1, true]}\n", "{'a': [1, True]}");
    check("#!json\n", "{}");
    check("#!text\na: 1\n", "'#!text\\na: 1\\n'");
}

#[test]
fn every_value_has_its_place_in_the_template() {
    let rendered = rendered("#!yaml\nweb:\n  pkg.installed:\n    - name: nginx\n").unwrap();
    let path: [Step; 4] = ["web".into(), "pkg.installed".into(), 0.into(), "name".into()];
    let place = rendered.place(&path).unwrap();
    assert_eq!(place.to_string(), "salt://a/init.sls, line 4, column 7");
    assert_eq!(place.text.as_deref(), Some("    - name: nginx"));
    let within = rendered.places.within(&path[0]).place(&path[1..2]).unwrap();
    assert_eq!((within.line, within.column), (3, 3));
}

#[test]
fn errors_point_at_the_template() {
    let check = |text: &str, expected: &str| {
        let error = rendered(text).unwrap_err();
        let place = error.place().map(ToString::to_string).unwrap_or_default();
        assert_eq!(format!("{error} ({place}) {}", error.hint().unwrap_or_default()), expected);
    };
    check(
        "#!yaml\na: 1\na: 2\n",
        "found conflicting ID 'a' (salt://a/init.sls, line 3, column 1) line 2 has the same key; join the two, or \
         rename one",
    );
    // The rendered text begins with a line break, and is wrong in a line that a loop wrote.
    check(
        "{% for x in ['b: c'] %}\n{{ x }}-d: 1\n{% endfor %}",
        "mapping values are not allowed in this context (salt://a/init.sls, line 2) quote the value: it contains a \
         colon followed by a space",
    );
    check(
        "#!yaml\na:\n\tb: 1\n",
        "found character that cannot start any token (salt://a/init.sls, line 3, column 1) \
         the line is indented with a tab; YAML takes spaces only",
    );
    check(
        "#!py\n",
        "the renderer `py` is not available (salt://a/init.sls, line 1) \
         this renderer runs Python code, which Halite does not; write the file as jinja|yaml",
    );
    check(
        "#!jinga|yaml\n",
        "the renderer `jinga` is not available (salt://a/init.sls, line 1) did you mean `jinja`?",
    );
    check("#!yaml|jinja\na: 1\n", "the renderer `jinja` needs text, not data (salt://a/init.sls, line 1) ");
    check("#!json\n{\"a\": 1,}\n", "trailing comma (salt://a/init.sls, line 2, column 9) ");
}

#[test]
fn errors_read_as_salts() {
    let text = rendered("#!yaml\na: b: c\n").unwrap_err().salt_text();
    let expected = "mapping values are not allowed in this context; line 2\n\n\
        ---\n#!yaml\na: b: c    <======================\n---";
    assert_eq!(text, expected);
    let text = rendered("#!yaml\na: 1\na: 2\n").unwrap_err().salt_text();
    let expected = "while constructing a mapping\n  in \"<unicode string>\", line 2, column 1\n\
        found conflicting ID 'a'\n  in \"<unicode string>\", line 3, column 1";
    assert_eq!(text, expected);
}

/// `defaults.merge` alone.
struct Merge;

impl Functions for Merge {
    fn has(&self, name: &str) -> bool {
        name == "defaults.merge"
    }

    fn has_module(&self, module: &str) -> bool {
        module == "defaults"
    }

    fn call(&self, _: &str, positional: Vec<Value>, _: Dict) -> Result<Value, CallError> {
        let mut dicts = positional.into_iter().filter_map(Value::into_dict);
        let mut merged = dicts.next().unwrap();
        merged.update(dicts.next().unwrap(), false);
        Ok(merged.into())
    }
}

#[test]
fn functions_change_the_dictionary_of_the_template_as_in_salt() {
    let check = |text: &str, expected: &str| {
        let context = Context::new("base", Arc::new(NoSource), Arc::new(Merge));
        let template = Template::of_path("a.sls", text);
        let rendered = render(&template, &context, &Renderers::default()).unwrap();
        assert_eq!(rendered.value.repr(), expected);
    };
    let set = "{% set d = {'a': {'x': 1}, 'l': [1]} %}{% set inner = d.a %}";
    let show = "\nd: {{ d }}\ninner: {{ inner }}\n";
    let merged = "{'d': {'a': {'x': 1, 'y': 2}, 'l': [2]}, 'inner': {'x': 1, 'y': 2}}";
    let over = "{'a': {'y': 2}, 'l': [2]}";
    check(&format!("{set}{{% do salt['defaults.merge'](d, {over}) %}}{show}"), merged);
    check(&format!("{set}{{% do salt.defaults.merge(d, {over}) %}}{show}"), merged);
    let kept = "{'d': {'a': {'x': 1}, 'l': [1]}, 'inner': {'x': 1}}";
    check(&format!("{set}{{% do salt['defaults.merge'](d, {over}, in_place=False) %}}{show}"), kept);
}

#[test]
fn errors_of_rendered_text_point_at_the_template() {
    let check = |text: &str, expected: &str| {
        let error = rendered(text).unwrap_err();
        let place = error.place().unwrap();
        assert_eq!(format!("{error} ({place}) {}", place.text.as_deref().unwrap_or_default()), expected);
    };
    check(
        "{% set n = 3 %}\n{% for i in range(n) %}\nk{{ i }}: 1\n{% endfor %}\nlast: a: b\n",
        "mapping values are not allowed in this context (salt://a/init.sls, line 5, column 8) last: a: b",
    );
    check(
        "{% for i in [1, 2] %}\nsame: {{ i }}\n{% endfor %}\n",
        "found conflicting ID 'same' (salt://a/init.sls, line 2) same: {{ i }}",
    );
    check(
        "a: 1\nb: {{ nope }}\n",
        "Jinja variable 'nope' is undefined (salt://a/init.sls, line 2, column 7) b: {{ nope }}",
    );
}
