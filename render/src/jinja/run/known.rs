//! Filters and tests that do not exist: found when a template is read, except in branches that may never be taken.

use super::super::library;
use super::super::raise::{Raise, Result};
use super::super::syntax::{Expr, Node, Statement};
use super::names::{walk_expr, walk_own};

/// Refuses a body that asks for a filter or test that does not exist.
///
/// What stands directly under an `if` is left for when it is reached, as Jinja2 does.
pub(super) fn check(body: &[Statement], under_if: bool) -> Result<()> {
    body.iter().try_for_each(|statement| check_statement(statement, under_if))
}

fn check_statement(statement: &Statement, under_if: bool) -> Result<()> {
    if let Statement::If(branches, otherwise) = statement {
        branches.iter().try_for_each(|(_, body)| check(body, true))?;
        return check(otherwise, true);
    }
    if !under_if {
        let mut found = Ok(());
        walk_own(statement, &mut |expr| {
            if found.is_ok() {
                found = check_expr(expr);
            }
        });
        found?;
    }
    match statement {
        Statement::For(walk) => {
            check(&walk.body, false)?;
            check(&walk.otherwise, false)
        }
        Statement::SetBlock(.., body)
        | Statement::With(_, body)
        | Statement::Filter(_, body)
        | Statement::Block(.., body)
        | Statement::Load(.., body) => check(body, false),
        Statement::Macro(inner) | Statement::Call(_, inner) => check(&inner.body, false),
        Statement::Profile(_, body) => check(body, under_if),
        _ => Ok(()),
    }
}

fn check_expr(expr: &Expr) -> Result<()> {
    let mut found: Option<Raise> = None;
    walk_expr(expr, &mut |expr| {
        let missing = match &expr.node {
            // Nothing of an inline `if` is looked into: it may never be reached.
            Node::Condition(..) => return false,
            Node::Filter(_, name, _) if library::filter(name).is_none() => {
                super::eval::unknown("filter", name)
            }
            Node::Test(_, name, _) if library::test(name).is_none() => super::eval::unknown("test", name),
            _ => return true,
        };
        found.get_or_insert(missing.at(expr.place));
        true
    });
    found.map_or(Ok(()), Err)
}
