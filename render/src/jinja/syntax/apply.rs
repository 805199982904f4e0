//! What is applied to an expression: calls, filters and tests.

use std::sync::Arc;

use super::super::raise::Result;
use super::ast::{Arguments, Expr, Node, Unary};
use super::parse::{expression, postfix, primary};
use super::stream::Stream;
use super::token::TokenKind;

pub(super) fn call(s: &mut Stream, callee: Expr) -> Result<Expr> {
    let place = callee.place;
    let arguments = arguments(s)?;
    Ok(Expr { place, node: Node::Call(Box::new(callee), arguments) })
}

fn arguments(s: &mut Stream) -> Result<Arguments> {
    s.expect("(")?;
    let mut given = Arguments::default();
    let mut any = false;
    while !s.is(")") {
        if any {
            s.expect(",")?;
            if s.is(")") {
                break;
            }
        }
        any = true;
        argument(s, &mut given)?;
    }
    s.expect(")")?;
    Ok(given)
}

fn argument(s: &mut Stream, given: &mut Arguments) -> Result<()> {
    let wrong = |s: &Stream| Err(s.fail("invalid syntax for function call expression"));
    if s.is("*") {
        if given.star.is_some() || given.double_star.is_some() {
            return wrong(s);
        }
        s.next();
        given.star = Some(Box::new(expression(s, true)?));
    } else if s.is("**") {
        if given.double_star.is_some() {
            return wrong(s);
        }
        s.next();
        given.double_star = Some(Box::new(expression(s, true)?));
    } else if let (TokenKind::Name(name), TokenKind::Operator("=")) = (s.peek().clone(), s.look()) {
        if given.double_star.is_some() {
            return wrong(s);
        }
        s.next();
        s.next();
        given.named.push((name, expression(s, true)?));
    } else {
        if given.star.is_some() || given.double_star.is_some() || !given.named.is_empty() {
            return wrong(s);
        }
        given.positional.push(expression(s, true)?);
    }
    Ok(())
}

pub(super) fn filters(s: &mut Stream, mut node: Expr) -> Result<Expr> {
    while s.is("|") || s.is_word("is") || s.is("(") {
        s.link()?;
        if s.is("|") {
            node = filter_chain(s, Some(node), false)?;
        } else if s.is_word("is") {
            node = test(s, node)?;
        } else {
            node = call(s, node)?;
        }
    }
    Ok(node)
}

fn dotted(s: &mut Stream) -> Result<Arc<str>> {
    let first = s.name()?;
    if !s.is(".") {
        return Ok(first);
    }
    let mut name = first.to_string();
    while s.skip(".") {
        name.push('.');
        name.push_str(&s.name()?);
    }
    Ok(name.into())
}

/// Reads `|a|b(…)`; in the head of a block the first bar may be missing.
pub(super) fn filter_chain(s: &mut Stream, operand: Option<Expr>, inline: bool) -> Result<Expr> {
    let mut node = operand;
    let mut bar = !inline;
    while !bar || s.is("|") {
        if bar {
            s.next();
        }
        bar = true;
        s.link()?;
        let place = s.place();
        let name = dotted(s)?;
        let given = if s.is("(") { arguments(s)? } else { Arguments::default() };
        node = Some(Expr { place, node: Node::Filter(node.map(Box::new), name, given) });
    }
    node.ok_or_else(|| s.fail("expected a filter"))
}

fn test(s: &mut Stream, operand: Expr) -> Result<Expr> {
    s.next();
    let place = s.place();
    let negated = s.skip_word("not");
    let name = dotted(s)?;
    let given = if s.is("(") {
        arguments(s)?
    } else if takes_argument(s) {
        if s.is_word("is") {
            return Err(s.fail("You cannot chain multiple tests with is"));
        }
        let first = s.nested(primary)?;
        Arguments { positional: vec![postfix(s, first)?], ..Arguments::default() }
    } else {
        Arguments::default()
    };
    let test = Expr { place, node: Node::Test(Box::new(operand), name, given) };
    if negated {
        return Ok(Expr { place, node: Node::Unary(Unary::Not, Box::new(test)) });
    }
    Ok(test)
}

fn takes_argument(s: &Stream) -> bool {
    match s.peek() {
        TokenKind::Name(name) => !matches!(&**name, "else" | "or" | "and"),
        TokenKind::Str(_) | TokenKind::Int(_) | TokenKind::Float(_) => true,
        TokenKind::Operator(o) => matches!(*o, "[" | "{"),
        _ => false,
    }
}
