//! Expressions, with Jinja2's grammar and precedence.

use super::super::raise::Result;
use super::apply::{call, filters};
use super::ast::{Binary, Comparison, Constant, Expr, Node, Unary};
use super::stream::Stream;
use super::token::TokenKind;

/// Reads an expression, with or without inline `if`.
pub(super) fn expression(s: &mut Stream, with_condition: bool) -> Result<Expr> {
    s.nested(|s| if with_condition { condition(s) } else { either(s) })
}

fn condition(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let mut value = either(s)?;
    while s.skip_word("if") {
        let test = either(s)?;
        let otherwise = if s.skip_word("else") { Some(Box::new(s.nested(condition)?)) } else { None };
        value = Expr { place, node: Node::Condition(Box::new(test), Box::new(value), otherwise) };
    }
    Ok(value)
}

fn either(s: &mut Stream) -> Result<Expr> {
    let mut left = both(s)?;
    while s.skip_word("or") {
        left = binary(s, Binary::Or, left, both)?;
    }
    Ok(left)
}

fn both(s: &mut Stream) -> Result<Expr> {
    let mut left = negation(s)?;
    while s.skip_word("and") {
        left = binary(s, Binary::And, left, negation)?;
    }
    Ok(left)
}

fn negation(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    if s.skip_word("not") {
        let inner = s.nested(negation)?;
        return Ok(Expr { place, node: Node::Unary(Unary::Not, Box::new(inner)) });
    }
    comparison(s)
}

fn comparison(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let first = sum(s)?;
    let mut rest = Vec::new();
    loop {
        let operator = match s.peek() {
            TokenKind::Operator("==") => Comparison::Equal,
            TokenKind::Operator("!=") => Comparison::NotEqual,
            TokenKind::Operator("<") => Comparison::Less,
            TokenKind::Operator("<=") => Comparison::LessEqual,
            TokenKind::Operator(">") => Comparison::Greater,
            TokenKind::Operator(">=") => Comparison::GreaterEqual,
            TokenKind::Name(name) if **name == *"in" => Comparison::In,
            TokenKind::Name(name)
                if **name == *"not" && matches!(s.look(), TokenKind::Name(n) if **n == *"in") =>
            {
                s.next();
                Comparison::NotIn
            }
            _ => break,
        };
        s.next();
        rest.push((operator, sum(s)?));
    }
    if rest.is_empty() {
        return Ok(first);
    }
    Ok(Expr { place, node: Node::Compare(Box::new(first), rest) })
}

fn sum(s: &mut Stream) -> Result<Expr> {
    let mut left = concatenation(s)?;
    loop {
        let operator = match s.peek() {
            TokenKind::Operator("+") => Binary::Add,
            TokenKind::Operator("-") => Binary::Subtract,
            _ => return Ok(left),
        };
        s.next();
        left = binary(s, operator, left, concatenation)?;
    }
}

fn concatenation(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let mut parts = vec![product(s)?];
    while s.skip("~") {
        parts.push(product(s)?);
    }
    if parts.len() > 1 {
        return Ok(Expr { place, node: Node::Concat(parts) });
    }
    Ok(parts.remove(0))
}

fn product(s: &mut Stream) -> Result<Expr> {
    let mut left = power(s)?;
    loop {
        let operator = match s.peek() {
            TokenKind::Operator("*") => Binary::Multiply,
            TokenKind::Operator("/") => Binary::Divide,
            TokenKind::Operator("//") => Binary::FloorDivide,
            TokenKind::Operator("%") => Binary::Modulo,
            _ => return Ok(left),
        };
        s.next();
        left = binary(s, operator, left, power)?;
    }
}

fn power(s: &mut Stream) -> Result<Expr> {
    let mut left = unary(s, true)?;
    while s.skip("**") {
        left = binary(s, Binary::Power, left, |s| unary(s, true))?;
    }
    Ok(left)
}

fn unary(s: &mut Stream, with_filter: bool) -> Result<Expr> {
    let place = s.place();
    let operator = match s.peek() {
        TokenKind::Operator("-") => Some(Unary::Negate),
        TokenKind::Operator("+") => Some(Unary::Plus),
        _ => None,
    };
    let mut node = match operator {
        Some(operator) => {
            s.next();
            let inner = s.nested(|s| unary(s, false))?;
            Expr { place, node: Node::Unary(operator, Box::new(inner)) }
        }
        None => primary(s)?,
    };
    node = postfix(s, node)?;
    if with_filter { filters(s, node) } else { Ok(node) }
}

/// Reads a literal, a name, or something in brackets.
pub(super) fn primary(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let node = match s.peek().clone() {
        TokenKind::Name(name) => {
            s.next();
            match &*name {
                "true" | "True" => Node::Constant(Constant::Bool(true)),
                "false" | "False" => Node::Constant(Constant::Bool(false)),
                "none" | "None" => Node::Constant(Constant::None),
                _ => Node::Name(name),
            }
        }
        TokenKind::Str(text) => {
            s.next();
            Node::Constant(Constant::Str(adjacent(s, text)))
        }
        TokenKind::Int(i) => {
            s.next();
            Node::Constant(Constant::Int(i))
        }
        TokenKind::Float(f) => {
            s.next();
            Node::Constant(Constant::Float(f))
        }
        TokenKind::Operator("(") => {
            s.next();
            let inner = s.nested(|s| tuple(s, Shape { explicit: true, ..Shape::default() }))?;
            s.expect(")")?;
            return Ok(inner);
        }
        TokenKind::Operator("[") => {
            s.next();
            Node::List(listed(s, "]", |s| expression(s, true))?)
        }
        TokenKind::Operator("{") => {
            s.next();
            Node::Dict(listed(s, "}", |s| {
                let key = expression(s, true)?;
                s.expect(":")?;
                Ok((key, expression(s, true)?))
            })?)
        }
        TokenKind::Eof => return Err(s.fail("unexpected end of template")),
        other => return Err(s.fail(format!("unexpected '{}'", other.described()))),
    };
    Ok(Expr { place, node })
}

fn adjacent(s: &mut Stream, first: std::sync::Arc<str>) -> std::sync::Arc<str> {
    if !matches!(s.peek(), TokenKind::Str(_)) {
        return first;
    }
    let mut text = first.to_string();
    while let TokenKind::Str(more) = s.peek().clone() {
        s.next();
        text.push_str(&more);
    }
    text.into()
}

fn listed<T>(s: &mut Stream, end: &str, read: impl Fn(&mut Stream) -> Result<T>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    while !s.is(end) {
        if !items.is_empty() {
            s.expect(",")?;
        }
        if s.is(end) {
            break;
        }
        items.push(read(s)?);
    }
    s.expect(end)?;
    Ok(items)
}

/// How a tuple is read.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Inline `if` is read as part of an item.
    pub(super) condition: bool,
    /// It stands in parentheses, so that it may be empty.
    pub(super) explicit: bool,
    /// A word that ends it.
    pub(super) end: Option<&'static str>,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape { condition: true, explicit: false, end: None }
    }
}

/// Reads expressions with commas between them; one without comma is itself.
pub(super) fn tuple(s: &mut Stream, shape: Shape) -> Result<Expr> {
    let place = s.place();
    let mut items = Vec::new();
    let mut is_tuple = false;
    loop {
        if !items.is_empty() {
            s.expect(",")?;
        }
        if ends(s, shape) {
            break;
        }
        items.push(expression(s, shape.condition)?);
        if !s.is(",") {
            break;
        }
        is_tuple = true;
    }
    if !is_tuple {
        if let Some(only) = items.pop() {
            return Ok(only);
        }
        if !shape.explicit {
            return Err(s.fail(format!("Expected an expression, got '{}'", s.peek().described())));
        }
    }
    Ok(Expr { place, node: Node::Tuple(items) })
}

fn ends(s: &Stream, shape: Shape) -> bool {
    matches!(s.peek(), TokenKind::VariableEnd | TokenKind::BlockEnd | TokenKind::Operator(")"))
        || shape.end.is_some_and(|word| s.is_word(word))
}

/// Reads attributes, items and calls after an expression.
pub(super) fn postfix(s: &mut Stream, mut node: Expr) -> Result<Expr> {
    while s.is(".") || s.is("[") || s.is("(") {
        s.link()?;
        let place = s.place();
        if s.skip(".") {
            node = attribute(s, node)?;
        } else if s.skip("[") {
            let index = subscript(s)?;
            node = Expr { place, node: Node::Item(Box::new(node), Box::new(index)) };
        } else {
            node = call(s, node)?;
        }
    }
    Ok(node)
}

fn attribute(s: &mut Stream, owner: Expr) -> Result<Expr> {
    let place = s.place();
    match s.next() {
        TokenKind::Name(name) => Ok(Expr { place, node: Node::Attribute(Box::new(owner), name) }),
        TokenKind::Int(i) => {
            let index = Expr { place, node: Node::Constant(Constant::Int(i)) };
            Ok(Expr { place, node: Node::Item(Box::new(owner), Box::new(index)) })
        }
        _ => Err(s.fail("expected name or number")),
    }
}

fn subscript(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let mut items = Vec::new();
    while !s.is("]") {
        if !items.is_empty() {
            s.expect(",")?;
        }
        items.push(subscribed(s)?);
    }
    s.expect("]")?;
    match items.len() {
        1 => Ok(items.remove(0)),
        _ => Ok(Expr { place, node: Node::Tuple(items) }),
    }
}

fn subscribed(s: &mut Stream) -> Result<Expr> {
    let place = s.place();
    let mut parts = [None, None, None];
    if !s.is(":") {
        let first = expression(s, true)?;
        if !s.is(":") {
            return Ok(first);
        }
        parts[0] = Some(first);
    }
    for part in &mut parts[1..] {
        if !s.skip(":") {
            break;
        }
        if !(s.is(":") || s.is("]") || s.is(",")) {
            *part = Some(expression(s, true)?);
        }
    }
    Ok(Expr { place, node: Node::Slice(Box::new(parts)) })
}

fn binary(
    s: &mut Stream,
    operator: Binary,
    left: Expr,
    right: impl FnOnce(&mut Stream) -> Result<Expr>,
) -> Result<Expr> {
    s.link()?;
    let place = left.place;
    Ok(Expr { place, node: Node::Binary(operator, Box::new(left), Box::new(right(s)?)) })
}
