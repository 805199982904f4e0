//! Reads `mod.fun(arg, 'two words', key=value)`.

use std::iter::Peekable;

use halite_common::{
    declare::Arguments,
    value::{Dict, Value},
};

/// A function's name and arguments; all arguments are text. `None` where it is no call.
pub(super) fn call(code: &str) -> Option<(String, Arguments)> {
    let (function, rest) = code.split_once('(')?;
    let function: String = function.chars().filter(|c| !c.is_whitespace()).collect();
    let mut reader = Reader { chars: rest.chars().peekable(), brackets: Vec::new() };
    let (mut positional, mut named) = (Vec::new(), Dict::new());
    let (mut key, mut word): (Option<String>, Option<String>) = (None, None);
    loop {
        match reader.next()? {
            Token::Word(text) => word.get_or_insert_default().push_str(&text),
            Token::Equals => key = Some(word.take().unwrap_or_default()),
            separator => {
                match (key.take(), word.take()) {
                    (Some(key), value) => {
                        named.insert(key, value.unwrap_or_default());
                    }
                    (None, Some(value)) => positional.push(Value::Str(value)),
                    (None, None) => {}
                }
                if matches!(separator, Token::End) {
                    break;
                }
            }
        }
    }
    (!function.is_empty()).then_some((function, Arguments { positional, named }))
}

enum Token {
    Word(String),
    Equals,
    Comma,
    End,
}

struct Reader<I: Iterator<Item = char>> {
    chars: Peekable<I>,
    brackets: Vec<char>,
}

impl<I: Iterator<Item = char>> Reader<I> {
    fn next(&mut self) -> Option<Token> {
        loop {
            let c = self.chars.next()?;
            return Some(match c {
                c if c.is_whitespace() => continue,
                '"' | '\'' => Token::Word(self.quoted(c)?),
                ',' if self.brackets.is_empty() => Token::Comma,
                '=' if self.brackets.is_empty() => Token::Equals,
                ')' if self.brackets.is_empty() => Token::End,
                '(' | '[' | '{' => {
                    self.brackets.push(c);
                    Token::Word(c.into())
                }
                ')' | ']' | '}' => {
                    let opened = self.brackets.pop();
                    matches!((opened, c), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}'))
                        .then(|| Token::Word(c.into()))?
                }
                c => Token::Word(c.into()),
            });
        }
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.chars.next()? {
                '\\' => text.push(self.chars.next()?),
                c if c == quote => return Some(text),
                c => text.push(c),
            }
        }
    }
}
