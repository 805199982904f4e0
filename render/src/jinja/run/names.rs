//! Walking through what a template says, and which names it mentions.

use super::super::syntax::{Arguments, Expr, Node, Statement};

/// Tells for each of the names whether the body mentions it.
pub(super) fn mentioned<const N: usize>(body: &[Statement], names: [&str; N]) -> [bool; N] {
    let mut found = [false; N];
    walk(body, &mut |expr| {
        if let Node::Name(name) = &expr.node {
            for (found, wanted) in found.iter_mut().zip(names) {
                *found |= **name == *wanted;
            }
        }
        true
    });
    found
}

/// Shows every expression of a body; what `see` refuses is not looked into.
fn walk(body: &[Statement], see: &mut dyn FnMut(&Expr) -> bool) {
    for statement in body {
        walk_own(statement, &mut |expr| walk_expr(expr, see));
        match statement {
            Statement::If(branches, otherwise) => {
                branches.iter().for_each(|(_, body)| walk(body, see));
                walk(otherwise, see);
            }
            Statement::For(walked) => {
                walk(&walked.body, see);
                walk(&walked.otherwise, see);
            }
            Statement::SetBlock(.., body)
            | Statement::With(_, body)
            | Statement::Filter(_, body)
            | Statement::Profile(_, body)
            | Statement::Block(.., body)
            | Statement::Load(.., body) => walk(body, see),
            Statement::Macro(inner) | Statement::Call(_, inner) => walk(&inner.body, see),
            _ => {}
        }
    }
}

/// Shows the expressions in a statement's own head.
pub(super) fn walk_own(statement: &Statement, see: &mut dyn FnMut(&Expr)) {
    match statement {
        Statement::Text(..)
        | Statement::Break(_)
        | Statement::Continue(_)
        | Statement::Block(..)
        | Statement::Load(..)
        | Statement::SetBlock(_, _, None, _) => {}
        Statement::Print(expr)
        | Statement::Do(expr)
        | Statement::Set(_, expr)
        | Statement::Extends(expr)
        | Statement::SetBlock(_, _, Some(expr), _)
        | Statement::Call(expr, _)
        | Statement::Filter(expr, _)
        | Statement::Profile(expr, _) => see(expr),
        Statement::If(branches, _) => branches.iter().for_each(|(test, _)| see(test)),
        Statement::For(walked) => {
            see(&walked.iterable);
            walked.filter.iter().for_each(see);
        }
        Statement::With(assigned, _) => assigned.iter().for_each(|(_, expr)| see(expr)),
        Statement::Macro(inner) => inner.parameters.iter().filter_map(|p| p.default.as_ref()).for_each(see),
        Statement::Include(include)
        | Statement::Import(include, _)
        | Statement::From(include, _)
        | Statement::ImportData(include, ..) => see(&include.template),
    }
}

pub(super) fn walk_expr(expr: &Expr, see: &mut dyn FnMut(&Expr) -> bool) {
    if !see(expr) {
        return;
    }
    match &expr.node {
        Node::Constant(_) | Node::Name(_) => {}
        Node::Tuple(items) | Node::List(items) | Node::Concat(items) => {
            items.iter().for_each(|item| walk_expr(item, see));
        }
        Node::Dict(members) => members.iter().for_each(|(key, value)| {
            walk_expr(key, see);
            walk_expr(value, see);
        }),
        Node::Attribute(inner, _) | Node::Unary(_, inner) => walk_expr(inner, see),
        Node::Item(a, b) | Node::Binary(_, a, b) => {
            walk_expr(a, see);
            walk_expr(b, see);
        }
        Node::Slice(parts) => parts.iter().flatten().for_each(|part| walk_expr(part, see)),
        Node::Call(callee, given) | Node::Test(callee, _, given) => {
            walk_expr(callee, see);
            walk_arguments(given, see);
        }
        Node::Filter(operand, _, given) => {
            operand.iter().for_each(|operand| walk_expr(operand, see));
            walk_arguments(given, see);
        }
        Node::Compare(first, rest) => {
            walk_expr(first, see);
            rest.iter().for_each(|(_, expr)| walk_expr(expr, see));
        }
        Node::Condition(a, b, c) => {
            walk_expr(a, see);
            walk_expr(b, see);
            c.iter().for_each(|c| walk_expr(c, see));
        }
    }
}

fn walk_arguments(given: &Arguments, see: &mut dyn FnMut(&Expr) -> bool) {
    given.positional.iter().for_each(|expr| walk_expr(expr, see));
    given.named.iter().for_each(|(_, expr)| walk_expr(expr, see));
    given.star.iter().chain(&given.double_star).for_each(|expr| walk_expr(expr, see));
}
