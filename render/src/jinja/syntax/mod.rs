//! Jinja2's grammar: template source to statements and expressions. Nothing here runs anything.

mod apply;
mod ast;
mod lex;
mod parse;
mod quote;
mod source;
mod statement;
mod stream;
mod tag;
mod token;

pub(super) use ast::{
    Arguments, Binary, Comparison, Constant, Expr, For, Include, Loader, Macro, Node, Parameter, Statement,
    Target, Template, Unary,
};
pub(super) use source::Options;
pub(super) use statement::parse;
