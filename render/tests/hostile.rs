//! Templates that mean no good: each ends in an error or in text, soon, and never in a panic.

use std::sync::Arc;

use halite_render::{Context, NoFunctions, NoSource, RenderError, Template, render_text};

fn render(text: &str) -> Result<String, RenderError> {
    let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
    render_text(&Template::of_text("hostile", text), &context).map(|rendered| rendered.text)
}

fn check(text: &str, expected: &str) {
    let shown = text.chars().take(80).collect::<String>();
    match render(text) {
        Ok(text) => panic!("{shown} should fail, and gave {} bytes", text.len()),
        Err(error) => assert!(error.to_string().contains(expected), "{shown} says {error}"),
    }
}

#[test]
fn bounds_hold() {
    check("{{ 'a' * 10 ** 12 }}", "too big");
    check("{{ [0] * 10 ** 12 }}", "too big");
    check("{{ '%999999999999d' % 1 }}", "too big");
    check("{{ '{:>999999999999}'.format(1) }}", "too big");
    check("{{ 'a'.ljust(10 ** 12) }}", "too big");
    check("{{ 'a'|center(10 ** 12) }}", "too big");
    check("{{ 'a'.zfill(10 ** 12) }}", "too big");
    check("{{ 'aaaa'.replace('', 'a' * 2 * 10 ** 7) }}", "too big");
    check("{{ range(10 ** 9) }}", "Range too big");
    check("{{ 10 ** 100 }}", "128 bits");
    check("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion");
    check("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "recursion");
    check("{% block a %}{{ self.a() }}{% endblock %}", "recursion");
    check(
        "{% set ns = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "too big",
    );
    check("{% for a in range(99999) %}{{ 'a' * 10000 }}{% endfor %}", "output is too big");
    check("{{ ('a' * 60)|regex_match('(a|a)*(?=c)') }}", "too long");
}

#[test]
fn deep_nesting_is_refused() {
    check(&format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000)), "nests too deeply");
    check(&format!("{{{{ {}1{} }}}}", "[".repeat(5000), "]".repeat(5000)), "nests too deeply");
    check(&format!("{{{{ {}1 }}}}", "not ".repeat(5000)), "nests too deeply");
    check(&format!("{{{{ {}1 }}}}", "-".repeat(5000)), "nests too deeply");
    check(&format!("{}{}", "{% if 1 %}".repeat(5000), "{% endif %}".repeat(5000)), "nests too deeply");
    check(&"{% for a in b %}".repeat(5000), "nests too deeply");
    let chain = "{% set ns = namespace(x=[]) %}{% for i in range(2000) %}{% set ns.x = [ns.x] %}{% endfor %}";
    check(&format!("{chain}{{{{ ns.x }}}}"), "recursion");
    check(&format!("{chain}{{{{ ns.x == [ns.x] }}}}"), "recursion");
    check(&format!("{chain}{{{{ ns.x|json }}}}"), "recursion");
    check(&format!("{chain}{{{{ ns.x|yaml }}}}"), "recursion");
    check(&format!("{chain}{{{{ ns.x|flatten }}}}"), "cycle");
    let tuples =
        "{% set ns = namespace(x=()) %}{% for i in range(90000) %}{% set ns.x = (ns.x,) %}{% endfor %}";
    check(&format!("{tuples}{{{{ {{ns.x: 1}} }}}}"), "recursion");
    check(&format!("{tuples}{{{{ ns.x is sameas 1 }}}}{{{{ zork }}}}"), "undefined");
    let long = format!("{{{{ {}1 }}}}", "1 + ".repeat(20_000));
    check(&long, "nests too deeply");
    check(&format!("{{{{ x{} }}}}", ".a".repeat(20_000)), "nests too deeply");
    check(&format!("{{{{ 1{} }}}}", "|string".repeat(20_000)), "nests too deeply");
    for link in ["[0]", "[]", ".a", "|a", "||a", "[?a]", "[*]"] {
        check(&format!("{{{{ {{'a': 1}}|json_query('a' ~ '{link}' * 50000) }}}}"), "nests too deeply");
    }
}

#[test]
fn a_template_without_end_is_stopped_at_its_line() {
    for text in [
        "\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set l = [1] %}\n{% for x in l %}{% do l.append(x) %}{% endfor %}",
    ] {
        let error = render(text).expect_err("it has no end");
        assert!(error.to_string().contains("used up its fuel"), "{error}");
        let RenderError::Jinja { place: Some(place), .. } = error else { panic!("{error:?}") };
        assert!(place.line == 2 && place.column > 0, "{place:?}");
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn no_mixture_of_pieces_panics() {
    const PIECES: [&str; 96] = [
        "{%",
        "%}",
        "{{",
        "}}",
        "{#",
        "#}",
        "-",
        "+",
        " ",
        "\n",
        "if",
        "else",
        "elif",
        "endif",
        "for",
        "in",
        "endfor",
        "set",
        "endset",
        "macro",
        "endmacro",
        "call",
        "endcall",
        "filter",
        "endfilter",
        "block",
        "endblock",
        "extends",
        "include",
        "import",
        "from",
        "as",
        "with",
        "endwith",
        "do",
        "raw",
        "endraw",
        "break",
        "continue",
        "load_yaml",
        "endload",
        "recursive",
        "a",
        "b",
        "loop",
        "self",
        "caller",
        "varargs",
        "ns",
        "'x'",
        "\"y\"",
        "'é☃'",
        "1",
        "2.5",
        "-1",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ":",
        ",",
        ".",
        "|",
        "~",
        "==",
        "<",
        "not",
        "and",
        "or",
        "is",
        "none",
        "true",
        "*",
        "**",
        "/",
        "//",
        "%",
        "=",
        "upper",
        "list",
        "sort",
        "map",
        "join",
        "default",
        "json",
        "yaml",
        "format",
        "split",
        "items",
        "append",
        "range",
        "slice",
        "\\",
        "🦀",
    ];
    let mut dice = Dice(7);
    for _ in 0..3000 {
        let count = 1 + dice.below(24);
        let text: String =
            (0..count).flat_map(|_| [PIECES[dice.below(PIECES.len())], ["", " "][dice.below(2)]]).collect();
        if let Err(error) = render(&text) {
            assert!(!error.to_string().contains("fault of Halite"), "panicked on {text:?}");
        }
    }
}

#[test]
fn no_call_with_strange_arguments_panics() {
    const VALUES: [&str; 22] = [
        "none",
        "true",
        "0",
        "-1",
        "1.5",
        "10 ** 30",
        "('inf'|float)",
        "('nan'|float)",
        "''",
        "'abc'",
        "'é☃'",
        "[]",
        "[1, 'a', none]",
        "()",
        "(1,)",
        "{}",
        "{'a': [1]}",
        "zork",
        "range(3)",
        "range",
        "'a'.encode()",
        "([1, 2]|map('string'))",
    ];
    let filters = include_str!("data/filters.txt").split_whitespace();
    let methods = include_str!("data/methods.txt").split_whitespace();
    let mut dice = Dice(11);
    let mut calls: Vec<String> = filters.map(|name| format!("|{name}")).collect();
    calls.extend(methods.map(|name| format!(".{name}")));
    for call in &calls {
        for _ in 0..12 {
            let mut value = || VALUES[dice.below(VALUES.len())];
            let operand = value();
            let given = [String::new(), value().to_owned(), format!("{}, {}", value(), value())];
            let text = format!("{{{{ ({operand}){call}({}) }}}}", given[dice.below(3)]);
            if let Err(error) = render(&text) {
                assert!(!error.to_string().contains("fault of Halite"), "panicked on {text:?}");
            }
        }
    }
}
