//! Expressions to objects.

use std::rc::Rc;
use std::sync::Arc;

use super::super::library;
use super::super::object::{
    Args, Dict, Key, Object, Ordering, Undefined, collect, contains, equal, order, text,
};
use super::super::raise::{Raise, Result};
use super::super::syntax::{Arguments, Binary, Comparison, Constant, Expr, Node, Unary};
use super::access::{attribute, item, slice};
use super::frame::Frame;
use super::machine::Machine;
use super::operate;

/// Where an owner is missing, it is to blame, not what was asked of it.
fn at_missing(raise: Raise, owner: &Expr, object: &Object) -> Raise {
    if object.is_undefined() { raise.at(owner.place) } else { raise }
}

impl Machine {
    /// The object of a name, or something undefined.
    pub fn lookup(&self, name: &Arc<str>, frame: &Frame) -> Object {
        frame
            .get(name)
            .or_else(|| library::global(name))
            .unwrap_or_else(|| Undefined::variable(name, self.lenient).into())
    }

    /// Evaluates an expression in a scope.
    pub fn eval(&self, expr: &Expr, frame: &Rc<Frame>) -> Result<Object> {
        self.burn(1).map_err(|raise| raise.at(expr.place))?;
        self.deeper(|| self.eval_node(expr, frame)).map_err(|raise| raise.at(expr.place))
    }

    fn eval_node(&self, expr: &Expr, frame: &Rc<Frame>) -> Result<Object> {
        Ok(match &expr.node {
            Node::Constant(constant) => literal(constant),
            Node::Name(name) => self.lookup(name, frame),
            Node::Tuple(items) => Object::tuple(self.eval_all(items, frame)?),
            Node::List(items) => Object::list(self.eval_all(items, frame)?),
            Node::Dict(members) => {
                let dict = Dict::default();
                for (key, value) in members {
                    let key = self.eval(key, frame)?;
                    let value = self.eval(value, frame)?;
                    dict.set(Key::new(key)?, value);
                }
                Object::dict(dict)
            }
            Node::Attribute(owner, name) => {
                let object = self.eval(owner, frame)?;
                attribute(self, &object, name).map_err(|raise| at_missing(raise, owner, &object))?
            }
            Node::Item(owner, index) => self.eval_item(owner, index, frame)?,
            Node::Slice(_) => return Err(Raise::type_error("a slice stands only in brackets")),
            Node::Call(callee, given) => self.eval_call(callee, given, frame)?,
            Node::Filter(operand, name, given) => {
                let operand = match operand {
                    Some(operand) => self.eval(operand, frame)?,
                    None => Object::str(""),
                };
                self.apply_filter(name, operand, self.arguments(given, frame)?, frame)?
            }
            Node::Test(operand, name, given) => {
                let operand = self.eval(operand, frame)?;
                Object::Bool(self.apply_test(name, operand, self.arguments(given, frame)?, frame)?)
            }
            Node::Unary(Unary::Not, inner) => Object::Bool(!self.eval(inner, frame)?.truth()?),
            Node::Unary(Unary::Negate, inner) => operate::negate(&self.eval(inner, frame)?)?,
            Node::Unary(Unary::Plus, inner) => operate::plus(&self.eval(inner, frame)?)?,
            Node::Binary(operator, left, right) => self.eval_binary(*operator, left, right, frame)?,
            Node::Compare(first, rest) => self.eval_compare(first, rest, frame)?,
            Node::Concat(parts) => {
                let mut out = String::new();
                for part in parts {
                    out.push_str(&text(&self.eval(part, frame)?).map_err(|raise| raise.at(part.place))?);
                    super::super::object::bounded(out.len(), super::super::object::MAX_BYTES)?;
                }
                Object::from(out)
            }
            Node::Condition(test, then, otherwise) => {
                self.eval_condition(expr, test, then, otherwise, frame)?
            }
        })
    }

    fn eval_all(&self, items: &[Expr], frame: &Rc<Frame>) -> Result<Vec<Object>> {
        items.iter().map(|item| self.eval(item, frame)).collect()
    }

    fn eval_item(&self, owner: &Expr, index: &Expr, frame: &Rc<Frame>) -> Result<Object> {
        let object = self.eval(owner, frame)?;
        if let Node::Slice(parts) = &index.node {
            let mut bounds = [Object::None, Object::None, Object::None];
            for (bound, part) in bounds.iter_mut().zip(parts.iter()) {
                if let Some(part) = part {
                    *bound = self.eval(part, frame)?;
                }
            }
            return slice(self, &object, &bounds);
        }
        item(self, &object, &self.eval(index, frame)?).map_err(|raise| at_missing(raise, owner, &object))
    }

    fn eval_condition(
        &self,
        expr: &Expr,
        test: &Expr,
        then: &Expr,
        otherwise: &Option<Box<Expr>>,
        frame: &Rc<Frame>,
    ) -> Result<Object> {
        if self.eval(test, frame)?.truth().map_err(|raise| raise.at(test.place))? {
            return self.eval(then, frame);
        }
        match otherwise {
            Some(otherwise) => self.eval(otherwise, frame),
            None => {
                let hint = format!(
                    "the inline if-expression on line {} evaluated to false and no else section was defined.",
                    expr.place.line
                );
                Ok(Undefined::because(hint, true).into())
            }
        }
    }

    fn eval_binary(&self, operator: Binary, left: &Expr, right: &Expr, frame: &Rc<Frame>) -> Result<Object> {
        let first = self.eval(left, frame)?;
        match operator {
            Binary::And if !first.truth().map_err(|raise| raise.at(left.place))? => return Ok(first),
            Binary::Or if first.truth().map_err(|raise| raise.at(left.place))? => return Ok(first),
            _ => {}
        }
        let second = self.eval(right, frame)?;
        match operator {
            Binary::And | Binary::Or => Ok(second),
            _ => operate::binary(operator, &first, &second),
        }
    }

    fn eval_compare(&self, first: &Expr, rest: &[(Comparison, Expr)], frame: &Rc<Frame>) -> Result<Object> {
        let mut left = self.eval(first, frame)?;
        for (operator, right) in rest {
            let right = self.eval(right, frame)?;
            if !self.holds(*operator, &left, &right)? {
                return Ok(Object::Bool(false));
            }
            left = right;
        }
        Ok(Object::Bool(true))
    }

    fn holds(&self, operator: Comparison, left: &Object, right: &Object) -> Result<bool> {
        let ordered = |sign: &str, accept: fn(Ordering) -> bool| {
            Ok::<bool, Raise>(order(left, right, sign)?.is_some_and(accept))
        };
        match operator {
            Comparison::Equal => equal(left, right),
            Comparison::NotEqual => Ok(!equal(left, right)?),
            Comparison::Less => ordered("<", Ordering::is_lt),
            Comparison::LessEqual => ordered("<=", Ordering::is_le),
            Comparison::Greater => ordered(">", Ordering::is_gt),
            Comparison::GreaterEqual => ordered(">=", Ordering::is_ge),
            Comparison::In => self.is_in(right, left),
            Comparison::NotIn => Ok(!self.is_in(right, left)?),
        }
    }

    /// `member in container`.
    pub fn is_in(&self, container: &Object, member: &Object) -> Result<bool> {
        if let Object::Native(native) = container
            && let Some(answer) = native.contains(self, member)
        {
            return answer;
        }
        contains(container, member)
    }

    /// Evaluates the arguments of a call.
    pub fn arguments(&self, given: &Arguments, frame: &Rc<Frame>) -> Result<Args> {
        let mut args = Args { positional: self.eval_all(&given.positional, frame)?, named: Vec::new() };
        for (name, expr) in &given.named {
            args.named.push((name.clone(), self.eval(expr, frame)?));
        }
        if let Some(star) = &given.star {
            args.positional.extend(collect(&self.eval(star, frame)?)?);
        }
        if let Some(double) = &given.double_star {
            let value = self.eval(double, frame)?;
            let Object::Dict(dict) = &value else {
                return Err(match &value {
                    Object::Undefined(u) => u.raise(),
                    other => Raise::type_error(format!(
                        "argument after ** must be a mapping, not {}",
                        other.type_name()
                    )),
                });
            };
            for (key, value) in dict.members() {
                let Some(name) = key.object().as_str() else {
                    return Err(Raise::type_error("keywords must be strings"));
                };
                if args.named.iter().any(|(n, _)| n == name) {
                    let message = format!("got multiple values for keyword argument '{name}'");
                    return Err(Raise::type_error(message));
                }
                args.named.push((name.clone(), value));
            }
        }
        Ok(args)
    }

    fn eval_call(&self, callee: &Expr, given: &Arguments, frame: &Rc<Frame>) -> Result<Object> {
        if let Node::Attribute(owner, name) = &callee.node {
            let owner = self.eval(owner, frame)?;
            // A method that is called at once needs no object of its own.
            if let Some(method) = library::method(&owner, name) {
                let args = self.arguments(given, frame)?.prepend(owner);
                return method.call(self, Some(frame), args);
            }
            let callee = attribute(self, &owner, name).map_err(|raise| raise.at(callee.place))?;
            let args = self.arguments(given, frame)?;
            return self.invoke_in(&callee, args, Some(frame));
        }
        let callee = self.eval(callee, frame)?;
        let args = self.arguments(given, frame)?;
        self.invoke_in(&callee, args, Some(frame))
    }

    /// Applies a chain of filters that has no operand of its own.
    pub(super) fn eval_filter_chain(
        &self,
        filter: &Expr,
        operand: Object,
        frame: &Rc<Frame>,
    ) -> Result<Object> {
        let Node::Filter(inner, name, given) = &filter.node else { return self.eval(filter, frame) };
        let operand = match inner {
            Some(inner) => self.eval_filter_chain(inner, operand, frame)?,
            None => operand,
        };
        let args = self.arguments(given, frame)?;
        self.apply_filter(name, operand, args, frame).map_err(|raise| raise.at(filter.place))
    }

    /// Applies a filter by name.
    pub fn apply_filter(&self, name: &str, operand: Object, args: Args, frame: &Rc<Frame>) -> Result<Object> {
        match library::filter(name) {
            Some(filter) => filter.call(self, Some(frame), args.prepend(operand)),
            None => Err(unknown("filter", name)),
        }
    }

    /// Applies a test by name.
    pub fn apply_test(&self, name: &str, operand: Object, args: Args, frame: &Rc<Frame>) -> Result<bool> {
        match library::test(name) {
            Some(test) => test.call(self, Some(frame), args.prepend(operand))?.truth(),
            None => Err(unknown("test", name)),
        }
    }
}

/// The error for a filter or test that is not there.
pub(super) fn unknown(what: &str, name: &str) -> Raise {
    Raise::new(super::super::raise::Kind::Syntax, format!("No {what} named '{name}'.")).naming(name)
}

fn literal(constant: &Constant) -> Object {
    match constant {
        Constant::None => Object::None,
        Constant::Bool(b) => Object::Bool(*b),
        Constant::Int(i) => Object::Int(*i),
        Constant::Float(f) => Object::Float(*f),
        Constant::Str(s) => Object::Str(s.clone()),
    }
}
