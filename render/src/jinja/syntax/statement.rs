//! Statements: what stands between `{%` and `%}`, and the bodies they open.

use std::sync::Arc;

use super::super::raise::{Place, Raise, Result};
use super::apply::filter_chain;
use super::ast::{Expr, For, Include, Loader, Macro, Node, Parameter, Statement, Target, Template};
use super::lex::lex;
use super::parse::{Shape, expression, primary, tuple};
use super::source::{Options, normalized};
use super::stream::{Open, Stream};
use super::token::TokenKind;

/// Reads a whole template.
pub(crate) fn parse(source: &str, options: &Options) -> Result<Template> {
    let source = normalized(source, options.keep_trailing_newline);
    let mut stream = Stream::new(lex(&source, options)?);
    Ok(Template { body: body(&mut stream, &[])? })
}

/// Reads up to one of the ending words, which becomes the current token; with none, up to the end.
fn body(s: &mut Stream, ends: &'static [&'static str]) -> Result<Vec<Statement>> {
    s.nested(|s| {
        let mut statements = Vec::new();
        loop {
            let place = s.place();
            s.begin_statement();
            match s.next() {
                TokenKind::Data(text) => statements.push(Statement::Text(place, text)),
                TokenKind::VariableBegin => {
                    statements.push(Statement::Print(tuple(s, Shape::default())?));
                    s.expect_kind(&TokenKind::VariableEnd)?;
                }
                TokenKind::BlockBegin => {
                    if ends.iter().any(|end| s.is_word(end)) {
                        return Ok(statements);
                    }
                    statement(s, &mut statements)?;
                    s.expect_kind(&TokenKind::BlockEnd)?;
                }
                _ if ends.is_empty() => return Ok(statements),
                _ => return Err(unfinished(s)),
            }
        }
    })
}

fn looked_for(s: &Stream) -> Option<String> {
    let Open { name, ends, .. } = s.open.last()?;
    let ends: Vec<String> = ends.iter().map(|end| format!("'{end}'")).collect();
    Some(format!(
        "Jinja was looking for the following tags: {}. The innermost block that needs to be closed is '{name}'.",
        ends.join(" or ")
    ))
}

/// The end came too early: what is to blame is the tag that was not closed.
fn unfinished(s: &Stream) -> Raise {
    let message = format!("Unexpected end of template. {}", looked_for(s).unwrap_or_default());
    let place = s.open.last().map_or(s.place(), |open| open.place);
    Raise::syntax(place, message.trim_end())
}

/// Reads a block tag's body; the ending word is taken.
fn block(
    s: &mut Stream,
    name: &'static str,
    ends: &'static [&'static str],
) -> Result<(Vec<Statement>, Arc<str>)> {
    let place = s.place();
    s.expect_kind(&TokenKind::BlockEnd)?;
    s.open.push(Open { name, ends, place });
    let statements = body(s, ends)?;
    s.open.pop();
    Ok((statements, s.name()?))
}

fn statement(s: &mut Stream, out: &mut Vec<Statement>) -> Result<()> {
    let place = s.place();
    let TokenKind::Name(tag) = s.peek().clone() else {
        return Err(s.fail("tag name expected"));
    };
    s.next();
    out.push(match &*tag {
        "for" => for_loop(s)?,
        "if" => branches(s)?,
        "set" => set(s, place)?,
        "with" => with(s)?,
        "macro" => Statement::Macro(Box::new(macro_definition(s)?)),
        "call" => call_block(s)?,
        "filter" => {
            let filter = filter_chain(s, None, true)?;
            Statement::Filter(filter, block(s, "filter", &["endfilter"])?.0)
        }
        "do" => Statement::Do(tuple(s, Shape::default())?),
        "print" => {
            while !matches!(s.peek(), TokenKind::BlockEnd | TokenKind::Eof) {
                out.push(Statement::Print(expression(s, true)?));
                if !s.skip(",") {
                    break;
                }
            }
            return Ok(());
        }
        "block" => template_block(s, place)?,
        "extends" => Statement::Extends(expression(s, true)?),
        "include" => Statement::Include(include(s)?),
        "import" => {
            let (include, name) = import(s)?;
            Statement::Import(include, name)
        }
        "from" => from(s)?,
        "load_yaml" => load(s, place, Loader::Yaml)?,
        "load_json" => load(s, place, Loader::Json)?,
        "load_text" => load(s, place, Loader::Text)?,
        "import_yaml" => import_data(s, Loader::Yaml)?,
        "import_json" => import_data(s, Loader::Json)?,
        "import_text" => import_data(s, Loader::Text)?,
        "profile" => {
            s.expect_word("as")?;
            let label = expression(s, true)?;
            Statement::Profile(label, block(s, "profile", &["endprofile"])?.0)
        }
        "break" => Statement::Break(place),
        "continue" => Statement::Continue(place),
        other => {
            let looked_for = looked_for(s).map(|text| format!(" {text}")).unwrap_or_default();
            let message = format!("Encountered unknown tag '{other}'.{looked_for}");
            return Err(Raise::syntax(place, message));
        }
    });
    Ok(())
}

fn for_loop(s: &mut Stream) -> Result<Statement> {
    let target = target(s, Some("in"), false)?;
    s.expect_word("in")?;
    let iterable = tuple(s, Shape { condition: false, end: Some("recursive"), ..Shape::default() })?;
    let filter = if s.skip_word("if") { Some(expression(s, true)?) } else { None };
    let recursive = s.skip_word("recursive");
    let (body, end) = block(s, "for", &["endfor", "else"])?;
    let otherwise = if &*end == "else" { block(s, "for", &["endfor"])?.0 } else { Vec::new() };
    Ok(Statement::For(Box::new(For { target, iterable, filter, recursive, body, otherwise })))
}

fn branches(s: &mut Stream) -> Result<Statement> {
    let mut branches = Vec::new();
    loop {
        let test = tuple(s, Shape { condition: false, ..Shape::default() })?;
        let (body, end) = block(s, "if", &["elif", "else", "endif"])?;
        branches.push((test, body));
        match &*end {
            "elif" => {}
            "else" => return Ok(Statement::If(branches, block(s, "if", &["endif"])?.0)),
            _ => return Ok(Statement::If(branches, Vec::new())),
        }
    }
}

fn set(s: &mut Stream, place: Place) -> Result<Statement> {
    let target = target(s, None, true)?;
    if s.skip("=") {
        return Ok(Statement::Set(target, tuple(s, Shape::default())?));
    }
    let filter = if s.is("|") { Some(filter_chain(s, None, false)?) } else { None };
    Ok(Statement::SetBlock(place, target, filter, block(s, "set", &["endset"])?.0))
}

/// Reads what is assigned to.
fn target(s: &mut Stream, end: Option<&'static str>, namespaces: bool) -> Result<Target> {
    if namespaces && matches!((s.peek(), s.look()), (TokenKind::Name(_), TokenKind::Operator("."))) {
        let name = s.name()?;
        s.next();
        return Ok(Target::Attribute(name, s.name()?));
    }
    let mut items = Vec::new();
    let mut is_tuple = false;
    loop {
        if !items.is_empty() {
            s.expect(",")?;
        }
        if matches!(s.peek(), TokenKind::VariableEnd | TokenKind::BlockEnd | TokenKind::Operator(")"))
            || end.is_some_and(|word| s.is_word(word))
        {
            break;
        }
        let item = s.nested(primary)?;
        items.push(assignable(s, item)?);
        if !s.is(",") {
            break;
        }
        is_tuple = true;
    }
    match (is_tuple, items.len()) {
        (false, 1) => Ok(items.remove(0)),
        (false, _) => Err(s.fail(format!("Expected an expression, got '{}'", s.peek().described()))),
        (true, _) => Ok(Target::Tuple(items)),
    }
}

fn assignable(s: &Stream, expr: Expr) -> Result<Target> {
    match expr.node {
        Node::Name(name) => Ok(Target::Name(name)),
        Node::Tuple(items) => {
            Ok(Target::Tuple(items.into_iter().map(|item| assignable(s, item)).collect::<Result<_>>()?))
        }
        Node::List(_) => Err(s.fail("can't assign to 'list'")),
        Node::Dict(_) => Err(s.fail("can't assign to 'dict'")),
        Node::Constant(_) => Err(s.fail("can't assign to 'const'")),
        _ => Err(s.fail("can't assign to that expression")),
    }
}

fn plain_name(s: &mut Stream) -> Result<Target> {
    let item = primary(s)?;
    assignable(s, item)
}

fn with(s: &mut Stream) -> Result<Statement> {
    let mut assigned = Vec::new();
    while !matches!(s.peek(), TokenKind::BlockEnd | TokenKind::Eof) {
        if !assigned.is_empty() {
            s.expect(",")?;
        }
        let target = plain_name(s)?;
        s.expect("=")?;
        assigned.push((target, expression(s, true)?));
    }
    Ok(Statement::With(assigned, block(s, "with", &["endwith"])?.0))
}

fn parameters(s: &mut Stream) -> Result<Vec<Parameter>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    s.expect("(")?;
    while !s.is(")") {
        if !parameters.is_empty() {
            s.expect(",")?;
        }
        let name = s.name()?;
        let default = if s.skip("=") { Some(expression(s, true)?) } else { None };
        if default.is_none() && parameters.last().is_some_and(|last| last.default.is_some()) {
            return Err(s.fail("non-default argument follows default argument"));
        }
        parameters.push(Parameter { name, default });
    }
    s.expect(")")?;
    Ok(parameters)
}

fn macro_definition(s: &mut Stream) -> Result<Macro> {
    let name = match plain_name(s)? {
        Target::Name(name) => name,
        _ => return Err(s.fail("can't assign to that expression")),
    };
    let parameters = parameters(s)?;
    Ok(Macro { name, parameters, body: block(s, "macro", &["endmacro"])?.0 })
}

fn call_block(s: &mut Stream) -> Result<Statement> {
    let parameters = if s.is("(") { parameters(s)? } else { Vec::new() };
    let call = expression(s, true)?;
    if !matches!(call.node, Node::Call(..)) {
        return Err(Raise::syntax(call.place, "expected call"));
    }
    let body = block(s, "call", &["endcall"])?.0;
    Ok(Statement::Call(call, Box::new(Macro { name: Arc::from("caller"), parameters, body })))
}

fn template_block(s: &mut Stream, place: Place) -> Result<Statement> {
    let name = s.name()?;
    if s.blocks.contains(&name) {
        return Err(Raise::syntax(place, format!("block '{name}' defined twice")));
    }
    s.blocks.push(name.clone());
    let scoped = s.skip_word("scoped");
    let required = s.skip_word("required");
    if s.is("-") {
        let hint = "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, \
                    use an underscore instead.";
        return Err(s.fail(hint));
    }
    let body = block(s, "block", &["endblock"])?.0;
    let _ = s.skip_word(&name);
    Ok(Statement::Block(place, name, scoped, required, body))
}

fn with_context(s: &mut Stream, default: bool) -> bool {
    let context = matches!(s.look(), TokenKind::Name(name) if **name == *"context");
    let with = match s.peek() {
        TokenKind::Name(name) if context && **name == *"with" => true,
        TokenKind::Name(name) if context && **name == *"without" => false,
        _ => return default,
    };
    s.next();
    s.next();
    with
}

fn include(s: &mut Stream) -> Result<Include> {
    let template = expression(s, true)?;
    let missing = s.is_word("ignore") && matches!(s.look(), TokenKind::Name(n) if **n == *"missing");
    if missing {
        s.next();
        s.next();
    }
    Ok(Include { template, ignore_missing: missing, with_context: with_context(s, true) })
}

fn import(s: &mut Stream) -> Result<(Include, Arc<str>)> {
    let template = expression(s, true)?;
    s.expect_word("as")?;
    let name = match plain_name(s)? {
        Target::Name(name) => name,
        _ => return Err(s.fail("can't assign to that expression")),
    };
    Ok((Include { template, ignore_missing: false, with_context: with_context(s, false) }, name))
}

fn from(s: &mut Stream) -> Result<Statement> {
    let template = expression(s, true)?;
    s.expect_word("import")?;
    let mut names = Vec::new();
    let mut context = None;
    loop {
        if !names.is_empty() {
            s.expect(",")?;
        }
        if !matches!(s.peek(), TokenKind::Name(_)) {
            let _ = s.name()?;
        }
        let contextual = matches!(s.look(), TokenKind::Name(n) if **n == *"context");
        if contextual && (s.is_word("with") || s.is_word("without")) {
            context = Some(with_context(s, false));
            break;
        }
        let name = s.name()?;
        if name.starts_with('_') {
            return Err(s.fail("names starting with an underline can not be imported"));
        }
        let alias = if s.skip_word("as") { s.name()? } else { name.clone() };
        names.push((name, alias));
        if matches!(s.look(), TokenKind::Name(n) if **n == *"context")
            && (s.is_word("with") || s.is_word("without"))
        {
            context = Some(with_context(s, false));
            break;
        }
        if !s.is(",") || matches!(s.look(), TokenKind::BlockEnd) {
            s.skip(",");
            break;
        }
    }
    let with_context = context.unwrap_or(false);
    Ok(Statement::From(Include { template, ignore_missing: false, with_context }, names))
}

fn load(s: &mut Stream, place: Place, loader: Loader) -> Result<Statement> {
    s.expect_word("as")?;
    let target = target(s, None, false)?;
    let name = match loader {
        Loader::Yaml => "load_yaml",
        Loader::Json => "load_json",
        Loader::Text => "load_text",
    };
    Ok(Statement::Load(place, loader, target, block(s, name, &["endload"])?.0))
}

fn import_data(s: &mut Stream, loader: Loader) -> Result<Statement> {
    let (include, name) = import(s)?;
    Ok(Statement::ImportData(include, loader, name))
}
