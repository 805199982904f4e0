//! JMESPath expressions, by precedence.

use super::super::super::object::Object;
use super::super::super::raise::Result;
use super::token::{Token, tokens, wrong};

/// An expression.
pub(super) enum Node {
    /// `@`.
    Current,
    /// A field.
    Field(String),
    /// A literal.
    Literal(Object),
    /// `a.b`, `a[0]`: the right one works on the left one's result.
    Then(Box<Node>, Box<Node>),
    /// `a[0]`.
    Index(i128),
    /// `a[1:2]`.
    Slice([Option<i128>; 3]),
    /// `a[*].b`: list, what is done to each.
    Each(Box<Node>, Box<Node>),
    /// `a.*.b`: dictionary, what is done to each value.
    Values(Box<Node>, Box<Node>),
    /// `a[].b`.
    Flatten(Box<Node>),
    /// `a[?b].c`: list, test, what is done to each.
    Filter(Box<Node>, Box<Node>, Box<Node>),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `{a: b}`.
    Dict(Vec<(String, Node)>),
    /// `a || b`.
    Or(Box<Node>, Box<Node>),
    /// `a && b`.
    And(Box<Node>, Box<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// `a == b` and kin.
    Compare(&'static str, Box<Node>, Box<Node>),
    /// `f(a)`.
    Call(String, Vec<Node>),
    /// `&a`.
    Reference(Box<Node>),
}

const MAX_NESTING: usize = 100;
const MAX_OPERATORS: usize = 2000;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    operators: usize,
}

/// Reads an expression.
pub(super) fn parse(source: &str) -> Result<Node> {
    let mut parser = Parser { tokens: tokens(source)?, at: 0, nesting: 0, operators: 0 };
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        _ => Err(wrong(format!("'{source}' goes on after its end"))),
    }
}

fn power(token: &Token) -> usize {
    match token {
        Token::Sign("|") => 1,
        Token::Sign("||") => 2,
        Token::Sign("&&") => 3,
        Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => 5,
        Token::Sign("[]") => 9,
        Token::Sign("[?") => 21,
        Token::Sign(".") => 40,
        Token::Sign("[") => 55,
        Token::Sign("(") => 60,
        _ => 0,
    }
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(s) if *s == sign)
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.is(sign) {
            self.next();
            return Ok(());
        }
        Err(wrong(format!("expected '{sign}'")))
    }

    fn expression(&mut self, binding: usize) -> Result<Node> {
        if self.nesting >= MAX_NESTING {
            return Err(wrong("the expression nests too deeply"));
        }
        self.nesting += 1;
        let mut left = self.prefix()?;
        while power(self.peek()) > binding {
            left = self.infix(left)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Result<Node> {
        Ok(match self.next() {
            Token::Literal(value) => Node::Literal(value),
            Token::Name(name, quoted) => {
                if self.is("(") && quoted {
                    return Err(wrong("a quoted name is no function"));
                }
                Node::Field(name)
            }
            Token::Sign("@") => Node::Current,
            Token::Sign("*") => {
                let rest = self.projected(20)?;
                Node::Values(Box::new(Node::Current), Box::new(rest))
            }
            Token::Sign("!") => Node::Not(Box::new(self.expression(45)?)),
            Token::Sign("&") => Node::Reference(Box::new(self.expression(0)?)),
            Token::Sign("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                inner
            }
            Token::Sign("[]") => {
                let flat = Node::Flatten(Box::new(Node::Current));
                Node::Each(Box::new(flat), Box::new(self.projected(9)?))
            }
            Token::Sign("[?") => self.filter(Node::Current)?,
            Token::Sign("{") => self.dict()?,
            Token::Sign("[") => match self.peek() {
                Token::Number(_) | Token::Sign(":") => self.index(Node::Current)?,
                Token::Sign("*") if matches!(self.tokens.get(self.at + 1), Some(Token::Sign("]"))) => {
                    self.index(Node::Current)?
                }
                _ => self.list()?,
            },
            _ => return Err(wrong("unexpected end or sign in the expression")),
        })
    }

    fn infix(&mut self, left: Node) -> Result<Node> {
        // Each operator holds what stands before it, so a long chain is as deep as a nested one.
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(wrong("the expression nests too deeply: it has too many operators"));
        }
        let token = self.next();
        let both = |a: Node, b: Node| (Box::new(a), Box::new(b));
        Ok(match token {
            Token::Sign(".") => self.after_dot(left)?,
            Token::Sign("|") => {
                let (a, b) = both(left, self.expression(1)?);
                Node::Then(a, b)
            }
            Token::Sign("||") => {
                let (a, b) = both(left, self.expression(2)?);
                Node::Or(a, b)
            }
            Token::Sign("&&") => {
                let (a, b) = both(left, self.expression(3)?);
                Node::And(a, b)
            }
            Token::Sign(sign @ ("==" | "!=" | "<" | "<=" | ">" | ">=")) => {
                let (a, b) = both(left, self.expression(5)?);
                Node::Compare(sign, a, b)
            }
            Token::Sign("[]") => {
                let flat = Box::new(Node::Flatten(Box::new(left)));
                Node::Each(flat, Box::new(self.projected(9)?))
            }
            Token::Sign("[?") => self.filter(left)?,
            Token::Sign("[") => self.index(left)?,
            Token::Sign("(") => {
                let Node::Field(name) = left else { return Err(wrong("only a name can be called")) };
                let mut arguments = Vec::new();
                while !self.is(")") {
                    if !arguments.is_empty() {
                        self.expect(",")?;
                    }
                    arguments.push(self.expression(0)?);
                }
                self.expect(")")?;
                Node::Call(name, arguments)
            }
            _ => return Err(wrong("unexpected sign in the expression")),
        })
    }

    fn after_dot(&mut self, left: Node) -> Result<Node> {
        if self.is("*") {
            self.next();
            let rest = self.projected(20)?;
            return Ok(Node::Values(Box::new(left), Box::new(rest)));
        }
        let right = self.dotted(40)?;
        Ok(Node::Then(Box::new(left), Box::new(right)))
    }

    fn dotted(&mut self, binding: usize) -> Result<Node> {
        match self.peek() {
            Token::Name(..) | Token::Sign("*") => self.expression(binding),
            Token::Sign("[") => {
                self.next();
                self.list()
            }
            Token::Sign("{") => {
                self.next();
                self.dict()
            }
            _ => Err(wrong("a field must follow the dot")),
        }
    }

    /// What a projection does to each item.
    fn projected(&mut self, binding: usize) -> Result<Node> {
        match self.peek() {
            token if power(token) < 10 => Ok(Node::Current),
            Token::Sign("[" | "[?") => self.expression_of_current(binding),
            Token::Sign(".") => {
                self.next();
                self.dotted(binding)
            }
            _ => Err(wrong("unexpected sign after a projection")),
        }
    }

    fn expression_of_current(&mut self, binding: usize) -> Result<Node> {
        let mut left = Node::Current;
        while power(self.peek()) > binding {
            left = self.infix(left)?;
        }
        Ok(left)
    }

    fn filter(&mut self, left: Node) -> Result<Node> {
        let test = self.expression(0)?;
        self.expect("]")?;
        let rest = if self.is("[]") { Node::Current } else { self.projected(21)? };
        Ok(Node::Filter(Box::new(left), Box::new(test), Box::new(rest)))
    }

    fn index(&mut self, left: Node) -> Result<Node> {
        if self.is("*") {
            self.next();
            self.expect("]")?;
            let rest = self.projected(20)?;
            return Ok(Node::Each(Box::new(left), Box::new(rest)));
        }
        let mut parts = [None, None, None];
        let mut at = 0;
        let mut colons = 0;
        loop {
            match self.next() {
                Token::Number(n) => parts[at] = Some(n),
                Token::Sign(":") if colons < 2 => {
                    colons += 1;
                    at += 1;
                }
                Token::Sign("]") => break,
                _ => return Err(wrong("a position or a slice must stand in the brackets")),
            }
        }
        if colons == 0 {
            let index = parts[0].ok_or_else(|| wrong("a position must stand in the brackets"))?;
            return Ok(Node::Then(Box::new(left), Box::new(Node::Index(index))));
        }
        let sliced = Node::Then(Box::new(left), Box::new(Node::Slice(parts)));
        let rest = self.projected(20)?;
        Ok(Node::Each(Box::new(sliced), Box::new(rest)))
    }

    fn list(&mut self) -> Result<Node> {
        let mut items = vec![self.expression(0)?];
        while self.is(",") {
            self.next();
            items.push(self.expression(0)?);
        }
        self.expect("]")?;
        Ok(Node::List(items))
    }

    fn dict(&mut self) -> Result<Node> {
        let mut members = Vec::new();
        loop {
            let Token::Name(name, _) = self.next() else {
                return Err(wrong("a key must stand in the braces"));
            };
            self.expect(":")?;
            members.push((name, self.expression(0)?));
            if !self.is(",") {
                break;
            }
            self.next();
        }
        self.expect("}")?;
        Ok(Node::Dict(members))
    }
}
